"""Three to six logits, and all that a softmax makes of them; the softmax may be the reader's own."""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from helpers import numerics, plotting
from helpers.panel import Lettering, Panel, scale, slider, whole_number

MOST = 6
"""The largest number of classes; 3 is the smallest."""

LARGEST_LOGIT = 50.0
LARGEST_SHIFT = 800.0
TEMPERATURES = (
    *(0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8),
    *(1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0),
)

START = (2.0, 1.0, 0.0, -1.0, 0.5, -2.0)
"""The logits at the beginning; the first four classes are there."""

OVERFLOW = math.log(np.finfo(np.float64).max)
UNDERFLOW = math.log(5e-324) - math.log(2)
"""e to the power of more than the one is inf; to the power of less than the other it rounds to 0."""

SUBNORMAL = math.log(np.finfo(np.float64).tiny)
"""e to the power of less has fewer digits than other floats."""


@dataclass(frozen=True)
class State:
    """Logits of K classes, and what follows from them.

    `z` are the logits as the sliders say, `s` = (z + c) / T what is exponentiated; both have shape (K,). `y_hat`,
    `log_y_hat` and `slopes` = ŷ - onehot(label) have shape (K,) too; an entry that does not exist is nan. `label` is
    an index, None where there is no such class, and then `slopes` is all nan and `loss` (nats) is nan.
    `trouble` says in words what is wrong with the reader's own softmax, and is empty where nothing is.
    """

    z: NDArray[np.float64]
    c: float
    temperature: float
    s: NDArray[np.float64]
    y_hat: NDArray[np.float64]
    log_y_hat: NDArray[np.float64]
    asked: int
    label: int | None
    loss: float
    slopes: NDArray[np.float64]
    own: bool
    trouble: str


def compute(
    classes: int,
    label: int,
    z_0: float,
    z_1: float,
    z_2: float,
    z_3: float,
    z_4: float,
    z_5: float,
    c: float,
    temperature: float,
    softmax: Callable[[NDArray[np.float64]], ArrayLike] = numerics.softmax,
) -> State:
    """Apply `softmax` to (z + c) / T of the first classes, and take the loss of the label (classes count from 0)."""
    z = np.round([z_0, z_1, z_2, z_3, z_4, z_5][:classes], 6)
    s = (z + c) / temperature
    own = softmax is not numerics.softmax
    y_hat, trouble = ask(softmax, s)
    log_y_hat = _log(y_hat) if own else numerics.log_softmax(s)
    index = label if label < classes else None
    onehot = np.arange(classes) == index
    return State(
        z=z,
        c=c,
        temperature=temperature,
        s=s,
        y_hat=y_hat,
        log_y_hat=log_y_hat,
        asked=label,
        label=index,
        loss=math.nan if index is None else float(0.0 - log_y_hat[index]),
        slopes=np.full(classes, np.nan) if index is None else y_hat - onehot,
        own=own,
        trouble=trouble,
    )


