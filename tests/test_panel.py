"""Panels: a move changes the picture, the way back restores it, and nothing else changes."""

import html
import itertools
import re
import threading
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from helpers import plotting
from helpers.panel import Lettering, Panel, choice, scale, slider, text, whole_number
from tests.tools.svg import ids, references, shapes

EACH_KIND_OF_SETTING = {
    "font.size": 31,
    "font.family": "serif",
    "mathtext.fontset": "stix",
    "svg.fonttype": "none",
    "svg.hashsalt": "mine",
    "text.hinting": "none",
    "axes.unicode_minus": False,
    "axes.prop_cycle": mpl.cycler(color=["red", "lime"]),
    "axes.facecolor": "yellow",
    "figure.dpi": 33,
    "hatch.color": "red",
    "lines.linewidth": 9,
    "path.snap": False,
    "savefig.transparent": True,
    "savefig.dpi": 17,
    "savefig.bbox": "tight",
}
"""Settings of a user that reach into building, drawing, the SVG writer and the PNG writer."""


class Subject:
    """A bar and a marker on a curve. It counts its calls, and fails where it is told to."""

    def __init__(self, title="height"):
        self.title = title
        self.calls = []
        self.fails = {}

    def compute(self, x, n):
        self._called("compute", x)
        return {"x": x, "n": n, "y": x * x}

    def build(self, fig):
        left, right = fig.subplots(1, 2)
        left.set(ylim=(0, 10), title=self.title)
        (bar,) = left.bar(["n"], [1])
        right.set(xlim=(-3, 3), ylim=(0, 9), ylabel=r"$x^2$")
        curve = np.linspace(-3, 3, 50)
        right.plot(curve, curve**2)
        (marker,) = right.plot([0], [0], "o")
        return {"bar": bar, "on the curve": [marker, right.text(0, 8, "")]}

    def draw(self, artists, state):
        self._called("draw", state["x"])
        artists["bar"].set_height(state["n"])
        artists["bar"].set_color("C1")
        marker, label = artists["on the curve"]
        marker.set_data([state["x"]], [state["y"]])
        label.set_text(f"−x² = {-state['y']:.2f}")

    def describe(self, state):
        self._called("describe", state["x"])
        return f'x = {state["x"]:.1f} & n = {state["n"]} < 11, "x²" = {state["y"]:.2f}'

    def panel(self, **options):
        return Panel(
            compute=lambda **values: self.compute(**values),
            build=self.build,
            draw=self.draw,
            describe=lambda state: self.describe(state),
            controls={"x": slider("position x", 1.0, -3, 3, 0.1), "n": whole_number("how many", 3, 0, 10)},
            **options,
        )

    def _called(self, name, x):
        self.calls.append(name)
        if name in self.fails and x == 2.0:
            raise self.fails[name]


@pytest.fixture
def subject():
    return Subject()


@pytest.fixture
def panel(subject):
    return subject.panel(
        actions={
            "Mirror": lambda values: {"x": -values["x"], "n": 10 - values["n"]},
            "Fail": lambda values: 1 // 0,
            "Too far": lambda values: {"n": "many"},
        }
    )


# A move


@pytest.mark.parametrize(("name", "value"), [("x", 1.1), ("x", -3.0), ("n", 4), ("n", 0)])
def test_a_move_changes_the_shapes_and_the_way_back_restores_every_byte(panel, name, value):
    still, before, first = panel.still.value, panel.moving.value, panel.controls[name].value
    panel.controls[name].value = value
    assert shapes(panel.moving.value) != shapes(before)
    assert panel.still.value == still
    panel.controls[name].value = first
    assert panel.moving.value == before


def test_the_label_of_the_picture_is_the_description_of_what_is_drawn(panel):
    panel.controls["x"].value = -2.5
    root = ET.fromstring(panel.moving.value)
    assert root.get("role") == "img"
    assert root.get("aria-label") == panel.alt == 'x = -2.5 & n = 3 < 11, "x²" = 6.25'
    assert ET.fromstring(panel.still.value).get("aria-hidden") == "true"


