"""The explorer of chapter 08: what it computes, what it draws, and where its steps lead."""

import math

import numpy as np
import pytest
from matplotlib.markers import CARETDOWN, CARETUP

from helpers import plotting
from helpers.explorers import push_and_pull

LOGITS = ("z0", "z1", "z2", "z3")


def set_to(panel, z, **others):
    for name, value in {**dict(zip(LOGITS, z, strict=True)), **others}.items():
        panel.controls[name].value = value


def logits_of(panel):
    return [panel.controls[name].value for name in LOGITS]


@pytest.mark.parametrize("label", range(4))
@pytest.mark.parametrize("z", [(1.0, 0.0, 2.5, -1.0), (0.0, 0.0, 0.0, 0.0), (10.0, -10.0, -10.0, 9.0)])
def test_it_draws_its_numbers(z, label):
    panel = push_and_pull.explore()
    set_to(panel, z, label=label, learning_rate=0.7)
    weights = [math.exp(v) for v in z]
    p = [weight / sum(weights) for weight in weights]
    pushes = [(i == label) - share for i, share in enumerate(p)]
    lse = math.log(sum(weights))
    artists = panel._artists
    for i in range(4):
        assert artists["logits"][i].get_xydata().tolist() == [[i, z[i]]]
        ((_, tip),) = artists["heads"][i].get_xydata()
        assert tip == pytest.approx(pushes[i], abs=1e-9)
        end = artists["shafts"][i].get_ydata()[1]
        head = 0.1 if artists["heads"][i].get_visible() else 0.0
        assert abs(end) + head == pytest.approx(abs(pushes[i]), abs=1e-9)
        assert end * pushes[i] >= 0
        assert artists["sizes"][i].get_text().replace("−", "-") == (f"{pushes[i]:+.2f}" if round(pushes[i], 2) else "0")
    assert artists["after"].get_ydata() == pytest.approx(
        np.clip([v + 0.7 * push for v, push in zip(z, pushes, strict=True)], -10, 10), abs=1e-9
    )
    assert artists["max"].get_ydata() == [max(z)] * 2
    assert artists["lse"].get_ydata() == pytest.approx([lse] * 2)
    assert artists["loss"].get_ydata() == pytest.approx([z[label], lse])
    assert f"the loss is {lse - z[label]:.4g} nats" in panel.alt or lse - z[label] < 1e-6
    assert sum(pushes) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("z", "label", "words", "drawn"),
    [
        (
            (1, 0, 2.5, -1),
            1,
            "Class 1 is lifted by 0.939; class 2 is pressed hardest, by 0.749.",
            "Class 2 is pressed hardest.",
        ),
        (
            (0, 0, 0, 0),
            3,
            "Class 3 is lifted by 0.750; classes 0, 1 and 2 are pressed alike, by 0.250 each.",
            "Classes 0, 1 and 2 are pressed alike.",
        ),
        (
            (5, 5, 0, 0),
            3,
            "Class 3 is lifted by 0.997; classes 0 and 1 are pressed alike, by 0.497 each.",
            "Classes 0 and 1 are pressed alike.",
        ),
        ((10, 0, 0, 0), 0, "Class 0 is right and sure: hardly a push is left.", "Hardly a push is left."),
    ],
)
def test_it_says_who_is_pushed(z, label, words, drawn):
    panel = push_and_pull.explore()
    set_to(panel, z, label=label)
    assert words in panel.alt
    assert panel._artists["numbers"].get_text().endswith(f"\n{drawn}")


def test_steps_lower_the_loss_and_keep_the_mean_logit():
    panel = push_and_pull.explore()
    z, mean = np.array(logits_of(panel)), np.mean(logits_of(panel))
    panel.buttons["Take a step"].click()
    p = np.exp(z) / np.exp(z).sum()
    assert logits_of(panel) == pytest.approx((z - (p - [0, 1, 0, 0])).tolist())
    one = push_and_pull.compute(**panel.values).loss
    panel.buttons["Take 10 steps"].click()
    assert push_and_pull.compute(**panel.values).loss < one
    assert np.mean(logits_of(panel)) == pytest.approx(mean)
    assert np.argmax(logits_of(panel)) == 1


