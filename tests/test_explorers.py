"""Every explorer: each control changes the shapes and the words, and the way back restores them."""

import ast
import importlib
import inspect
import math
import pkgutil
import re

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib.text import Text

from helpers import explorers
from helpers.panel import Panel
from tests.tools.svg import ids, references, shapes

NAMES = sorted(module.name for module in pkgutil.iter_modules(explorers.__path__))
PARTS = {"compute", "build", "draw", "describe", "explore"}

TYPED = {("counts_to_cross_entropy", "labels"): ["1", "3 3 3", "1, 2, 3", "2 2 1 1 1 3"]}
"""What to type into a control that is a line of text; every one has to draw."""

REFUSED = {
    ("counts_to_cross_entropy", "labels"): {"": "labels is empty", "2 2 4": "labels holds '4'", "<b>": "'<b>'"},
}
"""What a line of text refuses, with a part of the message that the panel shows."""


def is_shown(control):
    return control.layout.display != "none"


def explorer(name):
    return importlib.import_module(f"{explorers.__name__}.{name}")


def moves(name, argument, control):
    """Return the values to try: one step up and down and both ends of a slider, the other options, the texts."""
    if isinstance(control, widgets.Text):
        return TYPED[name, argument]
    if hasattr(control, "options"):
        return [value for value in control._options_values if value != control.value]
    if isinstance(control.value, bool):
        return [not control.value]
    steps = [round(control.value + sign * control.step, 12) for sign in (1, -1)]
    return [
        value
        for value in dict.fromkeys([control.min, *steps, control.max])
        if control.min <= value <= control.max and value != control.value
    ]


def faults(name, panel, *only):
    """Move every control of a panel (or only some) to and fro; return what is wrong, a sentence each."""
    found = []
    before, alt, still = panel.moving.value, panel.alt, panel.still.value
    for argument, control in panel.controls.items():
        if (only and argument not in only) or not is_shown(control):
            continue
        first = control.value
        for value in moves(name, argument, control):
            where = f"{argument} = {value!r}"
            control.value = value
            if panel.message.value:
                found.append(f"{where}: {panel.message.value}")
                control.value = first
                continue
            if shapes(panel.moving.value) == shapes(before):
                found.append(f"{where}: the shapes did not change")
            if panel.alt == alt:
                found.append(f"{where}: the words did not change")
            if not re.search(r"\d", panel.alt):
                found.append(f"{where}: the words hold no number")
            if re.search(r"\bnan\b|np\.float|\bNone\b|array\(", panel.alt):
                found.append(f"{where}: the words are not prose: {panel.alt}")
            if re.search(r"\bnan\b|\binf\b", shapes(panel.moving.value)):
                found.append(f"{where}: a shape is not finite")
            control.value = first
            if panel.moving.value != before:
                found.append(f"{where}: the way back does not restore the picture")
            control.value = value
            panel.buttons["Reset"].click()
            if panel.moving.value != before or control.value != first:
                found.append(f"{where}: Reset does not restore the picture")
    if panel.still.value != still:
        found.append("the still layer changed")
    return found


def test_there_are_explorers():
    assert "kernel_alive" in NAMES


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_an_explorer_has_its_parts_and_they_depend_on_what_they_take(name):
    module = explorer(name)
    for part in PARTS:
        function = getattr(module, part)
        assert inspect.isfunction(function), part
        assert function.__module__ == module.__name__, part
    assert list(inspect.signature(module.build).parameters) == ["fig"]
    assert list(inspect.signature(module.draw).parameters) == ["artists", "state"]
    assert list(inspect.signature(module.describe).parameters) == ["state"]
    panel = module.explore()
    assert set(panel.controls) <= set(inspect.signature(module.compute).parameters)


def test_compute_is_pure(name):
    """It draws nothing, keeps nothing, and the same arguments give the same words and the same bytes."""
    module = explorer(name)
    panel = module.explore()
    one, other = module.compute(**panel.values), module.compute(**panel.values)
    assert repr(one) == repr(other)
    tree = ast.parse(inspect.getsource(module.compute))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert not used & {"plotting", "Figure", "fig", "artists", "Panel"}
    assert not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(tree))


def test_every_control_moves_the_picture_and_the_words_and_the_way_back_restores_both(name):
    assert faults(name, explorer(name).explore()) == []


def test_every_slider_and_text_can_be_tried(name):
    """A text without an entry in TYPED, or an entry without its text, is a gap in the test above."""
    controls = explorer(name).explore().controls
    texts = {argument for argument, control in controls.items() if isinstance(control, widgets.Text)}
    assert texts == {argument for explorer_name, argument in TYPED if explorer_name == name}
    assert texts == {argument for explorer_name, argument in REFUSED if explorer_name == name}
    for argument, control in controls.items():
        assert moves(name, argument, control), argument