def test_one_move_calls_each_function_once(subject, panel):
    subject.calls.clear()
    panel.controls["x"].value = 0.5
    assert subject.calls == ["compute", "draw", "describe"]


def test_setting_the_same_value_draws_nothing(subject, panel):
    subject.calls.clear()
    panel.controls["x"].value = panel.controls["x"].value
    assert subject.calls == []


def test_the_values_are_those_of_the_controls_by_argument_name(panel):
    panel.controls["n"].value = 7
    assert panel.values == {"x": 1.0, "n": 7}


# Buttons


def test_reset_restores_values_and_picture_and_draws_once(subject, panel):
    before = panel.moving.value
    panel.controls["x"].value, panel.controls["n"].value = -2.0, 9
    assert panel.moving.value != before
    subject.calls.clear()
    panel.buttons["Reset"].click()
    assert panel.values == {"x": 1.0, "n": 3}
    assert panel.moving.value == before
    assert subject.calls == ["compute", "draw", "describe"]


def test_an_action_changes_several_controls_and_draws_once(subject, panel):
    before = panel.moving.value
    subject.calls.clear()
    panel.buttons["Mirror"].click()
    assert panel.values == {"x": -1.0, "n": 7}
    assert subject.calls == ["compute", "draw", "describe"]
    assert shapes(panel.moving.value) != shapes(before)
    panel.buttons["Mirror"].click()
    assert panel.moving.value == before


def test_buttons_stand_in_the_order_given_with_reset_first(panel):
    assert list(panel.buttons) == ["Reset", "Mirror", "Fail", "Too far"]
    assert [button.description for button in panel.buttons.values()] == list(panel.buttons)


# Errors


@pytest.mark.parametrize("where", ["compute", "draw", "describe"])
def test_an_error_is_shown_escaped_and_the_picture_stays_until_the_next_good_move(subject, panel, where):
    subject.fails[where] = ValueError("x < 2 & <b>no</b> script")
    panel.controls["x"].value = 1.9
    good, alt = panel.moving.value, panel.alt
    panel.controls["x"].value = 2.0
    alert = ET.fromstring(panel.message.value)
    assert alert.get("role") == "alert"
    assert "".join(alert.itertext()) == "Not drawn. ValueError: x < 2 & <b>no</b> script"
    assert (panel.moving.value, panel.alt) == (good, alt)
    panel.controls["x"].value = 1.9
    assert panel.message.value == ""
    assert panel.moving.value == good


@pytest.mark.parametrize("where", ["compute", "draw", "describe"])
def test_reset_clears_an_error(subject, panel, where):
    before = panel.moving.value
    subject.fails[where] = RuntimeError("no")
    panel.controls["x"].value = 2.0
    assert panel.message.value
    panel.buttons["Reset"].click()
    assert (panel.message.value, panel.moving.value) == ("", before)


def test_an_error_of_an_action_is_shown_and_later_moves_draw_again(panel):
    for label, words in [("Fail", "ZeroDivisionError: "), ("Too far", "TraitError: ")]:
        panel.buttons[label].click()
        assert words in html.unescape(panel.message.value)
        before = panel.moving.value
        panel.controls["n"].value += 1
        assert panel.message.value == ""
        assert shapes(panel.moving.value) != shapes(before)


def test_an_error_in_the_first_state_is_raised(subject):
    subject.fails["compute"] = ValueError("from the start")
    subject.compute = lambda x, n: Subject.compute(subject, 2.0, n)
    with pytest.raises(ValueError, match="from the start"):
        subject.panel()


@pytest.mark.parametrize("alt", ["", "  \n", None, 3])
def test_a_first_state_without_a_description_is_refused(subject, alt):
    subject.describe = lambda state: alt
    with pytest.raises(ValueError, match=re.escape(f"alt must say in words what the picture shows, got {alt!r}")):
        subject.panel()


