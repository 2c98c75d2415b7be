"""Three kinds of number, three kinds of loss function: what comes out when they are mixed up, and how to notice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from helpers import plotting
from helpers.losses import categorical_nll
from helpers.numerics import log_softmax, softmax
from helpers.panel import Panel, choice, slider

KINDS = ("logits", "probabilities", "log-probabilities")
"""What can be passed and what can be expected: the words of the sliders."""

REACH = 8.0
"""The logits go from minus this to this."""

_THIRD = 0.0  # the logit of the last class
_LABEL = 0  # the class of the label
_CURVE = np.linspace(-REACH, REACH, 65)

NOTICE = {
    ("logits", "logits"): "Right: the function applies log-softmax itself.",
    ("logits", "probabilities"): "How to notice: NaN as soon as the logit of a label is negative, and then it stays.",
    ("logits", "log-probabilities"): "How to notice: the loss goes below 0 and falls without end.",
    ("probabilities", "logits"): "How to notice: with 3 classes the loss cannot fall below 0.5514; it learns, slowly.",
    ("probabilities", "probabilities"): "Right, until a probability is rounded to 0: then infinity.",
    ("probabilities", "log-probabilities"): "How to notice: every loss lies between −1 and 0.",
    ("log-probabilities", "logits"): "Not wrong: log-probabilities are logits too; softmax gives the same ŷ.",
    (
        "log-probabilities",
        "probabilities",
    ): "How to notice: NaN from the first step, the logarithm of a negative number.",
    ("log-probabilities", "log-probabilities"): "Right: log-softmax outside, and a function that only picks.",
}
"""For each pair of what is passed and what is expected: is it right, and if not, how would one notice?"""


@dataclass(frozen=True)
class State:
    """One example with three classes and the label 0.

    `numbers` is what is passed, `got` the number that comes out (nan or inf where there is none), `right` the loss in
    nats. The two curves run over the logit of the label.
    """

    passed: str
    expects: str
    z: tuple[float, float, float]
    numbers: tuple[float, float, float]
    got: float
    right: float
    got_curve: NDArray[np.float64]
    right_curve: NDArray[np.float64]


_PASS: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "logits": lambda z: z,
    "probabilities": softmax,
    "log-probabilities": log_softmax,
}


def _minus_log(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """-log x, with inf at 0 and nan below, as a library gives them."""
    below = np.where(x < 0, np.nan, np.inf)
    return -np.log(x, out=-below, where=x > 0)


_EXPECT: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "logits": lambda x: categorical_nll(x, np.full(x.shape[:-1], _LABEL)),
    "probabilities": lambda x: _minus_log(x[..., _LABEL]),
    "log-probabilities": lambda x: -x[..., _LABEL],
}


def compute(passed: str, expects: str, z_label: float, z_other: float) -> State:
    """Pass one of `KINDS` to a function that expects one of them."""
    z = np.empty((1 + len(_CURVE), 3))
    z[:, 1:] = z_other, _THIRD
    z[:, _LABEL] = [z_label, *_CURVE]
    numbers = _PASS[passed](z)
    got, right = _EXPECT[expects](numbers), _EXPECT["logits"](z)
    return State(
        passed=passed,
        expects=expects,
        z=(z_label, z_other, _THIRD),
        numbers=tuple(float(x) for x in numbers[0]),
        got=float(got[0]),
        right=float(right[0]),
        got_curve=got[1:],
        right_curve=right[1:],
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw the axes; bars, curves, points and words move."""
    left, right = fig.subplots(1, 2, width_ratios=[1, 1.7])
    artists: dict[str, Any] = {"words": fig.suptitle(" \n \n ", x=0.01, ha="left", fontsize=11)}
    left.set_yscale("symlog", linthresh=1, linscale=1)
    left.set(xlim=(-0.6, 2.6), ylim=(-40, 20), xticks=[0, 1, 2], xticklabels=["label", "other", "last"])
    left.set_yticks([-10, -1, 0, 1, 10], ["−10", "−1", "0", "1", "10"])
    left.set_title("What you pass", loc="left")
    left.axhline(0, color=plotting.GREY, linewidth=0.8)
    looks = [(plotting.GOLD, "//"), (plotting.SKY, ""), (plotting.SKY, "")]
    artists["bars"] = [
        left.bar(k, 1, width=0.8, color=colour, hatch=hatch, edgecolor="white")[0]
        for k, (colour, hatch) in enumerate(looks)
    ]
    artists["numbers"] = [left.text(k, 0, " ", ha="center", fontsize=10) for k in range(3)]
    right.set(xlim=(-REACH - 0.6, REACH + 0.6), ylim=(-REACH - 1, 2 * REACH + 1), xlabel="logit of the label")
    right.set_title("Dashed: you get. Solid: the loss, nats", loc="left")
    right.axhline(0, color=plotting.GREY, linewidth=0.8)
    artists["right curve"] = right.plot([0, 1], [0, 0], color=plotting.BLUE)[0]
    artists["got curve"] = right.plot([0, 1], [0, 0], "--", color=plotting.ORANGE)[0]
    artists["right point"] = right.plot([0], [0], "o", color=plotting.BLUE, markersize=9)[0]
    artists["got point"] = right.plot([0], [0], "s", color=plotting.ORANGE, markersize=5)[0]
    artists["none"] = right.text(0, -7, " ", color=plotting.ORANGE, ha="center")
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set bars, curves, points and words."""
    for k, value in enumerate(state.numbers):
        artists["bars"][k].set_height(value)
        above = value >= 0
        artists["numbers"][k].set(y=1.15 * value + 0.05 if above else 1.15 * value - 0.05, text=_number(value))
        artists["numbers"][k].set_verticalalignment("bottom" if above else "top")
    artists["right curve"].set_data(_CURVE, state.right_curve)
    artists["right point"].set_data([state.z[_LABEL]], [state.right])
    finite = np.isfinite(state.got_curve)
    artists["got curve"].set_data(_CURVE[finite], state.got_curve[finite])
    exists = math.isfinite(state.got)
    artists["got point"].set_data([state.z[_LABEL]] if exists else [], [state.got] if exists else [])
    artists["none"].set_text("" if exists else f"nothing to draw here: {_library_word(state.got)}")
    artists["words"].set_text(
        f"You pass {state.passed} to a function that expects {state.expects}.\n"
        f"You get {_library_word(state.got)}; the loss of this example is {state.right:.4f}.\n"
        f"{NOTICE[state.passed, state.expects]}"
    )


def describe(state: State) -> str:
    """Tell the logits, what is passed and expected, what comes out, what is right, and how one would notice."""
    return (
        f"Logits {', '.join(_number(x, 1) for x in state.z)}, the first one that of the label. You pass "
        f"{state.passed}, {', '.join(_number(x) for x in state.numbers)}, to a function that expects {state.expects}. "
        f"You get {_library_word(state.got)}; the loss of this example is {state.right:.4f}. "
        f"{NOTICE[state.passed, state.expects]}"
    )


def _library_word(value: float) -> str:
    return _number(value, 4) if math.isfinite(value) else "infinity" if math.isinf(value) else "NaN (not a number)"


def _number(value: float, digits: int = 2) -> str:
    """Write a number with a real minus sign; what rounds to 0 has none."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def explore() -> Panel:
    """Return the panel; it starts with probabilities passed to a function that expects them."""
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            "passed": choice("passed", "probabilities", KINDS),
            "expects": choice("wanted", "probabilities", KINDS),
            "z_label": slider("logit of the label", 2.0, -REACH, REACH, 0.5, readout_format=".1f"),
            "z_other": slider("another logit", 1.0, -REACH, REACH, 0.5, readout_format=".1f"),
        },
        actions={
            "CrossEntropyLoss()(softmax(z), y)": lambda _: {"passed": "probabilities", "expects": "logits"},
            "NLLLoss()(z, y)": lambda _: {"passed": "logits", "expects": "log-probabilities"},
            "NLLLoss()(softmax(z), y)": lambda _: {"passed": "probabilities", "expects": "log-probabilities"},
            "-np.log(z[y])": lambda _: {"passed": "logits", "expects": "probabilities"},
        },
        height=3.9,
    )
