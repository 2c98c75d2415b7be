"""Training: from a gradient to parameters, and from labelled examples to the parameters of a softmax regression.

`gradient_descent` knows no model: a model comes in as the gradient of its cost. `fit_softmax_regression` knows one
model well, and stops by itself.
"""

import math
import operator
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers._validation import as_float_array, check_each
from helpers.losses import categorical_nll

# Gradient descent -----------------------------------------------------------------------------------------------------


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


# Softmax regression ---------------------------------------------------------------------------------------------------


class SeparableDataWarning(UserWarning):
    """Without a penalty the loss of separable data has no minimum."""


class ConvergenceWarning(UserWarning):
    """A fit ended before its relative gap was below the tolerance."""


@dataclass(frozen=True, eq=False)
class SoftmaxFit:
    """What `fit_softmax_regression` found.

    Attributes
    ----------
    weights : ndarray of float64, shape (D, K)
        W: column k holds the weights of class k.
    bias : ndarray of float64, shape (K,)
        b.
    loss : float
        J(W, b): mean negative log-likelihood plus penalty, in nats.
    relative_gap : float
        An upper bound of (J - J*) / J*, where J* is the smallest value that J can take.
    iterations : int
        Steps taken.
    converged : bool
        Whether `relative_gap` is at most the tolerance.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    loss: float
    relative_gap: float
    iterations: int
    converged: bool

    def logits(self, features: ArrayLike) -> NDArray[np.float64]:
        """X W + b: one row of logits per row of `features`, shape (N, K)."""
        x = as_float_array("features", features).astype(np.float64)
        if x.ndim != 2 or x.shape[1] != len(self.weights):
            raise ValueError(f"features has shape {x.shape}; expected (N, {len(self.weights)})")
        return x @ self.weights + self.bias


def fit_softmax_regression(
    features: ArrayLike, labels: ArrayLike, *, l2: float, tol: float = 1e-6, max_iterations: int = 1000
) -> SoftmaxFit:
    """Minimise J(W, b) = -(1/N) Σᵢ log softmax(Wᵀxᵢ + b)_yᵢ + (l2/2) ‖W‖²."""
    x, y, k = _training_set(features, labels)
    n, d = x.shape
    mean, rows = x.mean(axis=0), np.arange(n)
    design = np.column_stack([x - mean, np.ones(n)])
    penalty = np.append(np.full(d, float(l2)), 0.0)
    curvature = design.T @ design / n
    newton = np.linalg.inv(curvature / k + np.diag(penalty + 1e-12 * curvature.max()))

    def evaluate(theta):
        z = theta @ design.T
        largest = z.max(axis=0)
        right = z[y, rows]
        p = np.exp(z - largest)
        total = p.sum(axis=0)
        p /= total
        loss = (np.log(total) + largest - right).mean() + (penalty * theta**2).sum() / 2
        p[y, rows] -= 1
        gradient = p @ design / n + penalty * theta
        p[y, rows] += 1
        return loss, gradient, p

    theta, memory, scale, gap = np.zeros((k, d + 1)), deque(maxlen=10), 1.0, math.inf
    loss, gradient, p = evaluate(theta)
    for iteration in range(max_iterations + 1):
        if l2 == 0 and p[y, rows].min() > 0.5:
            warnings.warn(
                "the classes are separable: every example is classified right, so the loss has no minimum and the "
                "weights would grow without end; set l2 > 0",
                SeparableDataWarning,
                stacklevel=2,
            )
            break
        gap = _duality_gap(design, p, gradient, l2)
        if gap <= tol * (loss - gap) or iteration == max_iterations:
            break
        step, alphas = gradient.copy(), []
        for s, t, rho in reversed(memory):
            alphas.append(rho * np.vdot(s, step))
            step -= alphas[-1] * t
        step = scale * (step @ newton)
        for (s, t, rho), alpha in zip(memory, reversed(alphas), strict=True):
            step += (alpha - rho * np.vdot(t, step)) * s
        descent, length, before = np.vdot(step, gradient), 1.0, (theta, loss, gradient)
        while True:
            theta = before[0] - length * step
            loss, gradient, p = evaluate(theta)
            if loss <= before[1] - 1e-4 * length * descent or length < 1e-9:
                break
            length /= 2
        s, t = theta - before[0], gradient - before[2]
        if (curve := np.vdot(s, t)) > 0:
            memory.append((s, t, 1 / curve))
            scale = curve / np.vdot(t, t @ newton)
    weights = theta[:, :d].T.copy()
    bias = theta[:, d] - mean @ weights
    loss = float(categorical_nll(x @ weights + bias, y).mean() + l2 / 2 * (weights**2).sum())
    relative_gap = float(gap / (loss - gap)) if gap < loss else math.inf
    converged = relative_gap <= tol
    if iteration == max_iterations and not converged:
        warnings.warn(
            f"the relative gap is {relative_gap:.1e} after {iteration} iterations; expected at most {tol:.1e}",
            ConvergenceWarning,
            stacklevel=2,
        )
    return SoftmaxFit(weights, bias, loss, relative_gap, iteration, converged)


def _duality_gap(design, p, gradient, l2):
    """Upper bound of J - J*, from a point of the dual problem."""
    n = len(design)
    free = design[:, -1:] if l2 > 0 else design
    k, f = len(p), free.shape[1]
    hessian = np.empty((k, f, k, f))
    for i in range(k):
        for j in range(k):
            hessian[i, :, j] = free.T @ ((p[i] * ((i == j) - p[j]))[:, None] * free) / n
    slope = gradient[:, -f:]
    move = np.linalg.lstsq(hessian.reshape(k * f, k * f), slope.ravel(), rcond=None)[0].reshape(k, f)
    u = move @ free.T
    u -= (p * u).sum(axis=0)
    if u.max() > 1:
        return math.inf
    gap = np.vdot(move, slope)
    if l2 > 0:
        rest = gradient[:, :-1] - (p * u) @ design[:, :-1] / n
        gap += (rest**2).sum() / (2 * l2)
    return gap


def _training_set(features, labels):
    """Features as float64 of shape (N, D), labels as integers of shape (N,), number of classes."""
    x = as_float_array("features", features).astype(np.float64)
    if x.ndim != 2 or 0 in x.shape:
        raise ValueError(f"features has shape {x.shape}; expected (N, D) with N and D at least 1")
    check_each("features", x, np.isfinite(x), "finite numbers")
    y = as_float_array("labels", labels)
    if y.shape != x.shape[:1]:
        raise ValueError(f"labels has shape {y.shape}; expected {x.shape[:1]}, one label per row of features")
    check_each("labels", y, (y == np.floor(y)) & (y >= 0) & (y < np.inf), "class indices 0, 1, 2, …")
    y = y.astype(np.intp)
    counts = np.bincount(y)
    if len(counts) < 2:
        raise ValueError("labels contains only the class 0; expected at least two classes")
    if not counts.all():
        raise ValueError(f"labels contains no example of class {counts.argmin()}; expected one at least of each class")
    return x, y, len(counts)