def _log(y_hat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm of probabilities; of 0 it is -inf, of what is no probability nan."""
    out = np.where(y_hat == 0, -np.inf, np.nan)
    return np.log(y_hat, out=out, where=y_hat > 0)


def ask(softmax: Callable, s: NDArray[np.float64]) -> tuple[NDArray[np.float64], str]:
    """Return what `softmax` makes of one row of logits, nan where it is no number, and what is wrong in words."""
    nothing, given = np.full(len(s), np.nan), s.copy()
    with warnings.catch_warnings(record=True) as caught:  # NumPy's warnings are told in the panel
        warnings.simplefilter("always")
        try:
            returned = softmax(given)
            values = np.asarray(returned)
        except Exception as error:
            message = " ".join(str(error).split())
            return nothing, f"it raised {type(error).__name__}" + (f": {message}" if message else ".")
    if values.dtype.kind not in "fiu":
        return nothing, f"it returned {_kind(returned)}, not an array of numbers."
    if values.shape != s.shape:
        shape = f"an array of shape {values.shape}" if values.ndim else "one number"
        return nothing, f"it returned {shape}; expected is shape {s.shape}, a probability for each class."
    values = values.astype(np.float64)
    if not np.isfinite(values).all():
        warned = "; ".join(dict.fromkeys(str(warning.message) for warning in caught))
        bad = "nan" if np.isnan(values).any() else "inf"
        told = f" NumPy warned: {warned}." if warned else ""
        return np.where(np.isfinite(values), values, np.nan), f"it returned {bad}.{told}"
    if (values < 0).any():
        return values, f"it returned {_number(values.min())}; no probability is below 0."
    if abs(values.sum() - 1) > 1e-6:
        return values, f"its values sum to {_number(values.sum())}, not to 1."
    right = numerics.softmax(s)
    if not np.allclose(values, right, rtol=1e-6, atol=1e-9):
        worst = int(np.abs(values - right).argmax())
        return values, (
            f"its values sum to 1, but class {worst} gets {_number(values[worst])} "
            f"where a softmax gives {_number(right[worst])}."
        )
    if not np.array_equal(given, s):
        return values, "its values are right, but it changed the logits that it was given."
    return values, ""


def _kind(value: Any) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"


# The picture: one row of bars for each quantity, one column for each class. Its units are inches. -------------------

_HEIGHT = 6.3
_WIDTH = 72  # letters in a line of words
_LEFT, _RIGHT = 1.86, plotting.WIDTH - 0.06
_NAMES = 5.29
_ROWS = {  # height of the zero line, length of the longest bar, whether bars go up and down, title, remark
    "logits": (4.68, 0.36, (True, True), "logit z + c", ""),
    "weights": (3.57, 0.34, (True, True), "exponential", r"$e^{(z + c)/T}$, log scale"),
    "shares": (2.19, 0.58, (True, False), "probability ŷ", ""),
    "logs": (1.99, 0.48, (False, True), "log ŷ, in nats", ""),
    "slopes": (0.65, 0.32, (True, True), "ŷ − onehot(y)", "slope in $(z + c)/T$"),
}
_BANDS = ((5.23, 4.12), (3.02, 2.09), (1.24, 0.04))  # every other row stands on grey: top and foot
_STEPS = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0, 10000.0, 30000.0)


def build(fig: Figure) -> dict[str, Any]:
    """Draw rows, zero lines and titles; bars, numbers, scales and words move."""
    fig.set_layout_engine("none")
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, plotting.WIDTH), ylim=(0, _HEIGHT))
    ax.set_axis_off()
    for top, foot in _BANDS:
        ax.axhspan(foot, top, color="#F4F4F4", linewidth=0, zorder=0)
    for name, (zero, length, ways, title, remark) in _ROWS.items():
        middle = zero + length * (ways[0] - ways[1]) / 2
        for height in (zero + length * ways[0], zero - length * ways[1]):
            ax.plot([_LEFT - 0.04, _LEFT], [height, height], color=plotting.GREY, linewidth=0.8)
        ax.plot([_LEFT - 0.04, _RIGHT], [zero, zero], color=plotting.GREY, linewidth=0.8)
        ax.text(0.06, middle + 0.12, title, va="center", fontsize=11.5, weight="bold")
        if remark:
            ax.text(0.06, middle - 0.09, remark, va="center", fontsize=10, color=plotting.GREY)
        zero_name = "1" if name == "weights" else "0"
        ax.text(_LEFT - 0.08, zero, zero_name, va="center", ha="right", fontsize=10, color=plotting.GREY)
    bars = {"linewidth": 0.8, "zorder": 3, "edgecolor": plotting.BLACK}
    return {
        "words": [
            ax.text(0.06, _HEIGHT - 0.06 - 0.25 * line, " ", va="top", color=plotting.BLACK, fontsize=12)
            for line in range(3)
        ],
        "label column": ax.add_patch(PathPatch(Path(np.empty((0, 2))), facecolor="#FBEFD0", linewidth=0, zorder=0.5)),
        "bars": ax.add_patch(PathPatch(Path(np.empty((0, 2))), facecolor=plotting.SKY, **bars)),
        "label bars": ax.add_patch(PathPatch(Path(np.empty((0, 2))), facecolor=plotting.GOLD, hatch="///", **bars)),
        "numbers": Lettering(ax, 11, plotting.BLACK),
        "names": Lettering(ax, 11.5, plotting.BLACK),
        "label name": Lettering(ax, 11.5, plotting.ORANGE, "bold"),
        "notes": Lettering(ax, 10, plotting.GREY),
        "ends": Lettering(ax, 10, plotting.GREY),
    }


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set the bars, their numbers and scales, and the words."""
    k = len(state.z)
    centres = _LEFT + (np.arange(k) + 0.5) / k * (_RIGHT - _LEFT)
    half = 0.3 / k * (_RIGHT - _LEFT)
    boxes: list[list[tuple[float, float, float, float]]] = [[], []]
    numbers, notes, ends = [], [], []
    for name, (values, words, reach, end, note) in _rows(state).items():
        zero, length, ways, _, remark = _ROWS[name]
        for i, (x, value, word) in enumerate(zip(centres, values, words, strict=True)):
            tip = zero + (0.0 if math.isnan(value) else length * min(max(value / reach, -ways[1]), ways[0]))
            if tip != zero:
                boxes[i == state.label].append((x - half, x + half, zero, tip))
            below = tip < zero or not ways[0]
            numbers.append((x, tip - 0.16 if below else tip + 0.05, word))
        middle = zero + length * (ways[0] - ways[1]) / 2
        notes.append((0.06, middle - (0.32 if remark else 0.14), note))
        ends += [
            (_LEFT - 0.08, zero + way * length - 0.045, text)
            for way, text, there in zip((1, -1), end, ways, strict=True)
            if there
        ]
    column = [] if state.label is None else [(centres[state.label] - 1.4 * half, centres[state.label] + 1.4 * half)]
    artists["label column"].set_path(_boxes([(left, right, _BANDS[-1][1], _BANDS[0][0]) for left, right in column]))
    artists["bars"].set_path(_boxes(boxes[0]))
    artists["label bars"].set_path(_boxes(boxes[1]))
    artists["numbers"].write(numbers)
    artists["notes"].write(notes, align=0.0)
    artists["ends"].write(ends, align=1.0)
    names = [(x, _NAMES, f"class {i}") for i, x in enumerate(centres) if i != state.label]
    artists["names"].write(names)
    artists["label name"].write(
        [] if state.label is None else [(centres[state.label], _NAMES, f"▼ label {state.asked}")]
    )
    for text, line in zip(artists["words"], words_of(state), strict=True):
        text.set_text(line)
    for text in artists["words"][:2]:
        text.set_color(plotting.ORANGE if state.trouble else plotting.BLACK)


def _boxes(boxes: list[tuple[float, float, float, float]]) -> Path:
    """Return one path of all rectangles (left, right, foot, tip)."""
    corners = [((a, c), (b, c), (b, d), (a, d), (a, c)) for a, b, c, d in boxes]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
    return Path(np.reshape(corners, (-1, 2)), codes or None)


def _rows(state: State) -> dict[str, tuple]:
    """Give for each row the values, their words, the value of the longest bar, the ends of the scale, a note."""
    logits, decades = state.z + state.c, state.s / math.log(10)
    across, weighed, down = _reach(logits), min(_reach(decades), 308.0), _reach(state.log_y_hat)
    total = math.inf if state.s.max() > OVERFLOW else float(numerics.logsumexp(state.s))
    loss, slopes = f"loss {_fixed(state.loss, 3)} nats", f"sum {_total(state.slopes)}"
    if math.isnan(state.loss):
        loss = "no loss"
    if state.label is None:
        loss, slopes = "no label, no loss", "no label, no slopes"
    return {
        "logits": (
            logits,
            [_fixed(v, 1) for v in logits],
            across,
            (f"+{across:g}", f"−{across:g}"),
            f"c = {_fixed(state.c, 0)}",
        ),
        "weights": (
            decades,
            [_exponential(v) for v in state.s],
            weighed,
            (f"1e+{weighed:g}", f"1e−{weighed:g}"),
            f"sum {_exponential(total)}",
        ),
        "shares": (state.y_hat, [_share(v) for v in state.y_hat], 1.0, ("1", ""), f"sum {_total(state.y_hat)}"),
        "logs": (state.log_y_hat, [_fixed(v, 3) for v in state.log_y_hat], down, ("", f"−{down:g}"), loss),
        "slopes": (state.slopes, [_fixed(v, 3) for v in state.slopes], 1.0, ("+1", "−1"), slopes),
    }


def _reach(values: NDArray[np.float64]) -> float:
    """Return the smallest step of the scales that covers the values."""
    largest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    return next((step for step in _STEPS if largest <= step), _STEPS[-1])


# The words ----------------------------------------------------------------------------------------------------------


def words_of(state: State) -> tuple[str, str, str]:
    """Say in three lines what the logits do, what c and T or the reader's function do, and what the label costs."""
    if state.trouble:
        told = textwrap.wrap(f"Your softmax: {state.trouble}", _WIDTH, max_lines=2, placeholder=" …")
        return told[0], told[1] if len(told) > 1 else "", _label(state)
    return _ranking(state), _settings(state), _label(state)


def _ranking(state: State) -> str:
    order = np.argsort(-state.z, kind="stable")
    z, k = state.z[order], len(order)
    tied = int((z == z[0]).sum())
    p = numerics.softmax(state.s)[order[0]]
    if tied == k:
        return f"All {k} logits are equal: every class gets 1/{k} = {_share(p)}, at any c and any T."
    names = [str(i) for i in sorted(order[:tied])]
    if tied > 1:
        return f"Classes {', '.join(names[:-1])} and {names[-1]} tie: each gets {_share(p)}, at any c."
    lead = float(z[0] - z[1])
    odds = _exponential(lead / state.temperature)
    what = "dominates" if p > 0.99 else "leads"
    power = f"{lead:.1f}" if state.temperature == 1 else f"({lead:.1f}/{state.temperature:g})"
    odds = f"e^{power} to 1" if odds == "inf" else f"e^{power} = {odds} to 1"
    behind = [str(i) for i in sorted(order) if state.z[i] == z[1]]
    if len(behind) == k - 1:
        return f"Class {names[0]} {what}: {lead:.1f} ahead of all others, odds {odds}."
    others = f"class {behind[0]}" if len(behind) == 1 else f"classes {', '.join(behind[:-1])} and {behind[-1]}"
    return f"Class {names[0]} {what}: {lead:.1f} ahead of {others}, odds {odds}."


def _settings(state: State) -> str:
    largest = float(state.s.max())
    if state.own:
        return "Your softmax gives the right probabilities for this row."
    if largest > OVERFLOW:
        return f"e^{largest:.0f} is ∞ in floats, and ∞/∞ is no number: only the shifted form works."
    if largest < UNDERFLOW:
        return "Every exponential is 0 in floats, and 0/0 is no number: the plain form fails."
    if largest < SUBNORMAL:
        return "Floats lose digits of exponentials this small: the plain form is inexact."
    c, t = _fixed(state.c, 0), f"{state.temperature:g}"
    if state.c and state.temperature != 1:
        return f"c = {c} changes no probability; T = {t} divides every difference by {t}."
    if state.c:
        factor = _exponential(state.c) if SUBNORMAL < state.c < OVERFLOW else f"e^{c}"
        return f"c = {c} multiplies every exponential by {factor}, which cancels in ŷ."
    if state.temperature < 1:
        return f"T = {t} makes every difference {1 / state.temperature:.3g} times as large: nearer to the argmax."
    if state.temperature > 1:
        return f"T = {t} divides every difference by {t}: nearer to 1/{len(state.z)} for each class."
    return "Exponentials divided by their sum are the probabilities."


def _label(state: State) -> str:
    if state.label is None:
        return f"There is no class {state.asked} among {len(state.z)}, so there is no loss and no slope."
    if math.isnan(state.loss):
        return f"Label {state.asked} has no probability, so there is no loss."
    share = _share(state.y_hat[state.label])
    if state.trouble:
        return f"Label {state.asked} gets {share}, and −log of it is {_fixed(state.loss, 3)} nats."
    return f"Label {state.asked} has probability {share} and costs −log ŷ = {_fixed(state.loss, 3)} nats."


def describe(state: State) -> str:
    """Tell the three lines of words and every row of numbers."""
    k = len(state.z)

    def row(values, digits):
        return ", ".join(_fixed(v, digits) for v in values)

    label = "" if state.label is None else f" Slopes ŷ − onehot: {row(state.slopes, 3)}."
    return (
        f"{k} classes, c = {_fixed(state.c, 0)}, T = {state.temperature:g}. {' '.join(words_of(state))} "
        f"Logits with c added: {row(state.z + state.c, 1)}. "
        f"Exponentials: {', '.join(_exponential(v) for v in state.s)}. "
        f"Probabilities: {', '.join(_share(v) for v in state.y_hat)}. "
        f"Log-probabilities: {row(state.log_y_hat, 3)}.{label}"
    )


# Numbers in words ---------------------------------------------------------------------------------------------------


def _number(value: float) -> str:
    """Write a number with three digits."""
    return _signs(f"{value:.3g}")


def _signs(text: str) -> str:
    """Turn a hyphen into a minus sign, and 1e-05 into 1e−5."""
    mantissa, e, power = text.partition("e")
    return (mantissa + (f"e{int(power)}" if e else "")).replace("-", "−")


def _fixed(value: float, digits: int) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "inf" if value > 0 else "−inf"
    if 0 < abs(value) < 0.0005 or abs(value) >= 1e5:
        return _signs(f"{value:.1e}")
    if abs(value) >= 100:
        digits = min(digits, 1)
    return _signs(f"{round(value, digits) + 0.0:.{digits}f}")


def _share(value: float) -> str:
    """Write a probability so that one that is not 0 or 1 does not look like it."""
    if math.isnan(value):
        return "nan"
    if value in (0, 1):
        return f"{value:.0f}"
    if 0 < value < 0.0005:
        return _signs(f"{value:.1e}")
    if 0.9995 < value < 1:
        return "1−" + _signs(f"{1 - value:.0e}")
    return _signs(f"{value:.3f}" if abs(value) < 100 else f"{value:.2g}")


def _exponential(power: float) -> str:
    """Write e^power; inf and 0 where a float is."""
    if power > OVERFLOW:
        return "inf"
    if power < UNDERFLOW:
        return "0"
    value = math.exp(power)
    return _signs(f"{value:.3g}") if 1e-3 <= value < 1e4 else _signs(f"{value:.1e}")


def _total(values: NDArray[np.float64]) -> str:
    return "nan" if np.isnan(values).any() else _fixed(round(float(values.sum()), 6), 3)


def explore(softmax: Callable[[NDArray[np.float64]], ArrayLike] = numerics.softmax) -> Panel:
    """Return the panel; it starts with four classes at the logits 2, 1, 0 and −1, and the label 1.

    Parameters
    ----------
    softmax : callable, optional
        Takes the logits of one row, shape (K,), and returns probabilities of the same shape. The panel shows what it
        returns, and says in words what is wrong with it.
    """
    names = [f"z_{i}" for i in range(MOST)]
    calm = {"c": 0.0, "temperature": 1.0}
    return Panel(
        compute=partial(compute, softmax=softmax),
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "classes": whole_number("classes K", 4, 3, MOST),
            "label": whole_number("label y", 1, 0, MOST - 1),
            **{
                name: slider(
                    f"logit z{'₀₁₂₃₄₅'[i]}", START[i], -LARGEST_LOGIT, LARGEST_LOGIT, 0.1, readout_format=".1f"
                )
                for i, name in enumerate(names)
            },
            "c": slider("+c to all", 0.0, -LARGEST_SHIFT, LARGEST_SHIFT, 1.0, readout_format=".0f"),
            "temperature": scale("temperature T", 1.0, TEMPERATURES),
        },
        actions={
            "Tie": lambda values: dict(zip(names, (2.0, 2.0, 0.0, -1.0, 0.5, -2.0), strict=True)) | calm,
            "One dominates": lambda values: dict(zip(names, (20.0, 1.0, 0.0, -1.0, 0.5, -2.0), strict=True)) | calm,
            "All equal": lambda values: dict.fromkeys(names, 0.0) | calm,
            "Overflow": lambda values: {"c": LARGEST_SHIFT, "temperature": 1.0},
        },
        hidden=lambda values: set(names[values["classes"] :]),
        height=_HEIGHT,
    )
