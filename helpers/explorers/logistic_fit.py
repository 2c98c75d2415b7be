"""Logistic regression of a species on one measurement: curve, loss surface, and where gradient descent leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.datasets import load_penguins
from helpers.losses import binary_nll, binary_nll_grad
from helpers.numerics import sigmoid
from helpers.panel import Panel, slider
from helpers.training import gradient_descent

STEPS = (1, 5, 25)
"""How many steps the buttons take; the path shown ahead has as many as the last one."""

W_RANGE, B_RANGE = (-4.0, 10.0), (-5.0, 5.0)
OPTIMUM = (5.1977, -0.5839)
"""Where the loss is smallest, to four decimals; the tests find it with scikit-learn."""

_X = np.linspace(-2.2, 2.5, 120)
_LEVELS = (0.2, 0.25, 0.35, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class State:
    """Parameters, and what they do to the data.

    `curve` runs along the standardised body mass. `loss` is in nats per bird, `slope` is ∂J/∂w and ∂J/∂b. `right` of
    `birds` predictions agree with the label. `boundary` is the mass in kg where the probability is ½, None for w = 0.
    `path` holds (w, b) after 0 to 25 steps of gradient descent, shape (26, 2), and `ahead` the loss at its end.
    """

    w: float
    b: float
    learning_rate: float
    loss: float
    slope: tuple[float, float]
    right: int
    birds: int
    boundary: float | None
    curve: NDArray[np.float64]
    path: NDArray[np.float64]
    ahead: float


@cache
def data() -> tuple[NDArray[np.float64], NDArray[np.int64], float, float]:
    """Return the standardised body masses of Adelie (0) and Gentoo (1), the labels, and mean and deviation in kg."""
    penguins = load_penguins()
    adelie, gentoo = (penguins.species == penguins.species_names.index(name) for name in ("Adelie", "Gentoo"))
    kilograms = penguins.features[adelie | gentoo, 3] / 1000
    mean, deviation = float(kilograms.mean()), float(kilograms.std())
    return (kilograms - mean) / deviation, gentoo[adelie | gentoo].astype(np.int64), mean, deviation


def loss(w: Any, b: Any) -> NDArray[np.float64]:
    """Mean loss in nats per bird, for every pair of weight and bias."""
    x, y, _, _ = data()
    z = np.multiply.outer(w, x) + np.asarray(b)[..., None]
    return binary_nll(z, np.broadcast_to(y, z.shape)).mean(axis=-1)


def gradient(theta: NDArray[np.float64]) -> NDArray[np.float64]:
    """∂J/∂w and ∂J/∂b of the mean loss at θ = (w, b)."""
    x, y, _, _ = data()
    error = binary_nll_grad(theta[0] * x + theta[1], y)
    return np.array([error @ x, error.sum()]) / len(y)


def compute(w: float, b: float, learning_rate: float) -> State:
    """Evaluate the model with these parameters, and descend from there."""
    x, y, mean, deviation = data()
    theta = np.array([w, b])
    path = gradient_descent(gradient, theta, learning_rate=learning_rate, steps=STEPS[-1])
    slope = gradient(theta)
    return State(
        w=w,
        b=b,
        learning_rate=learning_rate,
        loss=float(loss(w, b)),
        slope=(float(slope[0]), float(slope[1])),
        right=int(((w * x + b > 0) == y).sum()),
        birds=len(y),
        boundary=None if w == 0 else mean - b / w * deviation,
        curve=sigmoid(w * _X + b),
        path=path,
        ahead=float(loss(*path[-1])),
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw the birds and the loss surface; the curve, the point and the path ahead move."""
    x, y, mean, deviation = data()
    left, right = fig.subplots(1, 2)
    artists: dict[str, Any] = {"numbers": fig.suptitle(" ", x=0.01, ha="left", fontsize=11)}

    def kilograms(standardised):
        return mean + deviation * np.asarray(standardised)

    spread = 0.1 * (np.arange(len(x)) * 0.618 % 1)  # birds of equal mass lie beside each other
    for label, name, colour, marker in [
        (0, "Adelie, y = 0", plotting.BLUE, "o"),
        (1, "Gentoo, y = 1", plotting.ORANGE, "^"),
    ]:
        here = y == label
        heights = 1.04 + spread[here] if label else -0.04 - spread[here]
        left.plot(kilograms(x[here]), heights, marker, color=colour, markersize=3, alpha=0.6)
        left.text(
            2.55 if label else 6.3,
            1.09 if label else -0.09,
            name,
            color=colour,
            va="center",
            ha="left" if label else "right",
        )
    left.axhline(0.5, color=plotting.GREY, linestyle=":", linewidth=1)
    left.set(
        xlim=(2.5, 6.4),
        ylim=(-0.18, 1.18),
        yticks=[0, 0.5, 1],
        xlabel="body mass in kg\n ",
        ylabel="p(Gentoo)",
    )
    artists["curve"] = left.plot(kilograms(_X), sigmoid(_X), color=plotting.BLACK)[0]
    artists["boundary"] = left.axvline(4.3, color=plotting.GREY, linestyle="--", linewidth=1)

    w, b = np.linspace(*_around(W_RANGE), 61), np.linspace(*_around(B_RANGE), 45)
    surface = loss(w[None, :] + 0 * b[:, None], b[:, None] + 0 * w[None, :])
    right.contourf(w, b, surface, levels=[0, *_LEVELS, 9], cmap="Blues", norm="log", alpha=0.7)
    lines = right.contour(w, b, surface, levels=_LEVELS, colors=plotting.GREY, linewidths=0.6)
    right.clabel(lines, fmt="%g", fontsize=8, colors=plotting.BLACK)
    right.plot(*OPTIMUM, "*", color=plotting.BLACK, markersize=9)
    right.set(xlim=_around(W_RANGE), ylim=_around(B_RANGE), xticks=range(-4, 11, 2), ylabel="bias b")
    counts = ", ".join(map(str, STEPS))
    right.set_xlabel(f"weight w\n■ after {counts} steps   ★ smallest loss")
    right.set_title("Mean loss in nats", loc="left")
    left.set_title("The model σ(wx + b)", loc="left")
    artists["path"] = right.plot([0], [0], ":", color=plotting.BLACK, marker=".", markersize=3, linewidth=1)[0]
    artists["marks"] = right.plot([0], [0], linestyle="none", color=plotting.ORANGE, marker="s", markersize=5)[0]
    artists["point"] = right.plot([0], [0], "o", color=plotting.ORANGE, markeredgecolor="white", markersize=10)[0]
    return artists


