"""Two distributions under the reader's hand: entropy + divergence = cross-entropy, in either direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.information import cross_entropy, entropy, kl_divergence
from helpers.panel import Panel, slider, switch

OUTCOMES = (1, 2, 3)
TOP = 3.8
"""The largest height drawn, in nats. The sliders reach −log(0.5 / 20.5) = 3.71; an infinite height is cut off here."""


@dataclass(frozen=True)
class State:
    """p, q, and for the direction (first, second) the terms, H(first), KL and H(first, second) in nats."""

    p: NDArray[np.float64]
    q: NDArray[np.float64]
    first: str
    second: str
    terms: NDArray[np.float64]
    entropy: float
    divergence: float
    cross_entropy: float


def compute(p_1: float, p_2: float, p_3: float, q_1: float, q_2: float, q_3: float, turned: bool = False) -> State:
    """Normalise the weights to p and q, and take KL(p‖q) apart into its terms; if `turned`, KL(q‖p)."""
    p, q = (_normalised(name, weights) for name, weights in (("p", (p_1, p_2, p_3)), ("q", (q_1, q_2, q_3))))
    (first, a), (second, b) = (("q", q), ("p", p)) if turned else (("p", p), ("q", q))
    terms = np.where((a > 0) & (b == 0), np.inf, 0.0)
    both = (a > 0) & (b > 0)
    terms[both] = a[both] * np.log(a[both] / b[both])
    numbers = float(entropy(a)), float(kl_divergence(a, b)), float(cross_entropy(a, b))
    return State(p, q, first, second, terms, *numbers)


def _normalised(name: str, weights: tuple[float, float, float]) -> NDArray[np.float64]:
    if not any(weights):
        raise ValueError(f"all three weights of {name} are 0; at least one must be positive, or there is no {name}")
    return np.array(weights) / sum(weights)


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes of the probabilities, and those of the terms and of the stacked bar, which share their scale."""
    grid = fig.add_gridspec(1, 3, width_ratios=[1.25, 1.1, 0.85])
    shares, terms = fig.add_subplot(grid[0]), fig.add_subplot(grid[1])
    stack = fig.add_subplot(grid[2], sharey=terms)
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n \n ", x=0.01, ha="left", fontsize=11)}
    looks = {"p": {"color": plotting.BLUE}, "q": {"color": "white", "edgecolor": plotting.ORANGE, "hatch": "////"}}

    position = np.arange(len(OUTCOMES))
    for (name, look), shift in zip(looks.items(), (-0.21, 0.21), strict=True):
        artists[name] = list(shares.bar(position + shift, 1, 0.4, **look))
        artists[f"{name} names"] = [
            shares.text(x, 0, " ", ha="center", va="bottom", fontsize=9) for x in position + shift
        ]
    shares.set(xlabel="outcome", ylabel="probability", ylim=(0, 1.12), title="p solid, q hatched")
    shares.set_xticks(position, OUTCOMES)

    artists["terms"] = list(terms.bar(position, 1, 0.6, color=plotting.SKY, edgecolor=plotting.BLACK))
    artists["term names"] = [terms.text(x, 0, " ", ha="center", fontsize=9) for x in position]
    terms.axhline(0, color=plotting.BLACK, linewidth=0.8)
    terms.set(xlabel="outcome", ylabel="nats", ylim=(-0.7, TOP + 0.5), title="terms of KL")
    terms.set_xticks(position, OUTCOMES)

    stack.set(xlim=(-0.5, 0.5), xticks=[], xlabel=" ", title="H + KL")
    stack.tick_params(labelleft=False)
    artists["stack"] = [
        stack.bar(0, 1, 0.8, color=plotting.GREY)[0],
        stack.bar(0, 1, 0.8, color="white", edgecolor=plotting.ORANGE, hatch="xx")[0],
    ]
    on_white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    artists["stack names"] = [
        stack.text(0, 0, " ", ha="center", va=va, fontsize=9, bbox=box)
        for va, box in (("top", None), ("center", on_white), ("bottom", None))
    ]
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set heights and numbers."""
    for name, values in (("p", state.p), ("q", state.q)):
        for bar, text, value in zip(artists[name], artists[f"{name} names"], values, strict=True):
            bar.set_height(value)
            text.set(y=value + 0.01, text=f"{value:.2f}")
    for bar, text, value in zip(artists["terms"], artists["term names"], state.terms, strict=True):
        height = min(value, TOP)
        bar.set_height(height)
        text.set(
            y=height + (0.06 if height >= 0 else -0.06), va="bottom" if height >= 0 else "top", text=_number(value, "+")
        )

    shown = min(state.cross_entropy, TOP)
    floor, excess = artists["stack"]
    floor.set_height(state.entropy)
    excess.set(y=state.entropy, height=shown - state.entropy)
    below, inside, above = artists["stack names"]
    below.set(y=-0.07, text=f"H({state.first})\n{state.entropy:.3f}")
    inside.set(y=(state.entropy + shown) / 2, text="KL", visible=bool(shown - state.entropy > 0.35))
    above.set(y=shown + 0.05, text=_number(state.cross_entropy))

    ratio = f"{state.first}ᵢ log({state.first}ᵢ/{state.second}ᵢ)"
    artists["numbers"].set_text(
        f"KL({state.first}‖{state.second}) = Σᵢ {ratio} = {_number(state.divergence)} nats\n"
        f"H({state.first}) + KL({state.first}‖{state.second}) = H({state.first}, {state.second})\n"
        f"{state.entropy:.3f} + {_number(state.divergence)} = {_number(state.cross_entropy)}"
    )


def describe(state: State) -> str:
    """Tell p, q, the terms and the three parts of the stacked bar."""
    shares = "; ".join(
        f"outcome {outcome} has p = {p:.2f}, q = {q:.2f} and the term {_number(term, '+')}"
        for outcome, p, q, term in zip(OUTCOMES, state.p, state.q, state.terms, strict=True)
    )
    pair = f"{state.first}‖{state.second}"
    return (
        f"Two distributions over three outcomes and the terms of KL({pair}) in nats: {shares}. "
        f"A stacked bar: the entropy H({state.first}) = {state.entropy:.3f} and on it KL({pair}) = "
        f"{_number(state.divergence)} make the cross-entropy H({state.first}, {state.second}) = "
        f"{_number(state.cross_entropy)} nats."
    )


def explore() -> Panel:
    """Return the panel; it starts with p = (0.7, 0.2, 0.1) and q = (0.2, 0.5, 0.3)."""
    start = {"p": (7, 2, 1), "q": (2, 5, 3)}
    weights = {
        f"{name}_{i}": slider(f"{name}: weight of {i}", float(value), 0, 10, 0.5, readout_format=".1f")
        for i, values in zip(OUTCOMES, zip(*start.values(), strict=True), strict=True)
        for name, value in zip(start, values, strict=True)
    }
    turned = switch("turn round: KL(q‖p)", False)
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={**weights, "turned": turned},
        actions={"Set q = p": _match, "Swap p and q": _swap, "Make p one-hot": _one_hot},
        height=4.2,
    )


def _match(values: dict[str, Any]) -> dict[str, float]:
    return {f"q_{i}": values[f"p_{i}"] for i in OUTCOMES}


def _swap(values: dict[str, Any]) -> dict[str, float]:
    return _match(values) | {f"p_{i}": values[f"q_{i}"] for i in OUTCOMES}


def _one_hot(values: dict[str, Any]) -> dict[str, float]:
    largest = max(OUTCOMES, key=lambda i: values[f"p_{i}"])
    return {f"p_{i}": 10.0 if i == largest else 0.0 for i in OUTCOMES}


def _number(value: float, sign: str = "") -> str:
    if np.isinf(value):
        return "∞"
    if round(value, 3) == 0:
        return "0.000"
    return f"{value:{sign}.3f}".replace("-", "−")
