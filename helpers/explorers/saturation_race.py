"""Two learners start at the same wrong logit: one follows the slope of the NLL, one that of the squared error."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.losses import binary_nll, squared_error
from helpers.panel import Panel, slider, switch, whole_number

MOST_STEPS = 2000
"""The longest run. Both learners together take about 1 ms for it, a small part of what a move may cost."""

_REACH = 12.0
_LIMIT = 13.0
_Z = np.linspace(-_LIMIT, _LIMIT, 261)


@dataclass(frozen=True)
class Run:
    """One learner: its logit after 0, 1, 2, … steps, shape (steps + 1,), and how long it was on the wrong side.

    `needed` is the first step at which ŷ = ½ is reached or passed, None if no step of the run gets there.
    `losses` are those at the first and the last logit.
    """

    path: NDArray[np.float64]
    needed: int | None
    losses: tuple[float, float]


@dataclass(frozen=True)
class State:
    """The setting and the runs of both learners."""

    start: float
    learning_rate: float
    label: int
    steps: int
    nll: Run
    squared: Run


def nll_slope(error: float, p: float) -> float:
    """σ(z) - y, given as error."""
    return error


def squared_slope(error: float, p: float) -> float:
    """2 (σ(z) - y) σ(z) (1 - σ(z)); for a label of 0 or 1, |σ(z) - y| is one of the last two factors."""
    return 2 * error * p * (1 - p)


def descend(
    slope: Callable[[float, float], float], start: float, label: int, learning_rate: float, steps: int
) -> NDArray[np.float64]:
    """Return the logits of gradient descent, shape (steps + 1,).

    It works on Python floats: `training.gradient_descent` checks each step, which would cost 100 ms a move. The tests
    compare the two.
    """
    path = [start]
    sign = 2 * label - 1
    z = start
    for _ in range(steps):
        against = 1 / (1 + math.exp(sign * z))  # probability of the other label, 1 - p
        z -= learning_rate * slope(-sign * against, 1 - against)
        path.append(z)
    return np.array(path)


def compute(start: float, learning_rate: float, label: int, steps: int) -> State:
    """Let both learners take `steps` steps; `label` may be a boolean, True for 1."""
    label = int(label)
    runs = []
    for slope, loss in [(nll_slope, binary_nll), (squared_slope, squared_error)]:
        path = descend(slope, start, label, learning_rate, steps)
        right = (2 * label - 1) * path >= 0
        needed = int(right.argmax()) if right.any() else None
        first, last = loss(path[[0, -1]], label)
        runs.append(Run(path, needed, (float(first), float(last))))
    return State(start, learning_rate, label, steps, *runs)


_LOOKS = {"nll": (plotting.BLUE, "-", "o"), "squared": (plotting.ORANGE, "--", "s")}
_NAMES = {"nll": "NLL", "squared": "Squared error"}


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes; paths, loss curves, points and numbers move."""
    axes = fig.subplot_mosaic([["race", "nll"], ["race", "squared"]], width_ratios=[3, 2])
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n ", x=0.01, ha="left", fontsize=11)}

    race = axes["race"]
    race.set_xscale("symlog", linthresh=1, linscale=0.4)
    race.set(xlim=(0, MOST_STEPS * 1.15), ylim=(-_LIMIT, _LIMIT), xlabel="step", ylabel="logit z")
    race.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1000"])
    race.set_title("Logit after each step", loc="left")
    race.axhline(0, color=plotting.GREY, linestyle=":")
    race.text(MOST_STEPS, 0.5, "ŷ = ½", color=plotting.GREY, ha="right")
    for name, (colour, style, marker) in _LOOKS.items():
        artists[f"{name} path"] = race.plot([0, 1], [0, 0], style, color=colour)[0]
        artists[f"{name} needed"] = race.plot([0], [0], marker, color=colour)[0]
        ax = axes[name]
        top = 13 if name == "nll" else 1.1
        ax.set(xlim=(-_LIMIT, _LIMIT), ylim=(-0.04 * top, top), yticks=(0, 5, 10) if name == "nll" else (0, 0.5, 1))
        ax.axvline(0, color=plotting.GREY, linestyle=":", linewidth=1)
        ax.set_title(_NAMES[name] + (", nats" if name == "nll" else ""), loc="left")
        artists[f"{name} curve"] = ax.plot(_Z, 0 * _Z, style, color=colour)[0]
        artists[f"{name} start"] = ax.plot([0], [0], marker, color=colour, markerfacecolor="white")[0]
        artists[f"{name} now"] = ax.plot([0], [0], marker, color=colour)[0]
    axes["squared"].set_xlabel("logit z   (hollow: start, full: now)")
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set paths, curves, points and numbers."""
    lines = []
    for name, run, loss in [("nll", state.nll, binary_nll), ("squared", state.squared, squared_error)]:
        artists[f"{name} path"].set_data(np.arange(len(run.path)), run.path)
        marker = artists[f"{name} needed"]
        marker.set_visible(run.needed is not None)
        if run.needed is not None:
            marker.set_data([run.needed], [run.path[run.needed]])
        artists[f"{name} curve"].set_ydata(loss(_Z, state.label))
        artists[f"{name} start"].set_data([run.path[0]], [run.losses[0]])
        artists[f"{name} now"].set_data([run.path[-1]], [run.losses[1]])
        lines.append(
            f"{_NAMES[name]}: {_arrival(run, state.steps)}; after {state.steps} steps z = {run.path[-1]:.2f}, "
            f"loss {run.losses[1]:.4f}"
        )
    artists["numbers"].set_text("\n".join(lines).replace("-", "−"))


def describe(state: State) -> str:
    """Tell the setting, the steps needed, and where both learners are at the end."""
    side = (2 * state.label - 1) * state.start
    place = "on the right side" if side > 0 else "on the wrong side" if side < 0 else "undecided"
    return (
        f"Label {state.label}, start at logit {state.start:.1f} ({place}), learning rate {state.learning_rate:.1f}. "
        + " ".join(
            f"{_NAMES[name]}: {_arrival(run, state.steps)}; the loss goes from {run.losses[0]:.4f} to "
            f"{run.losses[1]:.4f} and the logit to {run.path[-1]:.3f} in {state.steps} steps."
            for name, run in [("nll", state.nll), ("squared", state.squared)]
        )
    )


def _arrival(run: Run, steps: int) -> str:
    if run.needed is None:
        return f"ŷ = ½ not within {steps} steps"
    if run.needed == 0:
        return "needs no step to ŷ = ½"
    return f"ŷ = ½ after {run.needed} step{'s' if run.needed > 1 else ''}"


def explore() -> Panel:
    """Return the panel; it starts at the logit −6 with the label 1 and learning rate 1."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "start": slider("start: logit z₀", -6.0, -_REACH, _REACH, 0.5, readout_format=".1f"),
            "learning_rate": slider("learning rate η", 1.0, 0.1, 10, 0.1, readout_format=".1f"),
            "label": switch("label y = 1 (off: 0)", True),
            "steps": whole_number(f"steps (at most {MOST_STEPS})", 300, 10, MOST_STEPS, step=10),
        },
        height=4.2,
    )
