"""One example with four logits: its loss, and how the slope lifts the label and presses the others, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.markers import CARETDOWN, CARETUP
from numpy.typing import NDArray

from helpers import plotting
from helpers.losses import categorical_nll, categorical_nll_grad
from helpers.numerics import logsumexp, softmax
from helpers.panel import Panel, slider, whole_number
from helpers.training import gradient_descent

CLASSES = 4
"""How many classes there are, 0 to 3."""

LARGEST = 10.0
"""The logits go from minus this to this; a step that leads further is cut off there."""

STEPS = (1, 10)
"""How many steps the buttons take."""

_MARKERS = ("o", "s", "^", "D")
_HEAD = 0.1  # height of an arrow head, in units of the push; a shorter push is a bar without a head
_TOP = LARGEST + np.log(CLASSES)


@dataclass(frozen=True)
class State:
    """One example: its logits, its label, and what follows from them.

    `p` holds the probabilities, `slope` the gradient ŷ - onehot(y) with respect to the logits; it sums to 0. `lse` is
    log-sum-exp, a logit; `loss` is in nats. `after` holds the logits after the next step with `learning_rate`, `ahead`
    the loss there, and `cut` says whether that step leads beyond the ends of the sliders.
    """

    z: tuple[float, ...]
    label: int
    learning_rate: float
    p: NDArray[np.float64]
    slope: NDArray[np.float64]
    lse: float
    loss: float
    after: NDArray[np.float64]
    ahead: float
    cut: bool


def compute(z0: float, z1: float, z2: float, z3: float, label: int, learning_rate: float) -> State:
    """Evaluate loss and gradient at the logits, and look one step ahead."""
    z = np.array([z0, z1, z2, z3])
    slope = categorical_nll_grad(z, label)
    step = z - learning_rate * slope
    return State(
        z=(z0, z1, z2, z3),
        label=label,
        learning_rate=learning_rate,
        p=softmax(z),
        slope=slope,
        lse=float(logsumexp(z)),
        loss=float(categorical_nll(z, label)),
        after=np.clip(step, -LARGEST, LARGEST),
        ahead=float(categorical_nll(np.clip(step, -LARGEST, LARGEST), label)),
        cut=bool((np.abs(step) > LARGEST + 0.005).any()),
    )


def build(fig: Figure) -> dict[str, Any]:
    """Draw both axes; logits, log-sum-exp, loss, arrows and numbers move."""
    scale, pushes = fig.subplots(1, 2, width_ratios=[1.25, 1])
    artists: dict[str, Any] = {"numbers": fig.suptitle(" \n \n ", x=0.01, ha="left", fontsize=11)}

    scale.set(xlim=(-0.6, CLASSES + 1.25), ylim=(-LARGEST - 1, _TOP + 1), xticks=range(CLASSES))
    scale.set(xlabel="class (orange: the label)\n— after the next step", ylabel="logit")
    scale.set_title("Logits and log-sum-exp", loc="left")
    artists["logits"] = [
        scale.plot([i], [0], _MARKERS[i], color=plotting.BLUE, markersize=8)[0] for i in range(CLASSES)
    ]
    artists["stems"] = scale.plot([0, 0], [0, 0], color=plotting.GREY, linewidth=0.8)[0]
    artists["after"] = scale.plot(range(CLASSES), [0] * CLASSES, "_", color=plotting.BLACK, markersize=16)[0]
    artists["max"] = scale.axhline(0, color=plotting.GREY, linestyle="--", linewidth=1)
    artists["lse"] = scale.axhline(0, color=plotting.BLACK, linewidth=1.4)
    artists["loss"] = scale.plot([0, 0], [0, 1], color=plotting.ORANGE, linewidth=3, solid_capstyle="butt")[0]
    artists["lse name"] = scale.text(CLASSES - 0.5, 0, " ", va="bottom", fontsize=9)
    artists["max name"] = scale.text(CLASSES - 0.5, 0, " ", va="top", fontsize=9, color=plotting.GREY)

    pushes.set(xlim=(-0.6, CLASSES - 0.1), ylim=(-1.25, 1.25), xticks=range(CLASSES))
    pushes.set_xlabel("class\n ")
    pushes.set_yticks([-1, -0.5, 0, 0.5, 1])
    pushes.set_title("Push = onehot(y) − ŷ", loc="left")
    pushes.axhline(0, color=plotting.GREY, linewidth=0.8)
    artists["shafts"] = [pushes.plot([i, i], [0, 0], linewidth=5, solid_capstyle="butt")[0] for i in range(CLASSES)]
    artists["heads"] = [pushes.plot([i], [0], marker=CARETUP, markersize=14)[0] for i in range(CLASSES)]
    artists["sizes"] = [pushes.text(i, 0, " ", ha="center", fontsize=10) for i in range(CLASSES)]
    return artists


def draw(artists: Mapping[str, Any], state: State) -> None:
    """Set logits, levels, the loss, arrows and numbers."""
    top = max(state.z)
    for i, z in enumerate(state.z):
        is_label = i == state.label
        artists["logits"][i].set_data([i], [z])
        artists["logits"][i].set_color(plotting.ORANGE if is_label else plotting.BLUE)
        push, colour = -state.slope[i], plotting.ORANGE if is_label else plotting.BLUE
        artists["shafts"][i].set_ydata([0, push - np.sign(push) * _HEAD * (abs(push) > _HEAD)])
        artists["heads"][i].set_data([i], [push])
        artists["heads"][i].set_marker(CARETUP if is_label else CARETDOWN)
        artists["heads"][i].set_visible(abs(push) > _HEAD)
        for part in ("shafts", "heads"):
            artists[part][i].set_color(colour)
        artists["sizes"][i].set(
            text=_signed(push, 2),
            y=push + (0.04 if is_label else -0.04),
            va="bottom" if is_label else "top",
            color=colour,
        )
    artists["stems"].set_data(  # one line with gaps
        np.repeat(np.arange(CLASSES), 3), [y for z in state.z for y in (-LARGEST - 1, z, np.nan)]
    )
    artists["after"].set_ydata(state.after)
    artists["max"].set_ydata([top, top])
    artists["lse"].set_ydata([state.lse, state.lse])
    artists["lse name"].set(y=state.lse, text=f"LSE {_signed(state.lse, 2)}")
    artists["max name"].set(y=top - 0.25, text=f"max {_signed(top, 2)}")
    artists["loss"].set_data([state.label + 0.25] * 2, [state.z[state.label], state.lse])
    artists["numbers"].set_text(
        f"ŷ = {',  '.join(f'{p:.3f}' for p in state.p)}\n"
        f"loss = LSE − z{_below(state.label)} = {state.loss:.4g} nats\n" + (_CUT if state.cut else _in_short(state))
    )


_CUT = "The next step is cut off at the end of a slider, so the mean logit moves."


def describe(state: State) -> str:
    """Tell the logits, log-sum-exp, the loss, every push, who is pressed hardest, and where the next step leads."""
    pushes = ", ".join(
        f"class {i} at {_signed(z, 2)} has ŷ = {p:.3f} and push {_signed(-slope, 3)}"
        for i, (z, p, slope) in enumerate(zip(state.z, state.p, state.slope, strict=True))
    )
    next_step = f"A step with learning rate {state.learning_rate:.1f} leads to the loss {state.ahead:.4g}."
    return (
        f"The label is class {state.label}. Log-sum-exp is {_signed(state.lse, 3)}, {state.lse - max(state.z):.3g} "
        f"above the largest logit; the loss is {state.loss:.4g} nats. The pushes add up to 0: {pushes}. "
        f"{_told(state)} {next_step}" + (f" {_CUT}" if state.cut else "")
    )


def _told(state: State) -> str:
    """Say who is lifted and who is pressed most, or that the model is right and nothing is left to do."""
    lift = -state.slope[state.label]
    if lift < _LITTLE:
        return f"Class {state.label} is right and sure: hardly a push is left."
    wrong = _hardest(state)
    size = f"{state.p[wrong[0]]:.3f}" + (" each" if len(wrong) > 1 else "")
    return f"Class {state.label} is lifted by {lift:.3f}; {_pressed(wrong)}, by {size}."


def _in_short(state: State) -> str:
    """Say who is pressed most, for the picture: the sizes stand at the arrows."""
    if -state.slope[state.label] < _LITTLE:
        return "Hardly a push is left."
    words = _pressed(_hardest(state))
    return f"{words[0].upper()}{words[1:]}."


_LITTLE = 0.005  # a smaller lift is shown as 0


def _hardest(state: State) -> list[int]:
    wrong = [i for i in range(CLASSES) if i != state.label]
    most = max(state.p[i] for i in wrong)
    return [i for i in wrong if state.p[i] >= most * (1 - 1e-9)]


def _pressed(classes: list[int]) -> str:
    if len(classes) == 1:
        return f"class {classes[0]} is pressed hardest"
    return f"classes {', '.join(map(str, classes[:-1]))} and {classes[-1]} are pressed alike"


def _signed(value: float, digits: int) -> str:
    """Write a number with its sign; what rounds to 0 has none."""
    return f"{value:+.{digits}f}".replace("-", "−") if round(value, digits) else "0"


def _below(i: int) -> str:
    return "₀₁₂₃"[i]


def explore() -> Panel:
    """Return the panel; it starts with label 1 and a rival, class 2, that leads it by 2.5."""
    first = (1.0, 0.0, 2.5, -1.0)
    return Panel(
        compute=compute,
        build=build,
        draw=draw,
        describe=describe,
        controls={
            **{
                f"z{i}": slider(f"logit z{_below(i)}", value, -LARGEST, LARGEST, 0.1, readout_format=".2f")
                for i, value in enumerate(first)
            },
            "label": whole_number("label y", 1, 0, CLASSES - 1),
            "learning_rate": slider("learning rate η", 1.0, 0.1, 4.0, 0.1, readout_format=".1f"),
        },
        actions={
            **{("Take a step" if count == 1 else f"Take {count} steps"): _walk(count) for count in STEPS},
            "Make all logits equal": lambda values: dict.fromkeys(_LOGITS, float(np.mean(_logits(values)))),
        },
        height=4.6,
    )


_LOGITS = tuple(f"z{i}" for i in range(CLASSES))


def _logits(values: Mapping[str, Any]) -> NDArray[np.float64]:
    return np.array([values[name] for name in _LOGITS])


def _walk(count: int) -> Callable[[dict[str, Any]], dict[str, float]]:
    """Return the change that `count` steps of gradient descent on the logits make."""

    def walk(values: dict[str, Any]) -> dict[str, float]:
        z = _logits(values)
        for _ in range(count):
            end = gradient_descent(
                lambda z: categorical_nll_grad(z, values["label"]), z, learning_rate=values["learning_rate"], steps=1
            )[-1]
            z = np.clip(end, -LARGEST, LARGEST)
        return dict(zip(_LOGITS, z.tolist(), strict=True))

    return walk
