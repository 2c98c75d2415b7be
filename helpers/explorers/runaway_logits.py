"""Six points, two classes, gradient descent: whether the length of the weights settles, or grows for ever."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.losses import binary_nll
from helpers.numerics import sigmoid
from helpers.panel import Panel, slider, switch

X = np.array([[1.4, 0.2], [3.0, 0.5], [2.0, 1.0], [-0.2, -1.1], [-2.5, -0.2], [-1.5, -1.5]])
Y = np.array([1, 1, 1, 0, 0, 0])
FLIPPED = 1
"""The point whose label the switch changes, by index; the notebook counts the points from 1."""

MARGIN, DIRECTION = 1.0, (0.6, 0.8)
"""The largest margin without the flip, and its direction: the foot of the perpendicular on the nearest two points."""

NO_PENALTY = -6.0
"""The left end of the slider for log₁₀ λ stands for λ = 0."""

MOST_EVALUATIONS, MOST_JUMPS = 1200, 300
"""How often the gradient is computed for one picture, and how often where the steps jump over the minimum for ever."""

_AWAY = 1e4
_TOP = 20.0
_SIDE = 3.3


@dataclass(frozen=True)
class Run:
    """One training run: the steps at which the weights are known, shape (n,), and the weights, shape (n, 2).

    `outcome` is "arrived" if the run has all its steps, "diverged" if the weights grew beyond 10⁴, and "restless" if
    they kept jumping, so that the run was left before its end.
    """

    steps: NDArray[np.float64]
    weights: NDArray[np.float64]
    outcome: str


@dataclass(frozen=True)
class State:
    """The setting, its run, and ‖w‖ at the minimum of the loss with its penalty (None where there is none).

    `length` is ‖w‖ at the end of the run, `nearest` the smallest gap w·u, `loss` the mean loss in nats without the
    penalty.
    """

    flipped: bool
    penalty: float
    learning_rate: float
    steps: int
    run: Run
    length: float
    nearest: float
    loss: float
    minimum: float | None


def labels(flipped: bool) -> NDArray[np.int64]:
    """Return the six labels, with or without the flip."""
    return np.where(np.arange(len(Y)) == FLIPPED, 1 - Y, Y) if flipped else Y


def turned(flipped: bool) -> NDArray[np.float64]:
    """Return u = (2y - 1) x: the points of class 0 turned through the origin, shape (6, 2)."""
    return (2 * labels(flipped) - 1)[:, None] * X


def train(flipped: bool, learning_rate: float, penalty: float, steps: int) -> Run:
    """Gradient descent on mean ζ(-w·u) + ½ λ ‖w‖² from w = 0.

    Where many steps in a row are nearly the same, they are taken at once, with the slope in the middle of the batch,
    after (n - 1) / 2 of its n steps: exact to second order. The weights move by less than 0.1 in such a batch, and it
    holds no more than four steps and a quarter of those already taken. Near the minimum a step multiplies the distance
    from it by 1 - ηH, H the curvature there; so the rest is known. The tests compare the result with runs that take
    every step.
    """
    points, goal = turned(flipped).tolist(), minimum(flipped, penalty)
    factors, axes = (np.zeros(2), np.eye(2)) if goal is None else np.linalg.eigh(_curvature(flipped, penalty, goal))
    factors = 1 - learning_rate * factors
    calm = np.abs(factors).max() < 1 if goal is not None else True
    a = b = 0.0
    step, known, outcome = 0, [(0, 0.0, 0.0)], "arrived"
    for _ in range(MOST_EVALUATIONS if calm else MOST_JUMPS):
        if step >= steps:
            break
        if goal is not None and calm and math.dist((a, b), goal) < 0.03:
            rest = np.unique(np.geomspace(1, steps - step, 60).astype(int))
            away = (factors ** rest[:, None] * (axes.T @ ([a, b] - goal))) @ axes.T
            known += [(step + k, *w) for k, w in zip(rest.tolist(), (goal + away).tolist(), strict=True)]
            break
        da, db, curvature = _slope(points, penalty, a, b)
        size, left = learning_rate * math.hypot(da, db), steps - step
        together = int(min(left, 4 + step / 4, 1 / (learning_rate * curvature + 1e-300), 0.1 / (size + 1e-300)))
        if together < 4:
            a, b, step = a - learning_rate * da, b - learning_rate * db, step + 1
        else:
            half, whole = (together - 1) * learning_rate / 2, together * learning_rate
            da, db, _ = _slope(points, penalty, a - half * da, b - half * db)
            a, b, step = a - whole * da, b - whole * db, step + together
        known.append((step, a, b))
        if math.hypot(a, b) > _AWAY:
            outcome = "diverged"
            break
    else:
        outcome = "restless"
    path = np.array(known)
    return Run(path[:, 0], path[:, 1:], outcome)


def _slope(points: Sequence[Sequence[float]], penalty: float, a: float, b: float) -> tuple[float, float, float]:
    """Both slopes at w = (a, b) and a bound on the curvature, in plain floats: faster than arrays of length 2."""
    da = db = curvature = 0.0
    for p, q in points:
        wrong = 1 / (1 + math.exp(min(a * p + b * q, 700.0)))
        da -= wrong * p
        db -= wrong * q
        curvature += wrong * (1 - wrong) * (p * p + q * q)
    share = 1 / len(points)
    return share * da + penalty * a, share * db + penalty * b, share * curvature + penalty


def _curvature(flipped: bool, penalty: float, w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Second derivatives of the loss with its penalty, shape (2, 2)."""
    u = turned(flipped)
    return (u * (sigmoid(u @ w) * sigmoid(-u @ w))[:, None]).T @ u / len(u) + penalty * np.eye(2)