def test_what_a_text_refuses_is_told_and_the_picture_stays(name):
    panel = explorer(name).explore()
    before = panel.moving.value
    for (explorer_name, argument), cases in REFUSED.items():
        if explorer_name != name:
            continue
        for typed, words in cases.items():
            panel.controls[argument].value = typed
            assert words.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;") in panel.message.value
            assert panel.moving.value == before
            panel.buttons["Reset"].click()
            assert panel.message.value == ""


def test_every_action_moves_the_picture_and_reset_restores_it(name):
    panel = explorer(name).explore()
    before, alt = panel.moving.value, panel.alt
    for label in panel.buttons.keys() - {"Reset"}:
        panel.buttons[label].click()
        assert panel.message.value == ""
        assert shapes(panel.moving.value) != shapes(before), label
        assert panel.alt != alt, label
        panel.buttons["Reset"].click()
        assert panel.moving.value == before, label


def test_the_stored_words_are_those_of_the_first_picture(name):
    panel = explorer(name).explore()
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == panel.alt
    assert re.search(r"\d", panel.alt)
    assert 'src="data:image/png;base64,' in bundle["text/html"]
    assert explorer(name).explore()._repr_mimebundle_()["text/html"] == bundle["text/html"]


def test_controls_have_distinct_visible_labels(name):
    labels = [control.description.strip() for control in explorer(name).explore().controls.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_every_reference_inside_the_layers_resolves(name):
    panel = explorer(name).explore()
    for control in panel.controls.values():
        if hasattr(control, "max"):
            control.value = control.max
    ids(panel.still.value, panel.moving.value)
    for layer in (panel.still.value, panel.moving.value):
        assert "<style" not in layer
        assert references(layer) <= ids(layer).keys()


def test_explorers_share_no_name_for_different_shapes():
    layers = [layer.value for panel in (explorer(n).explore() for n in NAMES) for layer in (panel.still, panel.moving)]
    assert ids(*layers)


def moving_artists(panel):
    """Return the artists of the moving layer by their place in it, each with its present shapes."""
    layers = panel._layers
    everything = layers.moving
    try:
        found = []
        for artist in everything:
            layers.moving = [artist]
            found.append(shapes(layers.frame("alt")))
        return found
    finally:
        layers.moving = everything


def test_every_moving_artist_moves(name):
    """An artist that never changes belongs to the still layer, or its line in `draw` is missing."""
    panel = explorer(name).explore()
    first = moving_artists(panel)
    resting = set(range(len(first)))
    for argument, control in panel.controls.items():
        start = control.value
        for value in moves(name, argument, control):
            control.value = value
            resting -= {i for i, shape in enumerate(moving_artists(panel)) if shape != first[i]}
        control.value = start
    for control in panel.controls.values():  # some artists appear only when several controls have moved
        control.value = getattr(control, "max", control.value)
    resting -= {i for i, shape in enumerate(moving_artists(panel)) if shape != first[i]}
    assert [panel._layers.moving[i] for i in sorted(resting)] == []


# Each explorer shows the numbers that it should: what is drawn, against arithmetic written out here.


def test_every_moving_text_stands_inside_the_picture_in_every_state(name):
    panel = explorer(name).explore()
    texts = [artist for artist in panel._layers.moving if isinstance(artist, Text)]
    frame = panel.fig.bbox.padded(1)

    def outside():
        boxes = {text.get_text(): text.get_window_extent() for text in texts if text.get_visible()}
        return {words: box for words, box in boxes.items() if words.strip() and not within(box, frame)}

    assert not outside()
    for argument, control in panel.controls.items():
        first = control.value
        for value in moves(name, argument, control):
            control.value = value
            assert not outside(), f"{argument} = {value!r}"
        control.value = first


def within(box, frame):
    """Whether `box` lies in `frame`."""
    return frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1


@pytest.mark.parametrize(
    ("twos", "ones", "theta"), [(2, 1, 0.4), (10, 0, 0.99), (0, 3, 0.25), (0, 0, 0.5), (7, 7, 0.01)]
)
def test_coin_likelihood_draws_its_numbers(twos, ones, theta):
    panel = explorer("coin_likelihood").explore()
    for argument, value in {"twos": twos, "ones": ones, "theta": theta}.items():
        panel.controls[argument].value = value
    factors = [theta] * twos + [1 - theta] * ones
    likelihood, nll = math.prod(factors), -sum(math.log(factor) for factor in factors)
    largest = max(t**twos * (1 - t) ** ones for t in np.linspace(0, 1, 10001))
    artists = panel._artists
    curves = {name: artists[f"{name} curve"].get_xydata() for name in ("likelihood", "nll")}
    for name, height in {"likelihood": likelihood / largest, "nll": nll}.items():
        ((x, y),) = artists[f"{name} marker"].get_xydata()
        assert x == theta
        assert y == pytest.approx(height, rel=1e-6)
        assert y == pytest.approx(np.interp(theta, *curves[name].T), rel=0.02, abs=1e-3)
        if factors:
            assert artists[f"{name} best"].get_xdata() == pytest.approx([twos / len(factors)] * 2)
        assert artists[f"{name} best"].get_visible() == bool(factors)
    heights = [bar.get_height() for bar in artists["bars"] if bar.get_visible()]
    assert heights == pytest.approx([-math.log(factor) for factor in factors])
    assert f"likelihood is {likelihood:.3g} " in panel.alt
    assert f"negative log-likelihood is {nll:.3f} nats" in panel.alt
    assert artists["likelihood title"].get_text().startswith(f"Likelihood {likelihood:.3g}")
    assert artists["nll title"].get_text().startswith(f"Negative log-likelihood {nll:.3f}")


@pytest.mark.parametrize(
    ("labels", "weights"), [("2 2 1", (1, 1, 1)), ("1, 2, 3, 3", (1, 2, 5)), ("3 3", (0, 1, 9.5)), ("1 2", (0, 1, 0))]
)
def test_counts_to_cross_entropy_draws_its_numbers(labels, weights):
    panel = explorer("counts_to_cross_entropy").explore()
    panel.controls["labels"].value = labels
    for i, weight in enumerate(weights, start=1):
        panel.controls[f"weight_{i}"].value = weight
    x = [int(digit) for digit in re.findall(r"\d", labels)]
    p = [x.count(i) / len(x) for i in (1, 2, 3)]
    q = [weight / sum(weights) for weight in weights]
    likelihood = math.prod(q[label - 1] for label in x)
    mean_nll = -math.log(likelihood) / len(x) if likelihood else math.inf
    bars = panel._artists["bars"]
    for bar, width, share in zip(bars, p, q, strict=True):
        assert bar.get_visible() == bool(width)
        if width:
            assert bar.get_width() == pytest.approx(width)
            assert bar.get_height() == pytest.approx(-math.log(share) if share else 5.5)
    assert [bar.get_x() for bar in bars] == pytest.approx([0, p[0], p[0] + p[1]])
    floor, excess = panel._artists["meter"]
    assert floor.get_height() == pytest.approx(sum(-share * math.log(share) for share in p if share))
    assert excess.get_y() == floor.get_height()
    assert excess.get_y() + excess.get_height() == pytest.approx(min(mean_nll, 5.5))
    assert panel._artists["mean"].get_ydata() == pytest.approx([min(mean_nll, 5.5)] * 2)
    if likelihood:
        assert sum(bar.get_width() * bar.get_height() for bar in bars) == pytest.approx(mean_nll)
        assert f"H(p, q) = {mean_nll:.3f} nats" in panel.alt
    assert f"The likelihood is {likelihood:.4g} by all three products." in panel.alt
    assert panel._artists["numbers"].get_text().count(f" = {likelihood:.4g}") == 3


def test_counts_to_cross_entropy_sets_q_to_the_frequencies():
    panel = explorer("counts_to_cross_entropy").explore()
    panel.controls["labels"].value = "1 2 2 3 3 3 3"
    panel.buttons["Set q = p"].click()
    assert "H(p, q) = 0.956 nats per label; the meter shows it above its floor H(p) = 0.956" in panel.alt
    panel.buttons["Repeat the data ×10"].click()
    assert panel.alt.startswith("70 labels ")
    assert "H(p, q) = 0.956 nats per label; the meter shows it above its floor H(p) = 0.956" in panel.alt


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("p_weights", "q_weights"), [((7, 2, 1), (2, 5, 3)), ((1, 0, 3), (2, 2, 4)), ((1, 1, 8), (0.5, 0, 9.5))]
)
def test_entropy_kl_draws_its_numbers(p_weights, q_weights, turned):
    panel = explorer("entropy_kl").explore()
    for name, weights in (("p", p_weights), ("q", q_weights)):
        for i, weight in enumerate(weights, start=1):
            panel.controls[f"{name}_{i}"].value = weight
    panel.controls["turned"].value = turned
    p, q = ([weight / sum(weights) for weight in weights] for weights in (p_weights, q_weights))
    artists = panel._artists
    assert [bar.get_height() for bar in artists["p"]] == pytest.approx(p)
    assert [bar.get_height() for bar in artists["q"]] == pytest.approx(q)
    first, second, a, b = ("q", "p", q, p) if turned else ("p", "q", p, q)
    terms = [0 if not x else x * math.log(x / y) if y else math.inf for x, y in zip(a, b, strict=True)]
    floor = -sum(x * math.log(x) for x in a if x)
    loss = sum(-x * math.log(y) if y else math.inf for x, y in zip(a, b, strict=True) if x)
    assert [bar.get_height() for bar in artists["terms"]] == pytest.approx([min(term, 3.8) for term in terms])
    lower, upper = artists["stack"]
    assert lower.get_height() == pytest.approx(floor)
    assert upper.get_y() == lower.get_height()
    assert upper.get_y() + upper.get_height() == pytest.approx(min(loss, 3.8))
    told = ["∞" if math.isinf(number) else f"{number:.3f}" for number in (sum(terms), loss)]
    assert (
        f"H({first}) = {floor:.3f} and on it KL({first}‖{second}) = {told[0]} make the cross-entropy "
        f"H({first}, {second}) = {told[1]} nats." in panel.alt
    )
    assert artists["numbers"].get_text().endswith(f"\n{floor:.3f} + {told[0]} = {told[1]}")


