"""From typed labels to the cross-entropy H(p, q), with q under the reader's hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.information import counts_to_frequencies, cross_entropy, entropy
from helpers.panel import Panel, slider, text

OUTCOMES = (1, 2, 3)
TOP = 5.5
"""The largest height drawn, in nats. The sliders reach −log(0.1 / 20.1) = 5.3; an infinite height is cut off here."""

_COLOURS = (plotting.GOLD, plotting.BLUE, plotting.PINK)
_HATCHES = ("//", "", "\\\\")


@dataclass(frozen=True)
class State:
    """Counts n, frequencies p, model q, −log q (nats), H(p, q), H(p), and the likelihood by three routes.

    The routes are the product over labels, over outcomes with counts nᵢ, and over outcomes with N pᵢ.
    """

    n: NDArray[np.int64]
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    surprise: NDArray[np.float64]
    cross_entropy: float
    floor: float
    products: tuple[float, float, float]


def parse_labels(labels: str) -> list[int]:
    """Read labels that are separated by spaces or commas.

    Raises
    ------
    ValueError
        If there is no label, or one is not 1, 2 or 3.
    """
    words = labels.replace(",", " ").split()
    if not words:
        raise ValueError("labels is empty; type at least one of 1, 2, 3, such as: 2 2 1")
    wrong = [word for word in words if word not in {str(outcome) for outcome in OUTCOMES}]
    if wrong:
        raise ValueError(f"labels holds {wrong[0]!r}; expected 1, 2 or 3, separated by spaces")
    return [int(word) for word in words]


def compute(labels: str, weight_1: float, weight_2: float, weight_3: float) -> State:
    """Count the labels, normalise the weights to q, and compare the two."""
    x = np.array(parse_labels(labels)) - 1
    weights = np.array([weight_1, weight_2, weight_3])
    if not weights.any():
        raise ValueError("all three weights are 0; at least one must be positive, or there is no q")
    q = weights / weights.sum()
    n = np.bincount(x, minlength=len(OUTCOMES))
    p = counts_to_frequencies(n)
    surprise = np.full(len(OUTCOMES), np.inf)
    surprise[q > 0] = -np.log(q[q > 0])
    products = (float(np.prod(q[x])), float(np.prod(q**n)), float(np.prod(q ** (len(x) * p))))
    return State(n, p, q, surprise, float(cross_entropy(p, q)), float(entropy(p)), products)


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes of the areas and of the meter, which share their scale, and the lines of numbers above."""
    areas, meter = fig.subplots(1, 2, width_ratios=[3, 1], sharey=True)
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n \n ", x=0.01, ha="left", fontsize=11)}

    areas.set(
        xlim=(0, 1), ylim=(0, TOP + 0.5), xlabel="width: frequency p in the data", ylabel="height: −log q in nats"
    )
    artists["bars"] = [
        areas.bar(0, 1, width=0.3, align="edge", color=colour, hatch=hatch, edgecolor="white")[0]
        for colour, hatch in zip(_COLOURS, _HATCHES, strict=True)
    ]
    artists["mean"] = areas.axhline(1, color=plotting.BLACK, linestyle="--")
    on_white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    artists["names"] = [areas.text(0, 0, " ", ha="center", va="bottom", fontsize=10, bbox=on_white) for _ in OUTCOMES]

    meter.set(xlim=(-0.5, 0.5), xticks=[], xlabel=" \nnats per label")
    artists["meter"] = [
        meter.bar(0, 1, width=0.5, color=plotting.GREY)[0],
        meter.bar(0, 1, width=0.5, color="white", edgecolor=plotting.ORANGE, hatch="xx")[0],
    ]
    artists["meter names"] = [meter.text(0, 0, " ", ha="center", va=va, fontsize=10) for va in ("top", "bottom")]
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set widths, heights, lines and numbers."""
    left = 0.0
    for i, (bar, name) in enumerate(zip(artists["bars"], artists["names"], strict=True)):
        height = min(state.surprise[i], TOP)
        bar.set(x=left, width=state.p[i], height=height, visible=bool(state.n[i]))
        name.set(x=left + state.p[i] / 2, y=height + 0.12, visible=bool(state.n[i]))
        name.set_text(f"“{OUTCOMES[i]}”" if np.isfinite(state.surprise[i]) else f"“{OUTCOMES[i]}” ∞")
        left += state.p[i]
    shown = min(state.cross_entropy, TOP)
    artists["mean"].set_ydata([shown, shown])

    floor, excess = artists["meter"]
    floor.set_height(state.floor)
    excess.set(y=state.floor, height=shown - state.floor)
    below, above = artists["meter names"]
    below.set(y=-0.1, text=f"H(p) = {state.floor:.3f}")
    above.set(y=shown + 0.1, text=f"H(p, q) = {_number(state.cross_entropy)}")
    a, b, c = (f"{product:.4g}" for product in state.products)
    p, q, surprise = (", ".join(f"{value:.3f}" for value in values) for values in (state.p, state.q, state.surprise))
    artists["numbers"].set_text(
        f"n = ({', '.join(map(str, state.n))})    N = {state.n.sum()}    p = n/N = ({p})\n"
        f"q = ({q})    −log q = ({surprise.replace('inf', '∞')})\n"
        f"∏ₖ q(xₖ) = {a}    ∏ᵢ qᵢ^nᵢ = {b}    ∏ᵢ qᵢ^(N pᵢ) = {c}"
    )


def describe(state: State) -> str:
    """Tell the counts, p, q, the areas and the two numbers of the meter."""
    parts = [
        f"label {outcome} with frequency {p:.2f} and q = {q:.2f}, surprise {_number(surprise)} nats"
        for outcome, n, p, q, surprise in zip(OUTCOMES, state.n, state.p, state.q, state.surprise, strict=True)
        if n
    ]
    return (
        f"{state.n.sum()} labels drawn as rectangles of width p and height −log q: {'; '.join(parts)}. "
        f"Their areas add up to the cross-entropy H(p, q) = {_number(state.cross_entropy)} nats per label; "
        f"the meter shows it above its floor H(p) = {state.floor:.3f}. "
        f"The likelihood is {state.products[0]:.4g} by all three products."
    )


def explore() -> Panel:
    """Return the panel; it starts with the labels 2 2 1 and the uniform q."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "labels": text("labels (1, 2 or 3)", "2 2 1"),
            **{f"weight_{i}": slider(f"weight of {i}", 1.0, 0, 10, 0.1, readout_format=".1f") for i in OUTCOMES},
        },
        actions={"Set q = p": _match, "Repeat the data ×10": _repeat},
        height=4.4,
    )


def _match(values: dict[str, Any]) -> dict[str, float]:
    n = np.bincount(np.array(parse_labels(values["labels"])) - 1, minlength=len(OUTCOMES))
    return {f"weight_{outcome}": float(10 * count / n.max()) for outcome, count in zip(OUTCOMES, n, strict=True)}


def _repeat(values: dict[str, Any]) -> dict[str, str]:
    return {"labels": " ".join([values["labels"].strip()] * 10)}


def _number(value: float) -> str:
    return "∞" if np.isinf(value) else f"{value:.3f}"
