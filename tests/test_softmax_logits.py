"""The explorer of softmax logits: what it shows, and what it says of a reader's own softmax."""

import itertools
import math
import re

import numpy as np
import pytest
from scipy import special

from helpers.explorers import softmax_logits
from tests.test_explorers import within


def shown(softmax=None, **values):
    panel = softmax_logits.explore() if softmax is None else softmax_logits.explore(softmax=softmax)
    for name, value in values.items():
        panel.controls[name].value = value
    assert panel.message.value == ""
    return panel


def rectangles(artist):
    """The bars of an artist: (left, foot, right, tip) of each."""
    corners = artist.get_path().vertices.reshape(-1, 5, 2)
    return [(*corner[0], *corner[2]) for corner in corners]


def plain(z):
    e = np.exp(z)
    return e / e.sum()


ROWS = softmax_logits._ROWS.values()

SETTINGS = [
    {},
    {"classes": 6, "label": 5, "z_5": 3.3, "z_0": -4.0},
    {"classes": 3, "label": 0, "z_1": 50.0, "z_2": -50.0},
    {"temperature": 0.05, "z_0": 50.0},
    {"temperature": 20.0, "c": -300.0},
    {"c": 800.0},
]


@pytest.mark.parametrize("values", SETTINGS)
def test_it_shows_what_scipy_computes(values):
    panel = shown(**values)
    now = panel.values
    k, label = now["classes"], now["label"]
    z = np.array([now[f"z_{i}"] for i in range(k)])
    s = (z + now["c"]) / now["temperature"]
    p, log_p = special.softmax(s), special.log_softmax(s)
    words = [text for *_, text in panel._artists["numbers"].texts]
    rows = {name: words[i * k : (i + 1) * k] for i, name in enumerate(softmax_logits._ROWS)}

    def number(text):
        if text.startswith("1−"):
            return 1 - float(text[2:])
        return float(text.replace("−", "-"))

    assert [number(word) for word in rows["logits"]] == pytest.approx(z + now["c"], abs=0.051)
    for word, power in zip(rows["weights"], s, strict=True):
        if power > 709.79:
            assert word == "inf"
        else:
            assert number(word) == pytest.approx(math.exp(power), rel=0.051, abs=1e-323)
    assert [number(word) for word in rows["shares"]] == pytest.approx(p, rel=0.05, abs=5.1e-4)
    assert [number(word) for word in rows["logs"]] == pytest.approx(log_p, rel=1e-3, abs=5.1e-4)
    assert [number(word) for word in rows["slopes"]] == pytest.approx(p - np.eye(k)[label], rel=0.05, abs=5.1e-4)
    assert f"loss {words_of(-log_p[label])} nats" in [note for *_, note in panel._artists["notes"].texts]


def words_of(value):
    if 0 < abs(value) < 0.0005:
        return re.sub(r"e-0?", "e−", f"{value:.1e}")
    return (f"{value:.1f}" if value >= 100 else f"{value:.3f}").replace("-", "−")


def test_bars_are_as_long_as_their_numbers_and_stand_over_each_other():
    panel = shown(classes=3, label=1)
    z, p = np.array([2.0, 1.0, 0.0]), special.softmax([2.0, 1.0, 0.0])
    bars, label_bars = rectangles(panel._artists["bars"]), rectangles(panel._artists["label bars"])
    heights = {name: zero for name, (zero, *_) in softmax_logits._ROWS.items()}
    lengths = {name: length for name, (_, length, *_) in softmax_logits._ROWS.items()}

    def expect(name, values, longest):
        return {round(heights[name] + lengths[name] * v / longest, 6) for v in values if v}

    tips = expect("logits", z, 3) | expect("weights", z / math.log(10), 3) | expect("shares", p, 1)
    tips |= expect("logs", np.log(p), 3) | expect("slopes", p - [0, 1, 0], 1)
    assert {round(tip, 6) for *_, tip in bars + label_bars} == tips
    assert len({(left, right) for left, _, right, _ in label_bars}) == 1
    assert len(label_bars) == 5
    assert len({(left, right) for left, _, right, _ in bars}) == 2


@pytest.mark.parametrize("k", [3, 4, 5, 6])
def test_only_the_classes_that_are_there_are_shown(k):
    panel = shown(classes=k)
    shown_names = [name for name, control in panel.controls.items() if control.layout.display != "none"]
    assert shown_names == ["classes", "label", *(f"z_{i}" for i in range(k)), "c", "temperature"]
    names = [text for *_, text in panel._artists["names"].texts] + [
        text for *_, text in panel._artists["label name"].texts
    ]
    assert sorted(names) == sorted(["▼ label 1", *(f"class {i}" for i in range(k) if i != 1)])