def test_entropy_kl_buttons_and_refusals():
    panel = explorer("entropy_kl").explore()
    panel.buttons["Set q = p"].click()
    assert "KL(p‖q) = 0.000 make the cross-entropy H(p, q) = 0.802 nats." in panel.alt
    panel.buttons["Reset"].click()
    panel.buttons["Make p one-hot"].click()
    assert "H(p) = 0.000 and on it KL(p‖q) = 1.609 make the cross-entropy H(p, q) = 1.609 nats." in panel.alt
    panel.buttons["Reset"].click()
    swapped = panel.buttons["Swap p and q"].click() or panel.values
    assert [swapped[name] for name in ("p_1", "p_2", "p_3", "q_1", "q_2", "q_3")] == [2, 5, 3, 7, 2, 1]
    before = panel.moving.value
    for i in (1, 2):
        panel.controls[f"q_{i}"].value = 0
    assert panel.message.value == ""
    kept = panel.moving.value
    assert kept != before
    panel.controls["q_3"].value = 0
    assert "all three weights of q are 0" in panel.message.value
    assert panel.moving.value == kept


def test_kernel_alive_draws_its_numbers():
    panel = explorer("kernel_alive").explore()
    panel.controls["x"].value = -2.5
    assert panel._artists["dot"].get_xdata() == [-2.5]
    assert panel._artists["label"].get_position()[0] == -2.5
    assert panel._artists["label"].get_text() == "x² = 6.25"


