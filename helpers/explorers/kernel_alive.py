"""Is a kernel listening? One slider moves one dot along a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from helpers import plotting
from helpers.panel import Panel, slider


@dataclass(frozen=True)
class State:
    """Where the dot stands, and its square."""

    x: float
    square: float


def compute(x: float) -> State:
    """Square the position; the kernel, not the browser, does the sum."""
    return State(x, x * x)


def build(fig: Figure) -> dict[str, Artist]:
    """Draw the line, and a dot with a label that move along it."""
    ax = fig.subplots()
    ax.set(xlim=(-12, 12), ylim=(0, 1), xticks=range(-10, 11, 5), yticks=[], xlabel="position x")
    ax.spines["left"].set_visible(False)
    ax.axhline(0.3, color=plotting.GREY, linewidth=1)
    (dot,) = ax.plot([0], [0.3], "o", color=plotting.BLUE, markersize=14)
    label = ax.text(0, 0.62, "", ha="center")
    return {"dot": dot, "label": label}


def draw(artists: Mapping[str, Artist], state: State) -> None:
    """Move the dot and its label."""
    artists["dot"].set_xdata([state.x])
    artists["label"].set_x(state.x)
    artists["label"].set_text(f"x² = {state.square:.2f}")


def describe(state: State) -> str:
    """Say where the dot stands."""
    return f"A dot on a line from −10 to 10 stands at x = {state.x:.1f}; its label says x² = {state.square:.2f}."


def explore() -> Panel:
    """Return the panel."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={"x": slider("position x", 3.0, -10, 10, 0.1, readout_format=".1f")},
        height=1.3,
    )