def test_a_shift_moves_the_upper_two_rows_only():
    def lower(panel):
        return [(round(x, 6), round(y, 6), text) for x, y, text in panel._artists["numbers"].texts if y < 2.8]

    first, moved = shown(), shown(c=5.0)
    assert lower(first) == lower(moved)
    assert len(lower(first)) == 12
    assert first._artists["numbers"].texts != moved._artists["numbers"].texts


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("Tie", "Classes 0 and 1 tie: each gets 0.458, at any c."),
        ("One dominates", "Class 0 dominates: 19.0 ahead of class 1, odds e^19.0 = 1.8e8 to 1."),
        ("All equal", "All 4 logits are equal: every class gets 1/4 = 0.250, at any c and any T."),
        ("Overflow", "e^802 is ∞ in floats, and ∞/∞ is no number: only the shifted form works."),
    ],
)
def test_each_button_says_what_happened(action, words):
    panel = shown()
    panel.buttons[action].click()
    assert words in panel.alt
    assert words in [text.get_text() for text in panel._artists["words"]]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"c": 12.0}, "c = 12 multiplies every exponential by 1.6e5, which cancels in ŷ."),
        ({"temperature": 5.0}, "T = 5 divides every difference by 5: nearer to 1/4 for each class."),
        ({"temperature": 0.5}, "T = 0.5 makes every difference 2 times as large: nearer to the argmax."),
        ({"temperature": 0.5, "c": -3.0}, "c = −3 changes no probability; T = 0.5 divides"),
        ({"c": -800.0}, "Every exponential is 0 in floats, and 0/0 is no number"),
        ({"c": -740.0}, "Floats lose digits of exponentials this small: the plain form is inexact."),
        ({"c": 712.0, "z_0": -9.0, "z_1": -9.0, "z_2": -9.0, "z_3": -9.1}, "by e^712"),
        ({"c": -712.0, "z_0": 9.0}, "c = −712 multiplies every exponential by e^−712, which cancels in ŷ."),
        ({"label": 5}, "There is no class 5 among 4, so there is no loss and no slope."),
        ({"z_1": 2.0, "z_3": 2.0}, "Classes 0, 1 and 3 tie: each gets "),
        ({"z_2": 1.0}, "Class 0 leads: 1.0 ahead of classes 1 and 2, odds e^1.0 = 2.72 to 1."),
        ({"z_0": 50.0, "temperature": 0.05}, "odds e^(49.0/0.05) to 1."),
        ({"z_1": -1.0, "z_2": -1.0}, "Class 0 leads: 3.0 ahead of all others, odds e^3.0 = 20.1 to 1."),
    ],
)
def test_the_words_follow_the_controls(values, words):
    assert words in shown(**values).alt


# A softmax of the reader's own


def raises(z):
    raise IndexError("tuple index out of range")


OWN = {
    "right": (plain, {}, "Your softmax gives the right probabilities for this row."),
    "a list": (lambda z: plain(z).tolist(), {}, "Your softmax gives the right probabilities"),
    "nan": (plain, {"c": 800.0}, "it returned nan. NumPy warned: overflow encountered in exp; invalid value"),
    "zero by zero": (plain, {"c": -800.0}, "it returned nan. NumPy warned: invalid value"),
    "inf": (lambda z: np.exp(z), {"c": 800.0}, "it returned inf. NumPy warned: overflow encountered in exp."),
    "weights": (np.exp, {}, "its values sum to 11.5, not to 1."),
    "sigmoids": (special.expit, {}, "its values sum to 2.38, not to 1."),
    "negative": (lambda z: z / z.sum(), {}, "it returned −0.5; no probability is below 0."),
    "shape": (lambda z: plain(z)[None], {}, "it returned an array of shape (1, 4); expected is shape (4,)"),
    "number": (lambda z: plain(z).sum(), {}, "it returned one number; expected is shape (4,)"),
    "None": (lambda z: None, {}, "it returned None, not an array of numbers."),
    "text": (lambda z: "0.5", {}, "it returned a value of type str, not an array of numbers."),
    "complex": (lambda z: plain(z) + 0j, {}, "it returned a value of type ndarray, not an array of numbers."),
    "ragged": (lambda z: [[0.5], 0.5], {}, "it raised ValueError: setting an array element"),
    "raises": (raises, {}, "it raised IndexError: tuple index out of range"),
    "base 2": (
        lambda z: plain(z * math.log(2)),
        {},
        "its values sum to 1, but class 0 gets 0.533 where a softmax gives",
    ),
    "twice": (lambda z: plain(plain(z)), {}, "its values sum to 1, but class 0 gets 0.36 where a softmax gives 0.644"),
}