# The test above must notice what breaks an explorer.


def rebuilt(name, monkeypatch, **changes):
    """Return the panel of an explorer whose parts are replaced before it is made."""
    for part, function in changes.items():
        monkeypatch.setattr(explorer(name), part, function)
    return explorer(name).explore()


def test_a_draw_that_ignores_the_state_is_noticed(name, monkeypatch):
    module = explorer(name)
    first = module.compute(**module.explore().values)
    draw = module.draw
    panel = rebuilt(name, monkeypatch, draw=lambda artists, state: draw(artists, first))
    found = faults(name, panel)
    assert all(sentence.endswith("the shapes did not change") for sentence in found)
    for argument, control in panel.controls.items():
        if is_shown(control):
            assert any(sentence.startswith(f"{argument} = ") for sentence in found), argument


def test_words_that_ignore_the_state_are_noticed(name, monkeypatch):
    module = explorer(name)
    words = module.explore().alt
    found = faults(name, rebuilt(name, monkeypatch, describe=lambda state: words))
    assert any(sentence.endswith("the words did not change") for sentence in found)


def test_a_control_that_is_not_wired_is_noticed(name):
    panel = explorer(name).explore()
    for argument, control in panel.controls.items():
        if not is_shown(control):
            continue
        control.unobserve(panel._refresh, names="value")
        assert any(sentence.endswith("the shapes did not change") for sentence in faults(name, panel, argument))
        control.observe(panel._refresh, names="value")
        assert faults(name, panel, argument) == []


def test_a_panel_that_wires_nothing_is_noticed(name, monkeypatch):
    monkeypatch.setattr(Panel, "_refresh", lambda self, change=None: None)
    found = faults(name, explorer(name).explore())
    assert any(sentence.endswith("the shapes did not change") for sentence in found)
