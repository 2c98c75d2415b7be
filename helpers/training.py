"""Training: from a gradient to parameters, and from labelled examples to the parameters of a softmax regression.

`gradient_descent` knows no model: a model comes in as the gradient of its cost. `fit_softmax_regression` knows one
model well, and stops by itself.
"""

import math
import operator
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers._validation import as_float_array, check_each
from helpers.losses import categorical_nll

_LEAST = math.ulp(0.0)  # the smallest number above 0

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
    rate = _number("learning_rate", learning_rate, _LEAST, math.inf, "one positive, finite number")
    count = _whole_number("steps", steps)
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


def _number(name: str, value: object, least: float, below: float, expected: str) -> float:
    number = as_float_array(name, value)
    if number.ndim or not least <= number < below:
        raise ValueError(f"{name} is {value!r}; expected {expected}")
    return float(number)


def _whole_number(name: str, value: object) -> int:
    try:
        count = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} is {value!r}; expected a whole number") from None
    if count < 0:
        raise ValueError(f"{name} is {count}; expected 0 or more")
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


_SEPARABLE = (
    "the classes are separable: some weights classify every example right, so the loss has no minimum, it falls "
    "towards 0 while the weights grow without end; set l2 > 0"
)
_HUGE = 1e100  # squares of features below it do not overflow
_RENEW = 20  # steps after which the curvature is computed anew


