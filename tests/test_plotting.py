"""Pictures: each carries its words, its bytes repeat, and the user's own matplotlib stays as it was."""

import base64
import io
import re
import subprocess
import sys
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.image import imread

from helpers import plotting

MINE = {
    "font.size": 31,
    "mathtext.fontset": "stix",
    "axes.spines.top": True,
    "axes.facecolor": "yellow",
    "lines.linewidth": 9,
    "path.snap": False,
    "savefig.transparent": True,
    "savefig.bbox": "tight",
    "svg.fonttype": "none",
    "svg.hashsalt": "mine",
    "text.hinting": "none",
}


def draw(fig, end=1.0):
    ax = fig.subplots()
    ax.set(title="title", ylabel=r"$\theta^2$")
    ax.plot([0, 1], [0, end])


def picture(alt="A line.", end=1.0, **size):
    with plotting.style():
        fig = Figure(figsize=(4, 2), **size)
        draw(fig, end)
        return plotting.Picture(fig, alt)


def attributes(element):
    """Return the tags of an HTML text with their attributes."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, pairs: found.append((tag, dict(pairs)))
    parser.feed(element)
    return found


@pytest.fixture
def shown(monkeypatch):
    """Catch what is displayed."""
    pictures = []
    monkeypatch.setattr(plotting, "display", pictures.append)
    return pictures


# A picture


@pytest.mark.parametrize(
    "alt", ["A line.", "p < 1 & q > 0, \"both\" 'ways'", "two\nlines", '"><script>x</script>', "θ̂ = ½"]
)
def test_the_image_element_carries_words_and_bytes(alt):
    made = picture(alt)
    ((tag, found),) = attributes(made.html)
    assert tag == "img"
    assert found["alt"] == alt
    kind, _, data = found["src"].partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == made.png


def test_the_bundle_is_the_element_and_the_words():
    made = picture("A line & more.")
    assert made._repr_mimebundle_() == {"text/html": made.html, "text/plain": "A line & more."}


def test_a_picture_is_stored_at_twice_the_size_at_which_it_is_shown():
    made = picture()
    assert imread(io.BytesIO(made.png)).shape[:2] == (400, 800)
    assert attributes(made.html)[0][1]["width"] == "400"


def test_png_bytes_repeat_and_follow_what_is_drawn():
    assert picture().png == picture().png
    assert picture().png != picture(end=0.5).png


def test_png_bytes_say_nothing_of_program_or_time():
    chunks = re.findall(rb"(tEXt|iTXt|zTXt|tIME|eXIf)", picture().png[:200])
    assert chunks == []


@pytest.mark.parametrize("alt", ["", " \n\t", None, 3, ["A line."]])
def test_a_picture_without_words_is_refused(alt, shown):
    message = re.escape(f"alt must say in words what the picture shows, got {alt!r}")
    with pytest.raises(ValueError, match=message):
        plotting.Picture(Figure(), alt)
    with pytest.raises(ValueError, match=message), plotting.figure(alt):
        pytest.fail("the block ran, though the picture could never be shown")
    assert shown == []


# figure


def test_figure_shows_its_picture_once_when_the_block_ends(shown):
    with plotting.figure("A line.", height=2, width=4) as fig:
        draw(fig)
        assert shown == []
    (made,) = shown
    assert (made.alt, made.png) == ("A line.", picture().png)


def test_figure_has_the_width_of_the_column(shown):
    with plotting.figure("Nothing yet.") as fig:
        assert tuple(fig.get_size_inches()) == (plotting.WIDTH, 3.2)
    assert shown[0].width == 720


def test_an_error_inside_the_block_is_raised_and_shows_nothing(shown):
    with pytest.raises(ZeroDivisionError), plotting.figure("A line."):
        1 // 0  # noqa: B018
    assert shown == []


@pytest.mark.parametrize("fails", [False, True])
def test_the_settings_of_the_user_come_back(fails, shown):
    with mpl.rc_context(MINE):
        before = mpl.rcParams.copy()
        try:
            with plotting.figure("A line.") as fig:
                assert mpl.rcParams["font.size"] == 11
                draw(fig)
                if fails:
                    raise ValueError("no")
        except ValueError:
            assert fails
        assert mpl.rcParams == before


def test_the_settings_of_the_user_do_not_change_a_picture(shown):
    with mpl.rc_context(MINE), plotting.figure("A line.", height=2, width=4) as fig:
        draw(fig)
    assert shown[0].png == picture().png


# save_svg


def test_svg_files_repeat_whatever_the_user_has_set(tmp_path):
    with plotting.style():
        fig = Figure(figsize=(4, 2))
        draw(fig)
    plotting.save_svg(fig, tmp_path / "first.svg")
    with mpl.rc_context(MINE):
        plotting.save_svg(fig, tmp_path / "second.svg")
    first, second = ((tmp_path / name).read_text(encoding="utf-8") for name in ("first.svg", "second.svg"))
    assert first == second
    assert "<dc:date>" not in first
    assert "Matplotlib v" not in first


# Look


def contrast(one, other):
    """Return the contrast ratio of two colours as WCAG 2 defines it."""

    def luminance(colour):
        channels = np.array(to_rgb(colour))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_21():
    assert contrast("black", "white") == pytest.approx(21)


@pytest.mark.parametrize(
    "colour",
    [plotting.BLUE, plotting.BLACK, plotting.GREY, *(plotting.STYLE[f"{part}.color"] for part in ("text", "xtick"))],
)
def test_colours_of_text_stand_out_from_white(colour):
    assert contrast(colour, "white") >= 4.5


def test_grey_has_the_contrast_that_it_claims():
    assert contrast(plotting.GREY, "white") == pytest.approx(5.3, abs=0.05)


def test_lines_cycle_through_the_palette():
    cycle = plotting.STYLE["axes.prop_cycle"].by_key()["color"]
    assert [to_rgb(f"#{colour}".replace("##", "#")) for colour in cycle] == [to_rgb(c) for c in plotting.COLOURS]
    assert len(set(plotting.COLOURS)) == 7


# A fresh interpreter

FRESH = """
import sys
import matplotlib as mpl

mpl.use("svg")
before = mpl.rcParams.copy()
import helpers.plotting, helpers.panel
{use}
assert mpl.rcParams == before, "the settings changed"
assert mpl.rcParams["backend"] == "svg", "the backend changed"
loaded = [name for name in sys.modules if name == "matplotlib.pyplot"]
assert not loaded, "pyplot was imported"
"""
USES = {
    "import": "",
    "figure": "with helpers.plotting.figure('A line.') as fig: fig.subplots().plot([0, 1])",
    "panel": """
from helpers.explorers import kernel_alive
panel = kernel_alive.explore()
panel.controls["x"].value = 5.0
panel._repr_mimebundle_()
""",
}


@pytest.mark.parametrize("use", USES)
def test_pyplot_and_the_backend_are_left_alone(use):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FRESH.format(use=USES[use])], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
