"""Likelihood and negative log-likelihood of labels 1 and 2, as θ = p(2) moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.panel import Panel, slider, whole_number

MOST = 10
"""How often each label may occur at most."""

THETAS = np.linspace(0.01, 0.99, 197)
"""Where the curves are evaluated; the two ends, where a logarithm would be infinite, are left out."""


@dataclass(frozen=True)
class State:
    """The data, θ, and all that the picture shows of them.

    `relative` and `nll_curve` run along `THETAS`. `term_2` and `term_1` are −log p(2 | θ) and −log p(1 | θ) in nats.
    `best` is the θ of the maximum, or None where every θ is equally good.
    """

    twos: int
    ones: int
    theta: float
    likelihood: float
    nll: float
    term_2: float
    term_1: float
    best: float | None
    best_likelihood: float
    relative: NDArray[np.float64]
    nll_curve: NDArray[np.float64]


def compute(twos: int, ones: int, theta: float) -> State:
    """Evaluate θ^twos (1 − θ)^ones and its negative logarithm."""
    term_2, term_1 = -np.log(theta), -np.log1p(-theta)
    best = twos / (twos + ones) if twos + ones else None
    best_likelihood = 1.0 if best is None else best**twos * (1 - best) ** ones
    return State(
        twos=twos,
        ones=ones,
        theta=theta,
        likelihood=theta**twos * (1 - theta) ** ones,
        nll=twos * term_2 + ones * term_1,
        term_2=term_2,
        term_1=term_1,
        best=best,
        best_likelihood=best_likelihood,
        relative=THETAS**twos * (1 - THETAS) ** ones / best_likelihood,
        nll_curve=-twos * np.log(THETAS) - ones * np.log1p(-THETAS),
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes; everything that depends on the data or on θ moves."""
    axes = fig.subplot_mosaic([["likelihood", "nll"], ["terms", "terms"]], height_ratios=[3, 2])
    artists: dict[str, Any] = {}
    for name, colour, ylabel in [
        ("likelihood", plotting.BLUE, "share of the largest"),
        ("nll", plotting.ORANGE, "nats"),
    ]:
        ax = axes[name]
        ax.set(xlim=(0, 1), xlabel="θ = p(2 | θ)", ylabel=ylabel)
        artists[f"{name} curve"] = ax.plot(THETAS, THETAS, color=colour)[0]
        artists[f"{name} best"] = ax.axvline(0.5, color=plotting.GREY, linestyle=":")
        artists[f"{name} marker"] = ax.plot([0.5], [0.5], "o", color=plotting.BLACK, clip_on=False)[0]
        artists[f"{name} title"] = ax.set_title(" ", loc="left")
    axes["likelihood"].set_ylim(0, 1.08)
    axes["nll"].set_ylim(0, 100)  # leaves room for two digits; the scale follows the data
    artists["nll scale"] = axes["nll"].yaxis

    ax = axes["terms"]
    ax.set(xlim=(0.4, 2 * MOST + 0.6), ylim=(0, 5.4), ylabel="−log p(xₖ | θ)", xticks=[])
    ax.set_title("What each label adds to the sum", loc="left")
    slots = np.arange(1, 2 * MOST + 1)
    artists["bars"] = list(ax.bar(slots, np.ones(2 * MOST), width=0.8, edgecolor="white"))
    for label in ("twos", "ones"):
        artists[f"{label} caption"] = ax.text(1, -0.35, " ", ha="center", va="top")
        artists[f"{label} value"] = ax.text(1, 0, " ", ha="center", va="bottom", fontsize=10)
    ax.text(1, -0.35, " ", va="top")  # keeps the room that the captions need
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set curves, markers, bars and numbers."""
    values = {"likelihood": state.likelihood / state.best_likelihood, "nll": state.nll}
    for name, curve in [("likelihood", state.relative), ("nll", state.nll_curve)]:
        artists[f"{name} curve"].set_ydata(curve)
        artists[f"{name} marker"].set_data([state.theta], [values[name]])
        artists[f"{name} best"].set_visible(state.best is not None)
        if state.best is not None:
            artists[f"{name} best"].set_xdata([state.best, state.best])
    artists["nll scale"].axes.set_ylim(0, max(1.0, 1.05 * state.nll_curve.max()))
    artists["likelihood title"].set_text(f"Likelihood {state.likelihood:.3g} ({_percent(values['likelihood'])})")
    artists["nll title"].set_text(f"Negative log-likelihood {state.nll:.3f}")

    for slot, bar in enumerate(artists["bars"]):
        is_two = slot < state.twos
        bar.set_visible(slot < state.twos + state.ones)
        bar.set_height(state.term_2 if is_two else state.term_1)
        bar.set_facecolor(plotting.BLUE if is_two else plotting.GOLD)
        bar.set_hatch(None if is_two else "//")
    groups = [("twos", 0, state.twos, "2", state.term_2), ("ones", state.twos, state.ones, "1", state.term_1)]
    for name, start, count, label, term in groups:
        middle = start + (count + 1) / 2
        artists[f"{name} caption"].set(x=middle, text=f"{count} × “{label}”" if count > 1 else f"“{label}”")
        artists[f"{name} value"].set(x=middle, y=term + 0.1, text=f"{term:.2f}")
        for artist in (artists[f"{name} caption"], artists[f"{name} value"]):
            artist.set_visible(count > 0)


def describe(state: State) -> str:
    """Tell the data, θ, both heights and where the best θ lies."""
    data = f"Data: {state.twos} times the label 2, {state.ones} times the label 1."
    here = (
        f"At θ = {state.theta:.2f} the likelihood is {state.likelihood:.3g} and the negative log-likelihood is "
        f"{state.nll:.3f} nats: each 2 adds {state.term_2:.3f}, each 1 adds {state.term_1:.3f}."
    )
    if state.best is None:
        return f"{data} {here} Without data every θ is equally good."
    return (
        f"{data} {here} Both curves have their best point at θ = {state.best:.3f}; "
        f"the likelihood here is {_percent(state.likelihood / state.best_likelihood)} of the largest one, "
        f"{state.best_likelihood:.3g}."
    )


def explore() -> Panel:
    """Return the panel; it starts with the data [2, 2, 1] and θ = 0.4."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "twos": whole_number("how many 2s", 2, 0, MOST),
            "ones": whole_number("how many 1s", 1, 0, MOST),
            "theta": slider("θ = p(2 | θ)", 0.4, 0.01, 0.99, 0.01),
        },
        actions={"Set θ to the best": _best_theta},
        height=4.8,
    )


def _best_theta(values: dict[str, Any]) -> dict[str, float]:
    best = compute(**values).best
    return {} if best is None else {"theta": float(np.clip(best, THETAS[0], THETAS[-1]))}


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "less than 1%"
