"""Latency of a move: the live panel against ``@interact`` with a new figure, in one process.

What is measured is the time that the kernel is busy with one move: from the assignment of a new value to the slider,
as it happens when the page sends one, until all that the page is to show has been made.

- Ours: a `helpers.panel.Panel` of a bar chart, and a curve with a marker.
- Plain: ``ipywidgets.interactive`` (what ``@interact`` calls) around a function that draws the same picture into a new
  pyplot figure and ends with ``plt.show()``. It runs in an IPython shell after ``%matplotlib inline``: the inline
  backend renders a PNG, and the shell publishes it. IPython's `capture_output` takes what is published, and the
  report stops unless every move published one new picture.

The moves are interleaved, one of each at a time with the same value, so that a busy machine slows both alike.
Sending the message and drawing in the page are left out on both sides.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib.figure import Figure

from helpers import plotting
from helpers.panel import Panel, slider

MOVES = 40
WARM_UP = 5
LONGEST_MS = 16.0
LEAST_RATIO = 10.0

_Z = np.linspace(-6, 6, 200)


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _build(fig: Figure) -> dict[str, Any]:
    chart, curve = fig.subplots(1, 2)
    chart.set(ylim=(0, 1), ylabel="probability")
    curve.set(xlim=(-6, 6), ylim=(0, 1), xlabel="z")
    curve.plot(_Z, _sigmoid(_Z))
    return {
        "bars": list(chart.bar(["0", "1"], [0, 0], color=[plotting.ORANGE, plotting.BLUE])),
        "marker": curve.plot([0], [0], "o", color=plotting.BLACK)[0],
        "number": curve.text(-5.5, 0.9, " "),
    }


def _draw(artists: Mapping[str, Any], z: float) -> None:
    p = _sigmoid(z)
    for bar, height in zip(artists["bars"], (1 - p, p), strict=True):
        bar.set_height(height)
    artists["marker"].set_data([z], [p])
    artists["number"].set_text(f"σ(z) = {p:.3f}")


def _ours() -> Callable[[float], None]:
    """Return the move of a panel."""
    panel = Panel(
        compute=lambda z: z,
        build=_build,
        draw=_draw,
        describe=lambda z: f"At z = {z:.1f} the probability is {_sigmoid(z):.3f}.",
        controls={"z": slider("z", 0.0, -6, 6, 0.1)},
    )

    def move(z: float) -> None:
        before = panel.moving.value
        panel.controls["z"].value = z
        if panel.moving.value == before or panel.message.value:
            raise RuntimeError(f"the panel did not follow to z = {z}: {panel.message.value}")

    return move


def _plain() -> Callable[[float], None]:
    """Return the move of ``@interact`` with a new figure each time."""
    import matplotlib.pyplot as plt

    def redraw(z: float) -> None:
        fig = plt.figure(figsize=(plotting.WIDTH, 3.2), layout="constrained")
        _draw(_build(fig), z)
        plt.show()

    control = widgets.FloatSlider(0.0, min=-6, max=6, step=0.1)
    with capture_output():  # it draws once when it is made
        widgets.interactive(redraw, z=control)

    def move(z: float) -> None:
        with capture_output() as published:
            control.value = z
        pictures = [output for output in published.outputs if "image/png" in output.data]
        if len(pictures) != 1:
            raise RuntimeError(f"interact published {len(pictures)} pictures for z = {z}: {published.stdout}")

    return move


class _Shell(InteractiveShell):
    """The shell of a kernel, as far as pictures go; without a kernel there is no event loop to enable."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: the inline backend asks for no window."""


@contextmanager
def _inline_shell() -> Iterator[None]:
    """Run the block in an IPython shell after ``%matplotlib inline``."""
    if InteractiveShell.initialized():
        raise RuntimeError("an IPython shell runs in this process already; measure in a fresh one")
    shell = _Shell.instance()
    try:
        with mpl.rc_context():
            shell.enable_matplotlib("inline")
            yield
    finally:
        _Shell.clear_instance()


def _seconds(move: Callable[[float], None], z: float) -> float:
    start = time.perf_counter()
    move(z)
    return time.perf_counter() - start


def measure(moves: int = MOVES) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each move: of our panel, and of the plain idiom."""
    with _inline_shell():
        both = (_ours(), _plain())
        values = np.resize(np.round(np.linspace(-5.9, 5.9, 60), 1)[1::3], WARM_UP + moves)
        times = [[1000 * _seconds(move, float(z)) for move in both] for z in values]
    ours, plain = zip(*times[WARM_UP:], strict=True)
    return list(ours), list(plain)


def report() -> str:
    """Return medians, spread and ratio as text, each with its target."""
    ours, plain = measure()
    ratio = statistics.median(plain) / statistics.median(ours)
    lines = [f"latency of a move in the kernel, {len(ours)} moves each, interleaved (median, 10 % to 90 %)"]
    for name, times, target in [
        ("live panel", ours, f"target: at most {LONGEST_MS:g} ms"),
        ("@interact, new figure", plain, ""),
    ]:
        low, high = np.quantile(times, [0.1, 0.9])
        lines.append(f"  {name:<22} {statistics.median(times):6.1f} ms  ({low:.1f} to {high:.1f})  {target}".rstrip())
    lines.append(f"  {'ratio of the medians':<22} {ratio:6.1f}     target: at least {LEAST_RATIO:g}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())
