"""From logits to log-probabilities in one floating-point format, and the step at which a value is lost."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from helpers import plotting
from helpers.numerics import log_softmax
from helpers.panel import Lettering, Panel, choice, slider

CLASSES = "ABCDE"
SHAPE = np.array([1.0, 0.5, 0.0, -0.5, -1.0])
"""The logits of the classes at scale 1; a constant c is added to all."""

FORMATS = {"half": np.float16, "single": np.float32, "double": np.float64}
FORMULAS = {
    "naive": "softmax, then log",
    "shifted": "shifted softmax, then log",
    "log-softmax": "log-softmax",
    "apart": "log-softmax, largest term apart",
}
"""The words of the sliders, and what they stand for."""

LARGEST_SCALE, LARGEST_SHIFT = 800.0, 1000.0

TOLERANCE = 0.01
"""A log-probability counts as right if its relative error is at most this."""


@dataclass(frozen=True)
class State:
    """What one formula makes of the five logits in one format.

    `z` are the logits in that format and `exponents` what the formula exponentiates. `result` holds the
    log-probabilities that come out, `exact` those of the logits before they were rounded, both in nats. `lost` tells
    for each class at which step its value was lost, and is empty where the result is right. `range` is log10 of the
    smallest subnormal, smallest normal and largest number of the format. `warned` is what NumPy said.
    """

    scale: float
    c: float
    dtype: str
    formula: str
    z: NDArray[np.float64]
    exponents: NDArray[np.float64]
    result: NDArray[np.float64]
    exact: NDArray[np.float64]
    lost: tuple[str, ...]
    range: tuple[float, float, float]
    warned: tuple[str, ...]


def compute(scale: float, c: float, precision: str, formula: str) -> State:
    """Run one of `FORMULAS` on the logits scale · SHAPE + c, rounding every step to one of `FORMATS`."""
    dtype = FORMATS[precision]
    z = (scale * SHAPE + c).astype(dtype)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        steps = _run(z, formula)
    exact = log_softmax(scale * SHAPE)
    of_rounded = log_softmax(z.astype(np.float64))
    rounded = not np.allclose(of_rounded, exact, rtol=TOLERANCE, atol=np.finfo(np.float64).tiny)
    info = np.finfo(dtype)
    limits = (info.smallest_subnormal, info.tiny, info.max)
    return State(
        scale=scale,
        c=c,
        dtype=dtype.__name__,
        formula=FORMULAS[formula],
        z=z.astype(np.float64),
        exponents=steps["exponents"].astype(np.float64),
        result=steps["result"].astype(np.float64),
        exact=exact,
        lost=tuple(_verdict(i, z, steps, exact, rounded) for i in range(len(CLASSES))),
        range=tuple(float(np.log10(limit.astype(np.float64))) for limit in limits),
        warned=tuple(dict.fromkeys(str(warning.message) for warning in caught)),
    )


def _run(z: NDArray, formula: str) -> dict[str, Any]:
    """Return every intermediate value of a formula, in the format of `z`."""
    exponents = z if formula == "naive" else z - z.max()
    e = np.exp(exponents)
    if formula == "apart":
        largest = z.argmax()
        rest = np.add.reduce(np.delete(e, largest))
        return {"exponents": exponents, "e": e, "sum": rest, "p": None, "result": exponents - np.log1p(rest)}
    total = np.add.reduce(e)
    p = None if formula == "log-softmax" else e / total
    result = exponents - np.log(total) if p is None else np.log(p)
    return {"exponents": exponents, "e": e, "sum": total, "p": p, "result": result}


def _verdict(i: int, z: NDArray, steps: Mapping[str, Any], exact: NDArray[np.float64], rounded: bool) -> str:
    """Say at which step the value of class `i` was lost; an empty string where it is right."""
    if _is_right(steps["result"][i], exact[i]):
        return ""
    e, total, p = steps["e"][i], steps["sum"], steps["p"]
    tiny = np.finfo(z.dtype).tiny
    if rounded:
        return "input: the logits were rounded"
    if np.isinf(e):
        return "exp: overflow to ∞"
    if np.isinf(total):
        return "sum: ∞, so p = 0"
    if total == 0:
        return "exp: every term is 0, so 0/0"
    if p is None or (i == z.argmax() and e >= tiny):
        return "sum: 1 + rest rounds"
    if e == 0:
        return "exp: underflow to 0"
    if p[i] == 0:
        return "divide: underflow to 0"
    return f"{'exp' if e < tiny else 'divide'}: digits lost near 0"


def _is_right(result: np.floating, exact: float) -> bool:
    wanted = float(np.asarray(exact).astype(result.dtype))
    return bool(np.isfinite(result)) and abs(float(result) - wanted) <= TOLERANCE * abs(wanted)


def _place(log10: Any) -> Any:
    """Where a power of ten stands on the axis: the ends are drawn together, so that all formats fit."""
    return np.arcsinh(np.asarray(log10) / 2)


_END = float(_place(2 * LARGEST_SCALE / np.log(10) + 250))
_TICKS = (-300, -40, -7, 0, 7, 40, 300)

_HEIGHT = 4.4
_LEFT, _BOTTOM, _ACROSS, _UP = 0.30, 0.75, 3.65, 2.70
"""Place and size in inches of the axis of powers of ten."""
_WORDS = 4.08
_LOW, _HIGH = len(CLASSES) - 0.4, -1.1
"""Ends of that axis upwards: class i stands at height i."""


def _inches(x: float, row: float) -> tuple[float, float]:
    """Return where in the picture a place on the axis and a row lie."""
    return _LEFT + _ACROSS * (x + _END) / (2 * _END), _BOTTOM + _UP * (_LOW - row) / (_LOW - _HIGH)


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axis of powers of ten; zones, terms and words move."""
    fig.set_layout_engine("none")
    line = fig.add_axes((_LEFT / plotting.WIDTH, _BOTTOM / _HEIGHT, _ACROSS / plotting.WIDTH, _UP / _HEIGHT))
    line.set(
        xlim=(-_END, _END),
        ylim=(_LOW, _HIGH),
        xlabel="exponential, logarithmic axis\n(///: numbers with few digits)",
    )
    line.set_xticks(_place(_TICKS), [f"$10^{{{k}}}$" for k in _TICKS])
    line.set_yticks(range(len(CLASSES)), CLASSES)
    line.set_title("Where the exponentials fall")
    line.axvline(0, color=plotting.GREY, linestyle=":", linewidth=1)
    artists: dict[str, Any] = {}
    looks = {"zero": ("xxx", plotting.GREY), "few digits": ("//", plotting.GREY), "inf": ("xxx", plotting.ORANGE)}
    for name, (hatch, colour) in looks.items():
        zone = Rectangle((0, -0.5), 1, len(CLASSES) + 0.1, facecolor="none", edgecolor=colour, hatch=hatch, alpha=0.45)
        artists[name] = line.add_patch(zone)
    artists["right"] = line.plot([0], [0], "o", color=plotting.BLUE, linestyle="none")[0]
    artists["lost"] = line.plot([0], [0], "X", color=plotting.ORANGE, markersize=9, linestyle="none")[0]
    page = fig.add_axes((0, 0, 1, 1))  # its units are inches
    page.set(xlim=(0, plotting.WIDTH), ylim=(0, _HEIGHT))
    page.set_axis_off()
    heading = "logit → log p that comes out\n(a step is named only once)"
    page.text(_WORDS, _BOTTOM + _UP + 0.08, heading, weight="bold", fontsize=12, va="bottom")
    artists["head"] = Lettering(page, 11, plotting.BLACK)
    artists["zero name"] = Lettering(page, 11, plotting.GREY)
    artists["inf name"] = Lettering(page, 11, plotting.ORANGE)
    artists["right words"] = Lettering(page, 10, plotting.BLUE)
    artists["lost words"] = Lettering(page, 10, plotting.ORANGE)
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set the zones of the format, the terms on the axis, and the words."""
    low, normal, high = _place(state.range)
    for name, left, right in [("zero", -_END, low), ("few digits", low, normal), ("inf", high, _END)]:
        artists[name].set(x=left, width=right - left)
    artists["zero name"].write([(*_inches((-_END + low) / 2, -0.65), "0")])
    artists["inf name"].write([(*_inches((high + _END) / 2, -0.65), "∞")])
    places = _place(state.exponents / np.log(10))
    is_lost = np.array([bool(step) for step in state.lost])
    for name, chosen in [("right", ~is_lost), ("lost", is_lost)]:
        artists[name].set_data(places[chosen], np.flatnonzero(chosen))
    words: dict[str, list[tuple[float, float, str]]] = {"right words": [], "lost words": []}
    for i, step in enumerate(state.lost):
        _, middle = _inches(0, i)
        verdict = f"not {_nats(state.exact[i])}" if step else "right"
        result = "nan" if np.isnan(state.result[i]) else _nats(state.result[i])
        lines = [f"{_nats(state.z[i])} → {result}, {verdict}"]
        if step and step not in state.lost[:i]:
            lines.append(step)
        foot = middle - 0.05 + 0.085 * (len(lines) - 1)
        words["lost words" if step else "right words"] += [
            (_WORDS, foot - 0.17 * k, text) for k, text in enumerate(lines)
        ]
    for name, texts in words.items():
        artists[name].write(texts, align=0.0)
    warned = "; ".join(state.warned).replace("encountered ", "").replace("value ", "") or "nothing"
    heads = f"{state.dtype}: {state.formula}", f"warned: {warned}"
    artists["head"].write([(0.07, _HEIGHT - 0.18 - 0.19 * k, text) for k, text in enumerate(heads)], align=0.0)


def describe(state: State) -> str:
    """Tell the logits, what comes out for each class, and at which step a value was lost."""
    results = "; ".join(
        f"{name}: logit {_nats(z)}, log p = {_nats(result)} (exact {_nats(exact)}), "
        + (f"lost at {lost}" if lost else "right")
        for name, z, result, exact, lost in zip(CLASSES, state.z, state.result, state.exact, state.lost, strict=True)
    )
    low, _, high = state.range
    right = state.lost.count("")
    return (
        f"{state.formula} in {state.dtype}, logits of scale {state.scale:g} with {state.c:g} added. {results}. "
        f"{right} of {len(CLASSES)} are right. The format holds positive numbers from 10 to the power "
        f"{_nats(low)} to 10 to the power {_nats(high)}. NumPy warned: {'; '.join(state.warned) or 'nothing'}."
    )


def _nats(value: float) -> str:
    """Write a number of nats with four digits; what is not finite by its name."""
    if np.isnan(value):
        return "not a number"
    if np.isinf(value):
        return "−∞" if value < 0 else "∞"
    return f"{value + 0.0:.4g}".replace("-", "−")


def explore() -> Panel:
    """Return the panel; it starts with the shifted softmax in float32, whose smallest probability underflows."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "scale": slider("scale of the logits", 60.0, 0.0, LARGEST_SCALE, 1.0, readout_format=".0f"),
            "c": slider("+c to all logits", 0.0, -LARGEST_SHIFT, LARGEST_SHIFT, 10.0, readout_format=".0f"),
            "precision": choice("format", "single", FORMATS),
            "formula": choice("formula", "shifted", FORMULAS),
        },
        actions={f"scale {scale}": lambda values, scale=scale: {"scale": float(scale)} for scale in (4, 16, 100, 400)},
        height=_HEIGHT,
    )