@cache
def minimum(flipped: bool, penalty: float) -> NDArray[np.float64] | None:
    """Return the weights at the minimum, by Newton's method with steps of length 1 at most; None without one."""
    if not flipped and penalty == 0:
        return None
    u, w = turned(flipped), np.zeros(2)
    for _ in range(100):
        slope = penalty * w - sigmoid(-u @ w) @ u / len(u)
        step = np.linalg.solve(_curvature(flipped, penalty, w), slope)
        w = w - step / max(1.0, float(np.linalg.norm(step)))
        if np.linalg.norm(step) < 1e-12:
            break
    w.setflags(write=False)
    return w


def compute(flipped: bool, log_penalty: float, log_rate: float, log_steps: float) -> State:
    """Train with λ, η and a number of steps given as powers of ten; at its left end λ is 0."""
    penalty = 0.0 if log_penalty <= NO_PENALTY else 10.0**log_penalty
    rate, steps = 10.0**log_rate, round(10.0**log_steps)
    u = turned(flipped)
    run = train(flipped, rate, penalty, steps)
    w, goal = run.weights[-1], minimum(flipped, penalty)
    return State(
        flipped=flipped,
        penalty=penalty,
        learning_rate=rate,
        steps=steps,
        run=run,
        length=float(np.linalg.norm(w)),
        nearest=float((u @ w).min()),
        loss=float(binary_nll(X @ w, labels(flipped)).mean()),
        minimum=None if goal is None else math.hypot(*goal),
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes and the points that keep their label; boundary, run, guide lines and words move."""
    left, right = fig.subplots(1, 2, width_ratios=[1, 1.25])
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n \n ", x=0.01, ha="left", fontsize=11)}
    keep = np.arange(len(Y)) != FLIPPED
    looks = {1: (plotting.BLUE, "o"), 0: (plotting.ORANGE, "s")}
    for label, (colour, marker) in looks.items():
        left.plot(*X[keep & (label == Y)].T, marker, color=colour)
        artists[f"as {label}"] = left.plot(*X[[FLIPPED]].T, marker, color=colour)[0]
    left.text(_SIDE - 0.1, 1.3, "class 1", color=plotting.BLUE, ha="right")
    left.text(0.1 - _SIDE, -0.85, "class 0", color=plotting.ORANGE)
    left.text(X[FLIPPED, 0] - 0.05, X[FLIPPED, 1] - 0.35, str(FLIPPED + 1), ha="center", va="top")
    artists["ring"] = left.plot(*X[[FLIPPED]].T, "o", color=plotting.BLACK, fillstyle="none", markersize=13)[0]
    p, q = DIRECTION
    artists["band"] = left.plot([-9 * q, 9 * q], [9 * p, -9 * p], color=plotting.GREEN, linewidth=6, alpha=0.35)[0]
    artists["boundary"] = left.plot([0, 0], [0, 0], color=plotting.BLACK)[0]
    left.set(xlim=(-_SIDE, _SIDE), ylim=(-_SIDE, _SIDE), aspect="equal", xlabel="first feature")
    left.set_ylabel("second feature")
    left.set_title("Points and boundary", loc="left")

    artists["theory"] = right.plot([1, 1], [0, 0], "--", color=plotting.GREEN)[0]
    artists["minimum"] = right.axhline(0, color=plotting.ORANGE, linestyle=":")
    artists["path"] = right.plot([1, 1], [0, 0], color=plotting.BLACK)[0]
    artists["now"] = right.plot([1], [0], "o", color=plotting.BLACK)[0]
    right.set(xscale="log", xlim=(0.8, 2e6), ylim=(0, _TOP), xlabel="step", ylabel="‖w‖", yticks=range(0, 21, 5))
    right.text(1.1, _TOP - 0.5, "dashed: log(t)/γ\ndotted: minimum", color=plotting.GREY, va="top")
    right.set_title("Length of the weights", loc="left")
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set the flipped point, the boundary, the run with its guide lines, and the words."""
    for label in (0, 1):
        artists[f"as {label}"].set_visible(labels(state.flipped)[FLIPPED] == label)
    artists["ring"].set_visible(state.flipped)
    artists["band"].set_visible(not state.flipped)
    a, b = state.run.weights[-1] * (9 / state.length)
    artists["boundary"].set_data([-b, b], [a, -a])

    lengths = np.linalg.norm(state.run.weights, axis=1)
    shown = _thinned(state.run.steps)
    artists["path"].set_data(state.run.steps[shown], np.minimum(lengths[shown], 2 * _TOP))
    artists["now"].set_data([state.run.steps[-1]], [min(state.length, _TOP)])
    artists["theory"].set_visible(not state.flipped)
    steps = np.array([max(1.0, 1 / state.learning_rate), 2e6])
    artists["theory"].set_data(steps, np.log(steps * state.learning_rate) / MARGIN)
    artists["minimum"].set_visible(state.minimum is not None)
    if state.minimum is not None:
        artists["minimum"].set_ydata([state.minimum] * 2)
    artists["numbers"].set_text("\n".join([_setting(state), *_verdict(state)]).replace("-", "−"))


def _thinned(steps: NDArray[np.float64]) -> NDArray[np.intp]:
    """Choose at most some 300 indices, evenly spread on the logarithmic axis; step 0 is not on it."""
    if len(steps) <= 300:
        return np.arange(1, len(steps))
    wanted = np.geomspace(1, steps[-1], 300)
    return np.unique(np.searchsorted(steps, wanted).clip(1, len(steps) - 1))


def _setting(state: State) -> str:
    flip = "label of point 2 flipped" if state.flipped else "no label flipped"
    return f"{flip},  λ = {state.penalty:.2g},  η = {state.learning_rate:.3g},  {state.steps} steps"


def _verdict(state: State) -> tuple[str, str]:
    """Say in two lines where the run has got to, whether there is a minimum, and how far the boundary is off."""
    last = int(state.run.steps[-1])
    if state.minimum is None:
        fate = "No minimum: ‖w‖ grows without end."
    else:
        fate = f"There is a minimum, at ‖w‖ = {state.minimum:.3f}."
    if state.run.outcome == "diverged":
        return f"Diverged: ‖w‖ is above {_AWAY:.0f} at step {last}, every step overshoots.", (
            f"{fate} But η λ = {state.learning_rate * state.penalty:.3g} exceeds 2."
        )
    now = f"‖w‖ = {state.length:.3f},  smallest w·u = {state.nearest:.3f},  loss = {state.loss:.3g} nats"
    if state.run.outcome == "restless":
        return now, f"{fate} The steps jump over it; shown: the first {last} steps."
    return now, fate if state.flipped else f"{fate} The boundary is {_angle(state):.1f}° off the band."


def _angle(state: State) -> float:
    """Give the angle in degrees between the boundary and that of the largest margin."""
    cosine = float(state.run.weights[-1] @ DIRECTION) / state.length
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def describe(state: State) -> str:
    """Tell the setting, where the run has got to, whether there is a minimum, and how far the boundary is off."""
    now, fate = _verdict(state)
    band = "that of the largest margin"
    return f"{_setting(state)}. {now}. {fate}".replace(",  ", ", ").replace(".. ", ". ").replace("the band", band)


def explore() -> Panel:
    """Return the panel; it starts without a flip, with λ = 10⁻⁴, η = 1 and 10⁴ steps."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "flipped": switch("flip the label of point 2", False),
            "log_penalty": slider("log₁₀ λ (left end: λ = 0)", -4.0, NO_PENALTY, 0.0, 0.25),
            "log_rate": slider("log₁₀ of learning rate η", 0.0, -2.0, 1.0, 0.25),
            "log_steps": slider("log₁₀ of number of steps", 4.0, 0.0, 6.0, 0.25),
        },
        height=4.4,
    )