@pytest.mark.parametrize("alt", ["", "  \n", None, 3])
def test_a_later_state_without_a_description_is_an_error_in_the_panel(subject, panel, alt):
    subject.describe = lambda state: alt
    before = panel.moving.value
    panel.controls["x"].value = 0.0
    assert "alt must say in words" in panel.message.value
    assert panel.moving.value == before


# The layers


def test_the_still_layer_does_not_depend_on_what_moves_and_the_moving_one_on_nothing_else():
    def layers(title, n):
        subject = Subject(title)
        panel = subject.panel(width=5, height=3)
        panel.controls["n"].value = n
        # The same salt for all, so that only what is drawn can differ.
        panel._layers.look["svg.hashsalt"] = "same"
        return panel._layers.still(), panel._layers.frame("alt")

    still, moving = layers("one title", 3)
    other_still, other_moving = layers("one title", 8)
    assert other_still == still
    assert other_moving != moving
    other_still, other_moving = layers("a longer title", 3)
    assert other_still != still
    assert other_moving == moving


def test_each_artist_is_in_exactly_one_layer(panel):
    """Each artist gets a colour of its own, which is then looked for in both layers."""
    bar, (marker, label) = panel._artists["bar"], panel._artists["on the curve"]
    left, right = panel.fig.axes
    (curve,) = (line for line in right.lines if line is not marker)
    moving = {"#010203": bar, "#010204": marker, "#010205": label}
    still = {"#010206": curve, "#010207": right.yaxis.label, "#010208": right.spines["left"]}
    for colour, artist in (moving | still).items():
        artist.set_color(colour)
    # A background in the moving layer would hide the still one.
    still |= {"#010209": panel.fig.patch, "#01020a": left.patch}
    panel.fig.patch.set_facecolor("#010209")
    left.patch.set_facecolor("#01020a")
    for colour in moving:
        assert colour not in panel._layers.still()
        assert colour in panel._layers.frame("alt")
    for colour in still:
        assert colour in panel._layers.still()
        assert colour not in panel._layers.frame("alt")


def test_rendering_the_still_layer_leaves_hidden_what_was_hidden(panel):
    bar, (marker, _) = panel._artists["bar"], panel._artists["on the curve"]
    marker.set_visible(False)
    panel._layers.still()
    assert not marker.get_visible()
    assert bar.get_visible()


def test_moving_artists_keep_their_order_from_back_to_front(subject):
    panel = subject.panel()
    marker, label = panel._artists["on the curve"]
    assert panel._layers.moving == [panel._artists["bar"], marker, label]
    marker.set_zorder(-1)
    assert type(panel._layers)(panel.fig, panel._layers.moving).moving[0] is marker


def test_both_layers_cover_the_same_area(panel):
    boxes = {ET.fromstring(layer.value).get("viewBox") for layer in (panel.still, panel.moving)}
    assert boxes == {"0 0 518.4 230.4"}
    places = {layer.layout.grid_area for layer in (panel.still, panel.moving)}
    assert places == {"1 / 1"}


# One page, many panels


def test_layers_hold_no_style_element_and_every_reference_resolves(panel):
    for layer in (panel.still.value, panel.moving.value):
        assert "<style" not in layer
        assert "<metadata" not in layer
        assert references(layer)
        assert references(layer) <= ids(layer).keys()


def test_names_inside_the_svg_mean_the_same_wherever_they_occur_on_a_page():
    """A page holds many panels; a reference finds the first element of that name on the whole page."""
    layers = []
    for width, x in itertools.product((5, 7.2), (1.0, 2.5)):
        panel = Subject().panel(width=width)
        panel.controls["x"].value = x
        layers += [panel.still.value, panel.moving.value]
    assert ids(*layers)  # raises where one name stands for two elements


def test_panels_share_no_clip_path_or_marker():
    first, second = (Subject().panel() for _ in range(2))
    shared = ids(first.still.value, first.moving.value).keys() & ids(second.still.value, second.moving.value).keys()
    # Glyphs (font and number) are the same shape everywhere; all other names carry the panel's number.
    assert [name for name in shared if not re.fullmatch(r"DejaVuSans\S*-[0-9a-f]+", name)] == []


