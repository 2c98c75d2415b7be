"""The look of the series, and the one way in which a picture reaches the page.

Every picture carries a text alternative that says what the picture shows.
Code hosts, converters and screen readers find both in the same `<img>` element.
"""

from __future__ import annotations

import base64
import html
import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import matplotlib as mpl
from IPython.display import display
from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PINK, GOLD, SKY, BLACK = COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
)
"""Okabe & Ito's palette, in the order in which the series uses it. Gold, pink and sky are for areas, never for text."""

GREY = "#6B6B6B"
"""For what stands behind: guide lines, axes of reference, remarks. Contrast with white is 5.3 : 1."""

WIDTH = 7.2
"""Width of a picture in inches; at 100 pixels an inch it fills the column of a notebook."""

_PIXELS_PER_INCH = 100
_SHARPNESS = 2


with as_file(files("helpers") / "style.mplstyle") as _path:
    STYLE = dict(mpl.rc_params_from_file(_path, use_default_template=False))
    """Matplotlib's settings that make the look of the series."""


DRAWING = threading.RLock()
"""Held by whoever draws: Matplotlib's settings are one for all threads, and JupyterLab moves panels in their own."""


@contextmanager
def settings(values: Mapping[str, Any]) -> Iterator[None]:
    """Draw with these settings of Matplotlib inside the block; outside, and in other threads, nothing changes."""
    with DRAWING, mpl.rc_context(values):
        yield


@contextmanager
def style() -> Iterator[None]:
    """Draw in the look of the series inside the block; outside, nothing changes."""
    with settings(mpl.rcParamsDefault | STYLE):
        yield


class Picture:
    """A finished picture with its text alternative; a notebook shows it as an `<img>` with `alt`.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure to keep. It is rendered at once, at twice its size, so that it stays sharp.
    alt : str
        What the picture shows, for those who do not see it. It must not be empty.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """

    def __init__(self, fig: Figure, alt: str):
        self.alt = checked_alt(alt)
        self.png = _png(fig)
        self.width = round(fig.get_figwidth() * _PIXELS_PER_INCH)

    @property
    def html(self) -> str:
        """The picture as one `<img>` element that carries its own bytes."""
        data = base64.b64encode(self.png).decode("ascii")
        alt = html.escape(self.alt, quote=True)
        return (
            f'<img alt="{alt}" width="{self.width}" style="max-width: 100%; height: auto" '
            f'src="data:image/png;base64,{data}">'
        )

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": repr(self)}


@contextmanager
def figure(alt: str, *, height: float = 3.2, width: float = WIDTH) -> Iterator[Figure]:
    """Draw a picture inside the block; it is shown when the block ends.

    Parameters
    ----------
    alt : str
        What the picture shows, with its numbers, for those who do not see it.
    height, width : float
        Size in inches.

    Yields
    ------
    matplotlib.figure.Figure
        An empty figure in the look of the series.

    Raises
    ------
    ValueError
        If `alt` is empty.

    Examples
    --------
    >>> with figure("A straight line from (0, 0) to (1, 1).", height=2) as fig:
    ...     ax = fig.subplots()
    ...     _ = ax.plot([0, 1], [0, 1])
    A straight line from (0, 0) to (1, 1).
    """
    checked_alt(alt)
    with style():
        fig = Figure(figsize=(width, height))
        yield fig
        picture = Picture(fig, alt)
    display(picture)


def save_svg(fig: Figure, path: str | Path) -> None:
    """Write `fig` as an SVG file whose bytes depend on nothing but what is drawn."""
    with style():
        fig.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def checked_alt(alt: str) -> str:
    """Return `alt`; raise ``ValueError`` where it is not text or says nothing."""
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt must say in words what the picture shows, got {alt!r}")
    return alt


def _png(fig: Figure) -> bytes:
    buffer = io.BytesIO()
    fig.savefig(
        buffer,
        format="png",
        dpi=_SHARPNESS * _PIXELS_PER_INCH,
        metadata={"Software": None},
    )
    return buffer.getvalue()