def test_ten_steps_are_ten_times_one_step():
    panels = [push_and_pull.explore() for _ in range(2)]
    for panel in panels:
        set_to(panel, (3.0, -10.0, 10.0, 10.0), label=1, learning_rate=4.0)
    for _ in range(10):
        panels[0].buttons["Take a step"].click()
    panels[1].buttons["Take 10 steps"].click()
    assert logits_of(panels[0]) == logits_of(panels[1])


def test_a_step_beyond_the_sliders_is_cut_off_and_told():
    panel = push_and_pull.explore()
    assert "cut off" not in panel.alt
    set_to(panel, (10, 10, 10, 10), learning_rate=4.0)
    assert "cut off" in panel.alt
    assert "cut off" in panel._artists["numbers"].get_text()
    panel.buttons["Take a step"].click()
    assert logits_of(panel) == pytest.approx([9, 10, 9, 9])
    set_to(panel, (-10, 10, -10, -10))
    assert "cut off" not in panel.alt  # the push is there, and nobody could see it


def test_equal_logits_have_the_loss_log_4_for_every_label():
    panel = push_and_pull.explore()
    panel.buttons["Make all logits equal"].click()
    assert logits_of(panel) == [0.625] * 4
    for label in range(4):
        panel.controls["label"].value = label
        assert f"the loss is {math.log(4):.4g} nats" in panel.alt


def minus(text):
    return text.replace("-", "−")


@pytest.mark.parametrize(
    ("z", "label", "learning_rate"), [((1.5, -0.5, 3.0, 2.0), 1, 0.7), ((9.5, 8.0, 7.0, 9.0), 3, 4.0)]
)
def test_words_and_names_tell_its_numbers(z, label, learning_rate):
    panel = push_and_pull.explore()
    set_to(panel, z, label=label, learning_rate=learning_rate)
    weights = [math.exp(v) for v in z]
    p = [weight / sum(weights) for weight in weights]
    pushes = [(i == label) - share for i, share in enumerate(p)]
    lse = math.log(sum(weights))
    after = [max(-10.0, min(10.0, v + learning_rate * push)) for v, push in zip(z, pushes, strict=True)]
    ahead = math.log(sum(math.exp(v) for v in after)) - after[label]
    for i in range(4):
        assert minus(f"class {i} at {z[i]:+.2f} has ŷ = {p[i]:.3f} and push {pushes[i]:+.3f}") in panel.alt
    assert f"The label is class {label}. Log-sum-exp is {lse:+.3f}, {lse - max(z):.3g} above" in panel.alt
    assert f"the loss is {lse - z[label]:.4g} nats" in panel.alt
    assert f"A step with learning rate {learning_rate:.1f} leads to the loss {ahead:.4g}." in panel.alt
    artists = panel._artists
    numbers = artists["numbers"].get_text().split("\n")
    assert numbers[0] == "ŷ = " + ",  ".join(f"{share:.3f}" for share in p)
    assert numbers[1] == f"loss = LSE − z{'₀₁₂₃'[label]} = {lse - z[label]:.4g} nats"
    assert artists["lse name"].get_text() == minus(f"LSE {lse:+.2f}")
    assert artists["lse name"].get_position()[1] == pytest.approx(lse)
    assert artists["max name"].get_text() == minus(f"max {max(z):+.2f}")
    assert artists["max name"].get_position()[1] == pytest.approx(max(z) - 0.25)  # below its line
    assert artists["loss"].get_xdata() == pytest.approx([label + 0.25] * 2)
    stems = artists["stems"].get_ydata()
    assert list(stems[1::3]) == list(z)
    for i in range(4):
        is_label = i == label
        assert artists["logits"][i].get_color() == (plotting.ORANGE if is_label else plotting.BLUE)
        assert artists["heads"][i].get_marker() == (CARETUP if is_label else CARETDOWN)
        size = artists["sizes"][i]
        assert size.get_position()[1] == pytest.approx(pushes[i] + (0.04 if is_label else -0.04))
    panel.buttons["Take a step"].click()
    assert logits_of(panel) == pytest.approx(after)


def test_a_small_push_is_still_told():
    panel = push_and_pull.explore()
    set_to(panel, (4.0, 0.0, 0.0, -1.0), label=0)
    assert "Class 0 is lifted by 0.042; classes 1 and 2 are pressed alike" in panel.alt