# What reaches the page


def test_the_bundle_holds_the_live_panel_the_first_picture_and_its_description(panel):
    bundle = panel._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == panel.widget.model_id
    assert bundle["text/plain"] == panel.alt == 'x = 1.0 & n = 3 < 11, "x²" = 1.00'
    assert bundle["text/html"].count("<") == 1
    assert 'alt="x = 1.0 &amp; n = 3 &lt; 11, &quot;x²&quot; = 1.00"' in bundle["text/html"]
    assert 'src="data:image/png;base64,iVBORw0KGgo' in bundle["text/html"]


def test_the_stored_picture_shows_the_first_state_also_after_a_move(subject):
    panel = subject.panel()
    first = panel._repr_mimebundle_()
    panel.controls["x"].value = -2.0
    assert panel._repr_mimebundle_() == first
    assert panel.alt not in first["text/plain"]


def test_the_stored_picture_holds_both_layers(subject):
    pictures = []
    for title, x in [("height", 1.0), ("other", 1.0), ("height", 1.5)]:
        subject = Subject(title)
        subject.compute = lambda x, n, shown=x: {"x": shown, "n": n, "y": shown**2}
        pictures.append(subject.panel()._repr_mimebundle_()["text/html"].partition("src=")[2])
    assert len(set(pictures)) == 3


def test_the_stored_picture_repeats_byte_for_byte():
    assert Subject().panel()._repr_mimebundle_()["text/html"] == Subject().panel()._repr_mimebundle_()["text/html"]


def test_controls_are_labelled_and_buttons_stand_beside_them(panel):
    row, _picture, message = panel.widget.children
    *controls, buttons = row.children
    assert controls == list(panel.controls.values())
    assert list(buttons.children) == list(panel.buttons.values())
    assert message is panel.message
    for control in panel.controls.values():
        assert control.description.strip()
        assert control.style.description_width == "initial"


def test_makers_of_controls():
    fine = slider("θ", 0.4, 0, 1, 0.01, readout_format=".3f")
    assert (fine.description, fine.value, fine.min, fine.max, fine.step) == ("θ", 0.4, 0, 1, 0.01)
    assert fine.readout_format == ".3f"
    whole = whole_number("n", 2, 0, 10)
    assert (whole.description, whole.value, whole.min, whole.max, whole.step) == ("n", 2, 0, 10, 1)
    uneven = scale("T", 1.0, (0.05, 1.0, 20.0))
    assert (uneven.description, uneven.value) == ("T", 1.0)
    assert uneven.options == (("0.05", 0.05), ("1", 1.0), ("20", 20.0))
    few = choice("format", "single", ("half", "single", "double"))
    assert (few.description, few.value, few.options) == ("format", "single", ("half", "single", "double"))
    line = text("labels", "2 2 1")
    assert (line.description, line.value, line.continuous_update) == ("labels", "2 2 1", False)


# Threads


def test_a_cell_that_draws_in_another_thread_leaves_the_picture_alone(panel, monkeypatch):
    """Matplotlib's settings are one for all threads: the end of a cell's picture must not fall into a panel's frame."""
    before, artist = panel.moving.value, panel._layers.moving[0]
    begun, drawing = threading.Event(), threading.Event()

    def cell():
        with plotting.style():
            begun.set()
            drawing.wait(0.3)

    def draw(renderer, plain=artist.draw):
        drawing.set()
        thread.join()
        plain(renderer)

    monkeypatch.setattr(artist, "draw", draw)
    thread = threading.Thread(target=cell)
    thread.start()
    begun.wait()
    assert panel._layers.frame(panel.alt) == before


# Controls that are hidden


def shown(panel):
    return [name for name, control in panel.controls.items() if control.layout.display != "none"]


