"""A temperature divides the logits of a digit classifier: what happens to its loss and to its reliability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.datasets import load_digits
from helpers.losses import categorical_nll
from helpers.numerics import softmax
from helpers.panel import Panel, slider, switch, whole_number
from helpers.training import fit_softmax_regression

TRAINING, HELD_OUT = 150, 600
"""How many of the 1797 digits are fitted, and how many choose the temperature; the others are the test."""

WEAK, STRONG = 1e-6, 1e-2
"""The two strengths of the L2 penalty on the weights."""

_RANGE = (-3.0, 4.0)  # log₂ of the temperature
_GRID = np.linspace(*_RANGE, 141)
_MOST_BINS = 40


@dataclass(frozen=True)
class Model:
    """The logits of both parts that were not trained on, their labels, and the held-out loss over `_GRID`."""

    held_out: tuple[NDArray[np.float64], NDArray[np.int64]]
    test: tuple[NDArray[np.float64], NDArray[np.int64]]
    curve: NDArray[np.float64]
    best: float


@dataclass(frozen=True)
class State:
    """The setting, the losses in nats, and the groups of equal confidence on the test images.

    `best` is log₂ of the temperature with the smallest held-out loss. `edges` are the bounds of the groups, shape
    (bins + 1,), `counts` their sizes, shape (bins,). `confidence`, `share` and `error` belong to the groups that hold
    images: mean confidence, share of right answers, and its standard error.
    """

    log_temperature: float
    strong: bool
    held_out_loss: float
    test_loss: float
    accuracy: float
    mean_confidence: float
    calibration_error: float
    curve: NDArray[np.float64]
    best: float
    edges: NDArray[np.float64]
    counts: NDArray[np.int64]
    confidence: NDArray[np.float64]
    share: NDArray[np.float64]
    error: NDArray[np.float64]


@cache
def model(l2: float) -> Model:
    """Fit a softmax regression to the first images of a shuffled order, and apply it to the others."""
    digits = load_digits()
    order = np.random.default_rng(11).permutation(len(digits.labels))
    x, y = digits.features[order] / 16, digits.labels[order]
    fit = fit_softmax_regression(x[:TRAINING], y[:TRAINING], l2=l2, tol=1e-8)
    z = fit.logits(x)
    held_out, test = slice(TRAINING, TRAINING + HELD_OUT), slice(TRAINING + HELD_OUT, None)
    parts = (z[held_out], y[held_out]), (z[test], y[test])
    curve = np.array([_loss(*parts[0], log_temperature) for log_temperature in _GRID])
    return Model(*parts, curve, _lowest(*parts[0]))


def _loss(z: NDArray[np.float64], y: NDArray[np.int64], log_temperature: float) -> float:
    return float(categorical_nll(z / 2**log_temperature, y).mean())


def _lowest(z: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    """Give log₂ T of the smallest loss: the zero of its slope in 1/T, which only grows, by halving the interval."""
    right = z[np.arange(len(y)), y].mean()
    low, high = (2.0**-end for end in reversed(_RANGE))
    for _ in range(40):
        beta = (low + high) / 2
        slope = (softmax(beta * z) * z).sum(axis=1).mean() - right
        low, high = (beta, high) if slope < 0 else (low, beta)
    return float(-np.log2(beta))


def compute(log_temperature: float, bins: int, strong: bool) -> State:
    """Divide the logits by 2**log_temperature and sort the test images into `bins` groups of equal width."""
    fitted = model(STRONG if strong else WEAK)
    z, y = fitted.test
    p = softmax(z / 2**log_temperature)
    confidence = p.max(axis=1)
    right = z.argmax(axis=1) == y
    group = np.minimum((confidence * bins).astype(int), bins - 1)
    counts = np.bincount(group, minlength=bins)
    filled = counts > 0
    n = counts[filled]
    means = np.bincount(group, confidence, bins)[filled] / n
    share = np.bincount(group, right, bins)[filled] / n
    return State(
        log_temperature=log_temperature,
        strong=strong,
        held_out_loss=_loss(*fitted.held_out, log_temperature),
        test_loss=_loss(z, y, log_temperature),
        accuracy=float(right.mean()),
        mean_confidence=float(confidence.mean()),
        calibration_error=float(n @ np.abs(share - means) / len(y)),
        curve=fitted.curve,
        best=fitted.best,
        edges=np.arange(bins + 1) / bins,
        counts=counts,
        confidence=means,
        share=share,
        error=np.sqrt(means * (1 - means) / n),
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes and the diagonal; the curve, the points, the bars and the numbers move."""
    axes = fig.subplot_mosaic([["loss", "share"], ["loss", "count"]], height_ratios=[3, 1])
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n ", x=0.01, ha="left", fontsize=11)}

    loss = axes["loss"]
    loss.set_yscale("log")
    loss.set(xlim=(_RANGE[0] - 0.2, _RANGE[1] + 0.2), ylim=(0.18, 3.5), xlabel="temperature T\n● now   ★ smallest")
    loss.set_xticks([-3, -2, -1, 0, 1, 2, 3, 4], ["⅛", "¼", "½", "1", "2", "4", "8", "16"])
    loss.set_yticks([0.2, 0.5, 1, 2], ["0.2", "0.5", "1", "2"])
    loss.set_yticks([], minor=True)
    loss.set_title("Held-out NLL in nats", loc="left")
    artists["curve"] = loss.plot(_GRID, np.ones_like(_GRID), color=plotting.BLUE)[0]
    artists["best"] = loss.plot([0], [1], "*", color=plotting.BLACK, markersize=11, zorder=4)[0]
    artists["now"] = loss.plot([0], [1], "o", color=plotting.ORANGE, markeredgecolor="white", markersize=10)[0]

    share, count = axes["share"], axes["count"]
    share.set(xlim=(0, 1.02), ylim=(-0.03, 1.05), yticks=(0, 0.5, 1))
    share.set_xticks([0, 0.5, 1], ["", "", ""])
    share.set_title("Test: share right per group", loc="left")
    share.plot([0, 1], [0, 1], ":", color=plotting.GREY)
    artists["bars"] = share.vlines([0.5], [0], [1], color=plotting.BLUE, linewidth=1.5)
    artists["share"] = share.plot([0.5], [0.5], "s", color=plotting.BLUE, markersize=5)[0]
    count.set_yscale("log")
    count.set(xlim=(0, 1.02), ylim=(0.7, 2000), ylabel="images")
    count.set_xlabel("confidence\nabove the line: too modest, below: too sure", fontsize=10)
    count.set_yticks([1, 30, 1000], ["1", "30", "1000"])
    count.set_yticks([], minor=True)
    count.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    artists["counts"] = count.stairs([1], [0, 1], baseline=0.7, fill=True, color=plotting.BLUE, alpha=0.5)
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set the curve, the points, the bars and the numbers."""
    artists["curve"].set_ydata(state.curve)
    artists["best"].set_data([state.best], [np.interp(state.best, _GRID, state.curve)])
    artists["now"].set_data([state.log_temperature], [state.held_out_loss])
    ends = state.share - 2 * state.error, state.share + 2 * state.error
    low, high = (np.clip(end, 0, 1) for end in ends)
    artists["bars"].set_segments(np.stack([np.c_[state.confidence, low], np.c_[state.confidence, high]], axis=1))
    artists["share"].set_data(state.confidence, state.share)
    artists["counts"].set_data(np.maximum(state.counts, 0.7), state.edges)
    artists["numbers"].set_text(
        f"T = {2**state.log_temperature:.3g}   (held-out NLL is smallest at T = {2**state.best:.2f})\n"
        f"test: {state.accuracy:.1%} right   mean confidence {state.mean_confidence:.1%}   "
        f"NLL {state.test_loss:.3f}   ECE {state.calibration_error:.3f}"
    )


def describe(state: State) -> str:
    """Tell the setting, the losses, accuracy against confidence, and the fullest group."""
    fullest = state.counts.argmax()
    place = np.flatnonzero(state.counts).tolist().index(fullest)
    low, high = state.edges[fullest : fullest + 2]
    penalty = f"strong penalty ({STRONG:g})" if state.strong else f"weak penalty ({WEAK:f})"
    return (
        f"Digits, {penalty}, temperature {2**state.log_temperature:.3f}: held-out NLL {state.held_out_loss:.3f}; its "
        f"minimum {state.curve.min():.3f} is at temperature {2**state.best:.2f}. On the test images "
        f"{state.accuracy:.1%} are right, the mean confidence is {state.mean_confidence:.1%}, NLL "
        f"{state.test_loss:.3f}, expected calibration error {state.calibration_error:.3f} with {len(state.counts)} "
        f"groups. The fullest group, confidence {low:.2f} to {high:.2f}, holds {state.counts[fullest]} images; "
        f"{state.share[place]:.1%} of them are right, at a mean confidence of {state.confidence[place]:.1%}."
    )


def explore() -> Panel:
    """Return the panel; it starts at the temperature 1 with ten groups and the weak penalty."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "log_temperature": slider("log₂ of the temperature", 0.0, *_RANGE, 0.05),
            "bins": whole_number("groups (bins)", 10, 2, _MOST_BINS),
            "strong": switch(f"strong penalty, λ = {STRONG:g} (off: {WEAK:f})", False),
        },
        actions={"Smallest held-out NLL": lambda values: {"log_temperature": _best(values)}},
        height=4.4,
    )


def _best(values: Mapping[str, Any]) -> float:
    return model(STRONG if values["strong"] else WEAK).best
