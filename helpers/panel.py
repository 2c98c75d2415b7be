"""Live pictures: controls above, a picture below that follows them.

The picture has two layers. The still layer (axes, ticks, guide lines) is rendered once.
The moving layer (markers, bars, numbers) is rendered anew at every move and laid on top.
Drawing only what moves is what makes a panel fast; both layers are SVG and stay sharp.

This module knows nothing about any subject. A subject gives it four functions:

- `compute(**values)` turns the values of the controls into a state (pure);
- `build(fig)` draws the still layer and returns the artists that move, by name;
- `draw(artists, state)` moves them;
- `describe(state)` says in words what the picture shows.
"""

from __future__ import annotations

import html
import io
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath, text_to_path

from helpers import plotting

_SVG_DPI = 72  # one user unit of matplotlib's SVG is one point
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_NOT_SHAPES = re.compile(
    r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>|(?<=<g) id=\"[^\"]*\"",
    re.DOTALL,
)
_LABEL_FITS = {"description_width": "initial"}
_panel_numbers = itertools.count(1)


def slider(label: str, value: float, low: float, high: float, step: float, **options) -> widgets.FloatSlider:
    """Return a slider over [`low`, `high`] with its label in full; arrow keys move it by `step`."""
    return widgets.FloatSlider(
        value,
        min=low,
        max=high,
        step=step,
        description=label,
        **_control_look(),
        **options,
    )


def whole_number(label: str, value: int, low: int, high: int, **options) -> widgets.IntSlider:
    """Return a slider over the whole numbers from `low` to `high` with its label in full."""
    return widgets.IntSlider(value, min=low, max=high, description=label, **_control_look(), **options)


def scale(label: str, value: float, values: Iterable[float], **options) -> widgets.SelectionSlider:
    """Return a slider over the numbers `values`, which need not be evenly spaced, with its label in full."""
    steps = [(f"{number:g}", number) for number in values]
    return widgets.SelectionSlider(options=steps, value=value, description=label, **_control_look(), **options)


def choice(label: str, value: str, words: Iterable[str], **options) -> widgets.SelectionSlider:
    """Return a slider over a few `words`, with its label in full; the word chosen stands behind it."""
    return widgets.SelectionSlider(options=list(words), value=value, description=label, **_control_look(), **options)


def text(label: str, value: str, **options) -> widgets.Text:
    """Return a line to type in, with its label in full; the picture follows on Enter or on leaving it."""
    return widgets.Text(value, description=label, continuous_update=False, **_control_look(), **options)


def switch(label: str, value: bool, **options) -> widgets.ToggleButton:
    """Return a button that stays down; space or Enter turns it on and off."""
    return widgets.ToggleButton(value, description=label, layout=widgets.Layout(width="auto"), **options)


def _control_look() -> dict[str, Any]:
    return {
        "style": _LABEL_FITS,
        "layout": widgets.Layout(width="335px", max_width="100%"),
    }


class Lettering(PathPatch):
    """Many short texts in one artist: thirty numbers cost a move 1 ms in place of the 10 ms of thirty `Text`s.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Axes whose units are inches. They receive the artist.
    size : float
        Size of the letters in points.
    colour : str
        Their colour.
    weight : str, optional
        ``"normal"`` or ``"bold"``.
    """

    def __init__(self, axes: Axes, size: float, colour: str, weight: str = "normal"):
        super().__init__(_NO_PATH, facecolor=colour, edgecolor="none")
        self.size, self.weight = size, weight
        self.texts: list[tuple[float, float, str]] = []
        axes.add_patch(self)

    def write(self, texts: Iterable[tuple[float, float, str]], align: float = 0.5) -> None:
        """Replace what is written by `texts`: x and y of the foot, and the words.

        With `align` = 0 a text begins at its x, with 0.5 it is centred there, with 1 it ends there.
        """
        self.texts = list(texts)
        inches = self.size / 72
        vertices, codes = [], []
        for x, y, words in self.texts:
            glyphs = [_glyph(letter, self.weight) for letter in words]
            widths = [width for _, _, width in glyphs]
            starts = np.cumsum([0.0, *widths])
            x -= align * starts[-1] * inches
            for (outline, kinds, _), start in zip(glyphs, starts, strict=False):
                vertices.append(outline * inches + (x + start * inches, y))
                codes.append(kinds)
        if not vertices:
            self.set_path(_NO_PATH)
            return
        points = np.round(np.concatenate(vertices) * 72, 2)  # hundredths of a point: a third of the bytes less
        self.set_path(Path(points / 72, np.concatenate(codes)))