def _around(limits: tuple[float, float]) -> tuple[float, float]:
    """Leave room for the whole point at either end of its slider."""
    low, high = limits
    return low - 0.04 * (high - low), high + 0.04 * (high - low)


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set the curve, the boundary, the point, the path and the numbers."""
    artists["curve"].set_ydata(state.curve)
    artists["boundary"].set_visible(state.boundary is not None and 2.5 <= state.boundary <= 6.4)
    if state.boundary is not None:
        artists["boundary"].set_xdata([state.boundary, state.boundary])
    artists["point"].set_data([state.w], [state.b])
    artists["path"].set_data(*state.path.T)
    artists["marks"].set_data(*state.path[list(STEPS)].T)
    artists["numbers"].set_text(
        f"loss {state.loss:.4f}    ∂J/∂w {_signed(state.slope[0])}    ∂J/∂b {_signed(state.slope[1])}    "
        f"{state.right} of {state.birds} right"
    )


def describe(state: State) -> str:
    """Tell the parameters, loss, gradient, accuracy, boundary, and where the next steps lead."""
    where = (
        "With w = 0 every bird gets the same probability, and there is no boundary."
        if state.boundary is None
        else f"The probability is ½ at {state.boundary:.2f} kg."
    )
    w, b = state.path[-1]
    share = state.right / state.birds
    return (
        f"At w = {state.w:.3f}, b = {state.b:.3f} the mean loss is {state.loss:.4f} nats, its slopes are "
        f"∂J/∂w = {_signed(state.slope[0])} and ∂J/∂b = {_signed(state.slope[1])}, and {state.right} of "
        f"{state.birds} birds ({share:.1%}) are on the right side. {where} {STEPS[-1]} steps with learning rate "
        f"{state.learning_rate:.1f} lead to w = {w:.3f}, b = {b:.3f} and the loss {state.ahead:.4f}."
    )


def _signed(value: float) -> str:
    return f"{value:+.4f}".replace("-", "−")


def explore() -> Panel:
    """Return the panel; it starts at w = 0, b = 0 with learning rate 1."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "w": slider("weight w", 0.0, *W_RANGE, 0.1),
            "b": slider("bias b", 0.0, *B_RANGE, 0.1),
            "learning_rate": slider("learning rate η", 1.0, 0.5, 60, 0.5, readout_format=".1f"),
        },
        actions={f"{count} step{'s' if count > 1 else ''}": _walk(count) for count in STEPS},
        height=4.2,
    )


def _walk(count: int):
    def walk(values: dict[str, Any]) -> dict[str, float]:
        start = np.array([values["w"], values["b"]])
        w, b = gradient_descent(gradient, start, learning_rate=values["learning_rate"], steps=count)[-1]
        return {"w": float(w), "b": float(b)}

    return walk