@pytest.mark.parametrize("name", OWN)
def test_it_says_what_is_wrong_with_a_function_of_the_reader(name, recwarn):
    function, values, words = OWN[name]
    panel = shown(function, **values)
    assert words in panel.alt
    assert " ".join(text.get_text() for text in panel._artists["words"][:2]).replace(" …", "")[:60] in panel.alt
    assert not recwarn.list
    assert not re.search(r' d="[^"]*(nan|inf)', panel.moving.value)


def test_it_notices_a_function_that_changes_its_argument():
    def in_place(z):
        z -= z.max()
        return plain(z)

    assert "it changed the logits that it was given." in shown(in_place).alt


def test_what_the_reader_returns_is_what_is_drawn():
    panel = shown(lambda z: np.array([0.1, 0.2, 0.3, 0.4]))
    assert "Probabilities: 0.100, 0.200, 0.300, 0.400." in panel.alt
    assert "Label 1 gets 0.200, and −log of it is 1.609 nats." in panel.alt
    assert "Slopes ŷ − onehot: 0.100, −0.800, 0.300, 0.400." in panel.alt
    lost = shown(lambda z: np.array([1.0, 0.0, 0.0, 0.0]), z_0=50.0, temperature=0.05)
    assert "Log-probabilities: 0.000, −inf, −inf, −inf." in lost.alt
    assert "costs −log ŷ = inf nats" in lost.alt


def test_bars_of_a_wrong_softmax_keep_to_their_row():
    panel = shown(lambda z: np.array([1e9, 3.0, -0.5, 0.0]))
    rows = {zero: (zero - length * down, zero + length * up) for zero, length, (up, down), *_ in ROWS}
    bars = rectangles(panel._artists["bars"]) + rectangles(panel._artists["label bars"])
    assert (
        len(bars) == 3 + 3 + 2 + 1 + 3
    )  # none for logit 0, for a share below 0, for a logarithm above 0; log 0 is −inf
    for _, foot, _, tip in bars:
        low, high = rows[foot]
        assert low - 1e-9 <= tip <= high + 1e-9
    notes = [note for *_, note in shown(lambda z: z * np.nan)._artists["notes"].texts]
    assert "no loss" in notes


def test_the_column_of_the_label_is_marked():
    for label in (0, 3):
        panel = shown(label=label)
        (left, _, right, _), *more = rectangles(panel._artists["label column"])
        assert not more
        inside = [left < a < b < right for a, _, b, _ in rectangles(panel._artists["label bars"])]
        assert inside
        assert all(inside)
        assert not any(left < a < right or left < b < right for a, _, b, _ in rectangles(panel._artists["bars"]))
    assert len(shown(label=5)._artists["label column"].get_path().vertices) == 0


# Nothing leaves the picture, and nothing lies upon another


def boxes(panel):
    """The boxes of everything that moves: texts, and the pieces of lettering."""
    found = {}
    for text in panel._artists["words"]:
        if text.get_text().strip():
            found[text.get_text()] = text.get_window_extent()
    for name in ("numbers", "names", "label name", "notes", "ends"):
        artist = panel._artists[name]
        align = {"notes": 0.0, "ends": 1.0}.get(name, 0.5)
        texts = artist.texts
        for i, entry in enumerate(texts):
            artist.write([entry], align)
            found[name, i, entry[2]] = artist.get_path().get_extents(artist.get_transform())
        artist.write(texts, align)
    return found


ENDS = [
    {"classes": k, "label": 5, "c": c, "temperature": t} | {f"z_{i}": v for i, v in enumerate(z)}
    for k, (c, t), z in itertools.product(
        [3, 6],
        [(-800.0, 0.05), (0.0, 1.0), (800.0, 20.0)],
        [(50, -50, 49.9, -49.9, 50, -50), (2.2, 2.1, 2.0, 1.9, 2.0, 2.2)],
    )
]


@pytest.mark.parametrize("softmax", [None, plain, np.exp], ids=["helper", "plain", "weights"])
def test_texts_keep_inside_and_apart(softmax):
    panel = softmax_logits.explore() if softmax is None else softmax_logits.explore(softmax=softmax)
    frame = panel.fig.bbox
    for values in ENDS:
        panel._set(lambda _, values=values: values)
        assert panel.message.value == ""
        found = boxes(panel)
        for name, box in found.items():
            assert within(box, frame), (values, name)
        for (one, a), (other, b) in itertools.combinations(found.items(), 2):
            assert not a.overlaps(b), (values, one, other)
