"""Training: from a gradient to parameters.

Nothing here knows which model is trained. A model comes in as the gradient of its cost.
"""

import math
import operator
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers._validation import as_float_array


def gradient_descent(
    gradient: Callable[[NDArray[np.float64]], ArrayLike],
    start: ArrayLike,
    *,
    learning_rate: float,
    steps: int,
) -> NDArray[np.float64]:
    """θₜ₊₁ = θₜ - η ∇J(θₜ), a fixed number of times; every θₜ is kept.

    Parameters
    ----------
    gradient : callable
        Takes the parameters θ, an array like `start`, and returns ∇J(θ), an array of the same shape. It is called once
        per step, with a copy.
    start : array_like
        θ₀, any shape: one number, a vector of weights, a matrix of weights.
    learning_rate : float, keyword-only
        η > 0, the length of a step per unit of slope.
    steps : int, keyword-only
        How many steps are taken, at least 0.

    Returns
    -------
    ndarray of float64, shape (steps + 1, *start.shape)
        The path θ₀, θ₁, … It starts with `start`; its last entry is the result.

    Raises
    ------
    ValueError
        If `learning_rate` is not positive and finite, `steps` is negative, `start` is not finite, or `gradient` returns
        another shape than that of `start`.
    TypeError
        If an argument or what `gradient` returns is of the wrong kind: not callable, not a whole number, not numbers.
    FloatingPointError
        If a gradient or the parameters become nan or infinite; the message names the step.

    Notes
    -----
    Derived in notebook 05. The cost along the path is ``[cost(theta) for theta in path]``; it need not fall at every
    step, since a step that is too long climbs the other side.

    Examples
    --------
    The cost (θ - 3)² has the gradient 2 (θ - 3). A step with η = 0.25 halves the distance to the minimum:

    >>> print(gradient_descent(lambda theta: 2 * (theta - 3), 0.0, learning_rate=0.25, steps=4))
    [0.     1.5    2.25   2.625  2.8125]

    With η = 1.5 every step doubles it:

    >>> print(gradient_descent(lambda theta: 2 * (theta - 3), 0.0, learning_rate=1.5, steps=4))
    [  0.   9.  -9.  27. -45.]
    """
    if not callable(gradient):
        raise TypeError(f"gradient is {gradient!r}; expected a function of the parameters")
    rate, count = _learning_rate(learning_rate), _steps(steps)
    theta = as_float_array("start", start).astype(np.float64)
    if not np.isfinite(theta).all():
        raise ValueError(f"start contains {theta[~np.isfinite(theta)][0]}; expected finite numbers")
    path = np.empty((count + 1, *theta.shape))
    path[0] = theta
    for step in range(1, count + 1):
        slope = as_float_array("the gradient", gradient(path[step - 1].copy()))
        if slope.shape != theta.shape:
            raise ValueError(
                f"the gradient has shape {slope.shape} at step {step}; expected {theta.shape}, the shape of start"
            )
        _require_finite("the gradient", slope, step, count, rate)
        path[step] = path[step - 1] - rate * slope.astype(np.float64)
        _require_finite("the parameters", path[step], step, count, rate)
    return path


def _learning_rate(value: object) -> float:
    rate = as_float_array("learning_rate", value)
    if rate.ndim or not 0 < rate < math.inf:
        raise ValueError(f"learning_rate is {value!r}; expected one positive, finite number")
    return float(rate)


def _steps(value: object) -> int:
    try:
        count = operator.index(value)
    except TypeError:
        raise TypeError(f"steps is {value!r}; expected a whole number") from None
    if count < 0:
        raise ValueError(f"steps is {count}; expected 0 or more")
    return count


def _require_finite(name: str, x: NDArray[np.floating], step: int, steps: int, rate: float) -> None:
    if not np.isfinite(x).all():
        raise FloatingPointError(
            f"{name} became {x[~np.isfinite(x)][0]} at step {step} of {steps}, with learning_rate={rate:g}; "
            "a smaller learning rate may help"
        )