def test_a_control_is_shown_where_it_has_a_part(subject):
    panel = subject.panel(
        hidden=lambda values: {"n"} if values["x"] < 0 else set(), actions={"Left": lambda values: {"x": -1.0}}
    )
    assert shown(panel) == ["x", "n"]
    panel.controls["x"].value = -0.5
    assert shown(panel) == ["x"]
    panel.controls["x"].value = 0.5
    assert shown(panel) == ["x", "n"]
    panel.buttons["Left"].click()
    assert shown(panel) == ["x"]
    panel.buttons["Reset"].click()
    assert shown(panel) == ["x", "n"]


def test_a_control_may_be_hidden_at_the_start(subject):
    assert shown(subject.panel(hidden=lambda values: {"n"})) == ["x"]


# Lettering


def lettering(words, align=0.5, size=36.0):
    with plotting.style():
        ax = Figure(figsize=(6, 2), dpi=72).add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 6), ylim=(0, 2))
        artist = Lettering(ax, size, "black")
        artist.write([(3.0, 1.0, words)], align)
    return ax, artist


@pytest.mark.parametrize("words", ["−1.9e22", "label 3", "inf", "▼ ŷ"])
@pytest.mark.parametrize(("align", "ha"), [(0.0, "left"), (0.5, "center"), (1.0, "right")])
def test_lettering_stands_where_a_text_would(words, align, ha):
    ax, artist = lettering(words, align)
    expected = TextPath((0, 0), words, size=0.5, prop=FontProperties(family="DejaVu Sans")).get_extents()
    ours = artist.get_path().get_extents()
    assert ours.width == pytest.approx(expected.width, abs=0.03)
    assert ours.height == pytest.approx(expected.height, abs=0.01)
    assert ours.y0 - 1.0 == pytest.approx(expected.y0, abs=0.01)
    text_width = ax.text(0, 0, words, fontsize=36).get_window_extent().width / 72
    assert ours.x0 == pytest.approx(3.0 - align * text_width + expected.x0, abs=0.05)


def test_lettering_can_be_replaced_and_emptied():
    _, artist = lettering("1.000")
    before = artist.get_path().vertices
    artist.write([(3.0, 1.0, "2.000")])
    assert not np.array_equal(artist.get_path().vertices[: len(before)], before[: len(artist.get_path().vertices)])
    artist.write([(3.0, 1.0, "1.000")])
    assert np.array_equal(artist.get_path().vertices, before)
    artist.write([])
    assert len(artist.get_path().vertices) == 0
    assert artist.texts == []


# The settings of the user


def test_panels_leave_the_settings_of_the_user_alone():
    with mpl.rc_context(EACH_KIND_OF_SETTING):
        before = mpl.rcParams.copy()
        panel = Subject().panel()
        panel.controls["x"].value = 2.5
        panel.buttons["Reset"].click()
        panel._repr_mimebundle_()
        assert mpl.rcParams == before


def test_a_failing_move_leaves_the_settings_of_the_user_alone(subject, panel):
    subject.fails["draw"] = ValueError("no")
    before = mpl.rcParams.copy()
    panel.controls["x"].value = 2.0
    assert mpl.rcParams == before


@pytest.mark.parametrize("at_start", [{}, EACH_KIND_OF_SETTING])
def test_the_settings_of_the_user_do_not_change_the_picture(at_start):
    def layers(at_start, at_move):
        with mpl.rc_context(at_start):
            panel = Subject().panel()
        panel._layers.look["svg.hashsalt"] = "same"
        with mpl.rc_context(at_move):
            panel.controls["x"].value = -2.5
            return panel._layers.still(), panel.moving.value, panel._first_picture.png

    assert layers(at_start, EACH_KIND_OF_SETTING) == layers({}, {})


def test_a_panel_and_a_picture_agree_on_size():
    panel = Subject().panel(width=6, height=2)
    assert panel._first_picture.width == 600
    assert tuple(panel.fig.get_size_inches()) == (6, 2)
    assert panel.fig.dpi == 72
    assert plotting.WIDTH == 7.2