@dataclass(frozen=True, eq=False)
class SoftmaxFit:
    """A softmax regression as `fit_softmax_regression` left it.

    Attributes
    ----------
    weights : ndarray of float64, shape (D, K)
        W. Column k holds the weights of class k, one per feature.
    bias : ndarray of float64, shape (K,)
        b.
    loss : float
        J(W, b), the mean negative log-likelihood plus the penalty, in nats.
    relative_gap : float
        An upper bound of (J(W, b) - J*) / J*, where J* is the least value of J. inf where none is known.
    iterations : int
        The steps taken.
    converged : bool
        Whether `relative_gap` is at most `tol`.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    loss: float
    relative_gap: float
    iterations: int
    converged: bool

    def logits(self, features: ArrayLike) -> NDArray[np.float64]:
        """X W + b, one row of logits per row of X.

        Parameters
        ----------
        features : array_like, shape (N, D)
            X.

        Returns
        -------
        ndarray of float64, shape (N, K)
            Logits. Their `argmax` along the last axis is the predicted class, their `softmax` the probabilities.

        Raises
        ------
        ValueError
            If `features` has another shape.
        TypeError
            If `features` is not real numbers of at most 64 bits.
        """
        x = as_float_array("features", features).astype(np.float64)
        if x.ndim != 2 or x.shape[1] != len(self.weights):
            raise ValueError(f"features has shape {x.shape}; expected (N, {len(self.weights)}), as in the fit")
        return x @ self.weights + self.bias


def fit_softmax_regression(
    features: ArrayLike,
    labels: ArrayLike,
    *,
    l2: float,
    tol: float = 1e-6,
    max_iterations: int = 1000,
    progress: bool = True,
) -> SoftmaxFit:
    """DOC."""
    x, y, k = _training_set(features, labels)
    l2 = _number("l2", l2, 0, math.inf, "one finite number >= 0")
    tol = _number("tol", tol, _LEAST, 1, "one number between 0 and 1")
    last = _whole_number("max_iterations", max_iterations)
    mean = np.clip(x.mean(axis=0), x.min(axis=0), x.max(axis=0))  # a constant feature then becomes 0, not 1e-17
    centred = x - mean
    scale = np.abs(centred).max(axis=0)
    scale[scale < 1 / _HUGE] = 1.0
    problem = _SoftmaxProblem(centred / scale, y, k, l2 / scale**2)

    theta = np.zeros((k, len(scale) + 1))
    loss, gradient, p = problem.evaluate(theta)
    memory: deque = deque(maxlen=10)
    gap, worth_a_check, report_at = math.inf, 2 * tol, time.monotonic() + 2
    for iteration in range(last + 1):
        if l2 == 0 and p[y, np.arange(len(y))].min() > 0.5:
            warnings.warn(_SEPARABLE, SeparableDataWarning, stacklevel=2)
            break
        if iteration % max(_RENEW, len(scale) // k) == 0:
            metric = problem.inverse_curvature(p)
        step = _lbfgs_step(gradient, metric, memory)
        descent = np.vdot(step, gradient)  # twice the gap, were the loss a parabola of the curvature assumed
        if descent <= worth_a_check * loss or iteration == last:
            gap, worth_a_check = problem.duality_gap(theta, gradient, p), descent / loss / 2
            if gap <= tol * (loss - gap) or iteration == last:
                break
        if progress and time.monotonic() > report_at:
            print(f"step {iteration} of at most {last}: loss {loss:.9g} nats", file=sys.stderr, flush=True)
            report_at = time.monotonic() + 1
        start, loss_before, gradient_before, length = theta, loss, gradient, 2.0
        while length == 2 or loss > loss_before - 1e-4 * length * descent + 1e-15 * (1 + loss_before):
            length /= 2
            theta = start - length * step
            loss, gradient, p = problem.evaluate(theta)
        s, t = theta - start, gradient - gradient_before
        if np.vdot(s, t) > 0:
            memory.append((s, t))

    weights = (theta[:, :-1] / scale).T.copy()
    bias = theta[:, -1] - mean @ weights
    reached = float(categorical_nll(x @ weights + bias, y).mean() + l2 / 2 * np.sum(weights**2))
    gap += max(0.0, reached - loss)  # what rounding costs where features lie far from 0
    relative_gap = float(gap / (reached - gap)) if gap < reached else math.inf
    if iteration == last and relative_gap > tol:
        message = f"the relative gap is {relative_gap:.1e} after {last} steps, the max_iterations; expected {tol:g}"
        warnings.warn(message, ConvergenceWarning, stacklevel=2)
    return SoftmaxFit(weights, bias, reached, relative_gap, iteration, converged=relative_gap <= tol)


class _SoftmaxProblem:
    """J as a function of θ of shape (K, D+1): the weights of centred and scaled features, then the bias."""

    def __init__(self, x, y, k, penalty):
        self.design = np.column_stack([x, np.ones(len(x))])
        self.labels = y, np.arange(len(x))
        self.penalty = np.append(penalty, 0.0)  # of a column
        self.observed = np.eye(k)[:, y] @ self.design / len(x)

    def evaluate(self, theta):
        """J, its gradient of shape (K, D+1) and the probabilities of shape (K, N)."""
        z = theta @ self.design.T
        right, largest = z[self.labels], z.max(axis=0)
        z -= largest  # no exponential overflows, and each sum is at least 1
        p = np.exp(z, out=z)
        total = p.sum(axis=0)
        p /= total
        loss = np.mean(np.log(total) + (largest - right)) + np.sum(self.penalty * theta**2) / 2
        return loss, p @ self.design / p.shape[1] - self.observed + self.penalty * theta, p

    def inverse_curvature(self, p):
        """Inverse of Xᵀ diag(c) X / N + penalty, where cᵢ is the mean curvature of the loss of example i."""
        c = (1 - np.sum(p * p, axis=0)) / (len(p) - 1)
        hessian = (self.design.T * c) @ self.design / len(c)
        return np.linalg.inv(hessian + np.diag(self.penalty + 1e-12 * hessian.max()))

    def duality_gap(self, theta, gradient, p):
        """Upper bound of J(θ) - J*, from probabilities q = p (1 + u) for which nothing pulls at what is not penalised.

        u is what a Newton step of the free columns does to p, to first order.
        """
        (k, n), penalised = p.shape, self.penalty > 0
        free = self.design[:, ~penalised]
        parts = (p[:, None] * free.T).reshape(-1, n)
        hessian = -parts @ parts.T / n
        for rows in np.split(np.arange(len(parts)), k):
            hessian[np.ix_(rows, rows)] += parts[rows] @ free / n
        newton = np.linalg.lstsq(hessian, gradient[:, ~penalised].ravel())[0].reshape(k, -1)
        u = -newton @ free.T
        u -= np.sum(p * u, axis=0)
        if u.min() <= -1:
            return math.inf
        divergence = np.sum(p * ((1 + u) * np.log1p(u) - u)) / n
        pull = gradient + (p * u) @ self.design / n
        rounding = np.linalg.norm(pull[:, ~penalised]) * (1 + np.linalg.norm(theta))
        return divergence + np.sum(pull[:, penalised] ** 2 / self.penalty[penalised]) / 2 + rounding


def _lbfgs_step(gradient, metric, memory):
    """The inverse Hessian times the gradient: `metric`, corrected by the pairs of steps and changes of the gradient."""
    step, factors = gradient.copy(), []
    for s, t in reversed(memory):
        factors.append(np.vdot(s, step) / np.vdot(s, t))
        step -= factors[-1] * t
    step = step @ metric
    if memory:
        s, t = memory[-1]
        step *= np.vdot(s, t) / np.vdot(t, t @ metric)
    for (s, t), factor in zip(memory, reversed(factors), strict=True):
        step += (factor - np.vdot(t, step) / np.vdot(s, t)) * s
    return step


def _training_set(features, labels):
    """Features as float64 of shape (N, D), labels as integers of shape (N,), the number of classes."""
    x = as_float_array("features", features).astype(np.float64)
    if x.ndim != 2 or 0 in x.shape:
        raise ValueError(f"features has shape {x.shape}; expected (N, D), with N and D at least 1")
    check_each("features", x, np.abs(x) < _HUGE, f"finite numbers below {_HUGE:g} in size")
    y = as_float_array("labels", labels)
    if y.shape != x.shape[:1]:
        raise ValueError(f"labels has shape {y.shape}; expected {x.shape[:1]}, one label per row of features")
    check_each("labels", y, (y == np.floor(y)) & (y >= 0) & (y < 2**31), "class indices 0, 1, 2, …")
    present = np.unique(y)
    k = int(present[-1]) + 1
    if len(present) < k:
        missing = np.flatnonzero(present != np.arange(len(present)))[0]
        raise ValueError(f"labels go up to {k - 1} but hold no {missing}; expected an example of each class")
    if k < 2:
        raise ValueError("labels holds the class 0 only; expected two classes or more")
    return x, y.astype(np.intp), k
