"""From two log-scores to the probability of label 1: only their difference, the logit, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from helpers import plotting
from helpers.numerics import sigmoid
from helpers.panel import Panel, slider

LARGEST_SCORE = 4.0
"""The scores go from minus this to this, in nats."""

LARGEST_SHIFT = 6.0
"""So does the constant c that is added to both."""

_TOP = LARGEST_SCORE + LARGEST_SHIFT
_LOOKS = ((plotting.GOLD, "//"), (plotting.SKY, ""))


@dataclass(frozen=True)
class State:
    """Two log-scores with c added (nats), their weights e^s, and what the two amount to.

    `z` is the logit (log-odds, nats), `odds` is e^z, and `p` holds the probabilities of the labels 0 and 1.
    """

    s: tuple[float, float]
    c: float
    weights: tuple[float, float]
    z: float
    odds: float
    p: tuple[float, float]


def compute(s0: float, s1: float, c: float) -> State:
    """Exponentiate s0 + c and s1 + c; take logit, odds and probabilities from the difference s1 − s0."""
    s = (s0 + c, s1 + c)
    z = s1 - s0
    return State(
        s=s,
        c=c,
        weights=(float(np.exp(s[0])), float(np.exp(s[1]))),
        z=z,
        odds=float(np.exp(z)),
        p=(float(sigmoid(-z)), float(sigmoid(z))),
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes and the curve σ; bars, bracket, markers and numbers move."""
    scores, shares, curve = fig.subplots(1, 3, width_ratios=[1.15, 1, 1.6])
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n \n ", x=0.01, ha="left", fontsize=11)}

    scores.set(xlim=(-0.6, 2.1), ylim=(-_TOP - 1, _TOP + 2), xticks=[0, 1], yticks=np.arange(-_TOP, _TOP + 1, 5))
    scores.set(xlabel="label y", ylabel="nats")
    scores.set_title("Log-scores")
    scores.axhline(0, color=plotting.GREY, linewidth=0.8)
    artists["score bars"] = _bars(scores)
    artists["bracket"] = scores.plot([1.6, 1.6], [0, 1], color=plotting.BLACK, marker="_", markersize=10)[0]
    artists["bracket name"] = scores.text(1.6, 0, " ", ha="center", va="bottom")

    shares.set(xlim=(-0.6, 1.6), ylim=(0, 1.08), xticks=[0, 1], xlabel="label y")
    shares.set_title("Probabilities")
    artists["share bars"] = _bars(shares)

    zs = np.linspace(-2 * LARGEST_SCORE, 2 * LARGEST_SCORE, 161)
    curve.set(xlim=(1.1 * zs[0], 1.1 * zs[-1]), ylim=(0, 1.08), xlabel="logit z = s₁ − s₀", yticklabels=[])
    curve.set_title("p(1) = σ(z)")
    curve.plot(zs, sigmoid(zs), color=plotting.BLUE)
    for name in ("up", "across"):
        artists[name] = curve.plot([0, 0], [0, 0.5], ":", color=plotting.GREY)[0]
    artists["marker"] = curve.plot([0], [0.5], "o", color=plotting.BLACK)[0]
    return artists


def _bars(ax) -> list[Any]:
    return [
        ax.bar(label, 1, width=0.8, color=colour, hatch=hatch, edgecolor="white")[0]
        for label, (colour, hatch) in enumerate(_LOOKS)
    ]


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set bars, bracket, marker and numbers."""
    for bars, heights in [("score bars", state.s), ("share bars", state.p)]:
        for bar, height in zip(artists[bars], heights, strict=True):
            bar.set_height(height)
    artists["bracket"].set_ydata(state.s)
    artists["bracket name"].set(y=max(state.s) + 0.4, text="z")
    artists["up"].set_data([state.z, state.z], [0, state.p[1]])
    artists["across"].set_data([-2.2 * LARGEST_SCORE, state.z], [state.p[1], state.p[1]])
    artists["marker"].set_data([state.z], [state.p[1]])
    artists["numbers"].set_text(
        f"log-scores {_signed(state.s[0])} and {_signed(state.s[1])}    "
        f"weights {state.weights[0]:.5g} and {state.weights[1]:.5g}\n"
        f"logit z = log-odds = {_signed(state.z)}    odds p(1)/p(0) = {state.odds:.4g}\n"
        f"probabilities p(0) = {state.p[0]:.4g} and p(1) = {state.p[1]:.4g}"
    )


def describe(state: State) -> str:
    """Tell the scores, the weights, the logit, the odds and the probabilities."""
    return (
        f"Log-scores with c = {_signed(state.c)} added: label 0 {_signed(state.s[0])}, label 1 {_signed(state.s[1])}; "
        f"weights {state.weights[0]:.5g} and {state.weights[1]:.5g}. "
        f"Their difference is the logit, the log-odds: z = {_signed(state.z)}. Odds {state.odds:.4g}. "
        f"Probabilities: p(0) = {state.p[0]:.4g}, p(1) = {state.p[1]:.4g}, a point on the curve σ."
    )


def explore() -> Panel:
    """Return the panel; it starts with the log-scores 1 and 2.1, about three to one for label 1."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "s0": slider("log-score s₀ of label 0", 1.0, -LARGEST_SCORE, LARGEST_SCORE, 0.1, readout_format=".1f"),
            "s1": slider("log-score s₁ of label 1", 2.1, -LARGEST_SCORE, LARGEST_SCORE, 0.1, readout_format=".1f"),
            "c": slider("+c to both", 0.0, -LARGEST_SHIFT, LARGEST_SHIFT, 0.5, readout_format=".1f"),
        },
        actions={"Exchange the scores": lambda values: {"s0": values["s1"], "s1": values["s0"]}},
        height=4.0,
    )


def _signed(value: float) -> str:
    """Write a number of nats with its sign; what rounds to 0 has none."""
    return f"{value:+.1f}" if round(value, 1) else "0.0"