_NO_PATH = Path(np.empty((0, 2)))


@cache
def _glyph(letter: str, weight: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Return outline, codes and advance of a letter of size 1."""
    font, size = FontProperties(family="DejaVu Sans", weight=weight), 100
    width, _, _ = text_to_path.get_text_width_height_descent(letter, font.copy(), ismath=False)
    outline = _NO_PATH if letter.isspace() else TextPath((0, 0), letter, size=size, prop=font)
    codes = [] if outline.codes is None else outline.codes
    return outline.vertices / size, np.array(codes, dtype=Path.code_type), width / font.get_size_in_points()


class Layers:
    """A figure split into a still SVG layer and a moving one of the same size.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        A finished figure at 72 dots per inch. Its layout is settled here and does not change any more.
    moving : iterable of matplotlib.artist.Artist
        The artists that belong to the moving layer.
    """

    def __init__(self, fig: Figure, moving: Iterable[Artist]):
        self.fig = fig
        self.moving = sorted(moving, key=lambda artist: artist.get_zorder())
        # Two panels may stand on one page: names inside the SVG (clip paths, markers) carry the panel's number.
        self.look = mpl.rcParamsDefault | plotting.STYLE | {"svg.hashsalt": f"panel-{next(_panel_numbers)}"}
        with plotting.settings(self.look):
            fig.draw_without_rendering()
            fig.set_layout_engine("none")

    def still(self) -> str:
        """Return the still layer; it is hidden from screen readers, which hear the moving one."""
        shown = [artist for artist in self.moving if artist.get_visible()]
        for artist in shown:
            artist.set_visible(False)
        try:
            return self._svg([self.fig], 'aria-hidden="true"')
        finally:
            for artist in shown:
                artist.set_visible(True)

    def frame(self, alt: str) -> str:
        """Return the moving layer as it is now, labelled with `alt`."""
        return self._svg(self.moving, f'role="img" aria-label="{html.escape(alt, quote=True)}"')

    def _svg(self, artists: Iterable[Artist], attributes: str) -> str:
        width, height = (inches * _SVG_DPI for inches in self.fig.get_size_inches())
        buffer = io.StringIO()
        with plotting.settings(self.look):
            renderer = RendererSVG(width, height, buffer, image_dpi=_SVG_DPI, metadata=_NO_METADATA)
            for artist in artists:
                artist.draw(renderer)
            renderer.finalize()
        # Matplotlib writes a whole document. Inside a page only its shapes are wanted: its style element
        # would apply to every other SVG on the page, so the same two properties stand on the root instead.
        shapes = _NOT_SHAPES.sub("", buffer.getvalue().partition("<svg")[2].partition(">")[2])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes} '
            f'viewBox="0 0 {width:g} {height:g}" style="display: block; width: 100%; height: auto; '
            f'stroke-linejoin: round; stroke-linecap: butt">{shapes}'
        )


class Panel:
    """Controls and a live picture; where no kernel runs, a picture of the first state.

    Parameters
    ----------
    compute, build, draw, describe : callable
        The subject, as the head of this module says.
    controls : mapping of str to widget
        The argument names of `compute` with the widgets that set them. Each widget has a `value` and a label.
    actions : mapping of str to callable, optional
        Buttons beside *Reset*: the label, and a function that takes the current values (a dict by argument name)
        and returns the values to change.
    hidden : callable, optional
        Takes the current values (a dict by argument name) and returns the names of the controls that have no part in
        the picture at these values. They are not shown until they have.
    height, width : float
        Size of the picture in inches.

    Attributes
    ----------
    controls : dict of str to widget
        As given.
    buttons : dict of str to widget
        *Reset* and the actions, by label.
    still, moving, message : ipywidgets.HTML
        The two layers of the picture, and the line that tells of an error.
    """

    def __init__(
        self,
        *,
        compute: Callable[..., Any],
        build: Callable[[Figure], Mapping[str, Artist | Iterable[Artist]]],
        draw: Callable[[Mapping[str, Any], Any], None],
        describe: Callable[[Any], str],
        controls: Mapping[str, widgets.Widget],
        actions: Mapping[str, Callable[[dict[str, Any]], Mapping[str, Any]]] | None = None,
        hidden: Callable[[dict[str, Any]], Collection[str]] = lambda values: (),
        height: float = 3.2,
        width: float = plotting.WIDTH,
    ):
        self.controls = dict(controls)
        self._compute, self._draw, self._describe, self._hidden = compute, draw, describe, hidden
        self._held = False

        with plotting.style():
            fig = Figure(figsize=(width, height), dpi=_SVG_DPI)
            self._artists = build(fig)
        first = self.values
        self._show(first)
        self._layers = Layers(fig, _flat(self._artists.values()))
        with plotting.settings(self._layers.look):
            self._first_picture = plotting.Picture(fig, self.alt)

        one_place = widgets.Layout(grid_area="1 / 1", margin="0", width="100%")
        self.still = widgets.HTML(self._layers.still(), layout=one_place)
        self.moving = widgets.HTML(self._layers.frame(self.alt), layout=one_place)
        self.message = widgets.HTML(layout=widgets.Layout(max_width=f"{width:g}in"))
        self.buttons = {
            label: self._button(label, change)
            for label, change in {"Reset": lambda _: first, **(actions or {})}.items()
        }
        column = {"width": "100%", "max_width": f"{width:g}in"}
        wrap = {"flex_flow": "row wrap", "align_items": "center", "grid_gap": "2px 16px"}
        buttons = widgets.Box(list(self.buttons.values()), layout=widgets.Layout(**wrap))
        stack = widgets.Layout(display="grid", overflow="hidden", **column)
        self.widget = widgets.VBox(
            [
                widgets.Box([*self.controls.values(), buttons], layout=widgets.Layout(**wrap, **column)),
                widgets.Box([self.still, self.moving], layout=stack),
                self.message,
            ]
        )
        self._hide()
        for control in self.controls.values():
            control.observe(self._refresh, names="value")

    @property
    def values(self) -> dict[str, Any]:
        """The values of the controls, by argument name of `compute`."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def fig(self) -> Figure:
        """The figure behind the picture."""
        return self._layers.fig

    def _button(self, label: str, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> widgets.Button:
        button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: self._set(change))
        return button

    def _set(self, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> None:
        """Change several controls, then draw once."""
        with plotting.DRAWING, self._report_errors():
            new = change(self.values)
            self._held = True
            try:
                for name, value in new.items():
                    self.controls[name].value = value
            finally:
                self._held = False
            self._refresh()

    def _refresh(self, _change: Any = None) -> None:
        if self._held:
            return
        with plotting.DRAWING, self._report_errors():
            self._show(self.values)
            self.moving.value = self._layers.frame(self.alt)
            self._hide()
            self.message.value = ""

    def _hide(self) -> None:
        hidden = self._hidden(self.values)
        for name, control in self.controls.items():
            control.layout.display = "none" if name in hidden else None

    def _show(self, values: Mapping[str, Any]) -> None:
        state = self._compute(**values)
        with plotting.style():
            self._draw(self._artists, state)
        self.alt = plotting.checked_alt(self._describe(state))

    @contextmanager
    def _report_errors(self):
        """Show an error below the picture, which keeps the last state that could be drawn."""
        try:
            yield
        except Exception as error:
            text = html.escape(f"{type(error).__name__}: {error}")
            self.message.value = (
                f'<p role="alert" style="color: #A33F00; background: white; padding: 4px"><b>Not drawn.</b> {text}</p>'
            )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, Any]:
        return {
            **self.widget._repr_mimebundle_(),
            **self._first_picture._repr_mimebundle_(),
        }


def _flat(artists: Iterable[Artist | Iterable[Artist]]) -> Iterable[Artist]:
    for entry in artists:
        if isinstance(entry, Artist):
            yield entry
        else:
            yield from _flat(entry)
