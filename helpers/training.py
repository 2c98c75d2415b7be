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
    """Minimise J(W, b) = -1/N Σᵢ log softmax(Wᵀxᵢ + b)_yᵢ + l2/2 Σ W², to a tolerance that is proven, not hoped for.

    Parameters
    ----------
    features : array_like, shape (N, D)
        X, one example per row. Any scale: centring and scaling happen inside, and are undone in the result.
    labels : array_like, shape (N,)
        The class of each example, 0 to K-1. Every class needs an example, and there are two at least.
    l2 : float, keyword-only
        The penalty λ >= 0 of the squared weights, in nats. The bias is not penalised. scikit-learn's C is 1/(N λ).
    tol : float, keyword-only
        The fit ends when (J - J*) / J* <= tol is certain, where J* is the least value of J. Between 0 and 1.
    max_iterations : int, keyword-only
        The most steps that are taken, at least 0.
    progress : bool, keyword-only
        Whether a fit that lasts longer than 2 seconds prints its loss to stderr, once a second.

    Returns
    -------
    SoftmaxFit
        `weights` of shape (D, K), `bias` of shape (K,), `loss` in nats, `relative_gap`, `iterations`, `converged`, and
        a method `logits`.

    Warns
    -----
    SeparableDataWarning
        If l2 = 0 and some weights classify every example right. Then J has no minimum. The fit ends with those weights,
        `relative_gap` is inf.
    ConvergenceWarning
        If the tolerance was not reached: within `max_iterations`, or at all, because features that lie far from 0
        lose their digits in X W + b.

    Raises
    ------
    ValueError
        If a feature is not finite, a label is not whole or negative, a class has no example, there is one class only,
        the shapes do not fit, or `l2`, `tol` or `max_iterations` is out of range.
    TypeError
        If an argument is not of real numbers of at most 64 bits, or `max_iterations` not an integer.

    Notes
    -----
    The gradient is x (p - onehot(y))ᵀ averaged over the examples, plus λ W. The steps are those of L-BFGS. Its first
    guess of the Hessian is Xᵀ diag(c) X / N + λ for each class, where c is the mean curvature of each example's loss,
    computed anew every 20 steps. At the start every p is 1/K, c is 1/K, and the guess is the Hessian itself; Böhning's
    bound, which holds everywhere, has 1/2 in place of c.

    `relative_gap` comes from the dual problem. For l2 > 0 it is an upper bound, up to rounding. For l2 = 0 it costs
    the solution of K (D+1) linear equations, and holds as far as these are solved. Where only some classes can be told
    apart without error, J* is a limit that no finite weights reach; the fit ends near it or warns.

    With l2 > 0 each row of `weights` sums to 0 up to the tolerance. A constant added to every bias changes no
    probability; the fit starts at 0 and keeps their sum there, for centred features. Derived in notebook 08.

    References
    ----------
    D. Böhning, "Multinomial logistic regression algorithm", Annals of the Institute of Statistical Mathematics 44
    (1992), 197-200, doi:10.1007/BF00048682. For the bound of the Hessian.
    J. Nocedal, S. J. Wright, "Numerical Optimization", 2nd ed., Springer, 2006, algorithm 7.4. For L-BFGS.

    Examples
    --------
    Two classes that overlap. The weights of the two columns differ by their sign only:

    >>> fit = fit_softmax_regression([[0.0], [1.0], [2.0], [3.0]], [0, 1, 0, 1], l2=0.1)
    >>> print(f"{fit.loss:.4f} nats, converged: {fit.converged}")
    0.6037 nats, converged: True
    >>> print(fit.weights.round(3))
    [[-0.372  0.372]]
    >>> print(fit.logits([[0.5], [3.0]]).round(3))
    [[ 0.372 -0.372]
     [-0.558  0.558]]
    """
    x, y, k = _training_set(features, labels)
    l2 = _number("l2", l2, 0, math.inf, "one finite number >= 0")
    tol = _number("tol", tol, _LEAST, 1, "one number between 0 and 1")
    last = _whole_number("max_iterations", max_iterations)
    low, high = x.min(axis=0), x.max(axis=0)
    mean = np.clip(x.mean(axis=0), low, high)  # a constant feature then becomes 0, not 1e-17
    scale = np.maximum(high - mean, mean - low)
    scale[scale < 1 / _HUGE] = 1.0
    problem = _SoftmaxProblem(x, y, k, mean, scale, l2)

    theta = np.zeros((k, len(scale) + 1))
    loss, gradient, p = problem.evaluate(theta)
    memory: deque = deque(maxlen=20)
    gap, promising, report_at = math.inf, tol, time.monotonic() + 2
    for iteration in range(last + 1):
        if separable := l2 == 0 and p[y, np.arange(len(y))].min() > 0.5:
            warnings.warn(_SEPARABLE, SeparableDataWarning, stacklevel=2)
            break
        if iteration % max(_RENEW, len(scale) // k) == 0:
            metric = problem.inverse_curvature(p)
        step = _lbfgs_step(gradient, metric, memory)
        descent = np.vdot(step, gradient)
        guess = problem.gap_at_fixed_bias(gradient) if l2 > 0 else descent / 2
        if guess <= promising * loss or iteration == last:
            gap, promising = problem.duality_gap(theta, gradient, p), promising / 2
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
        if (curve := np.vdot(s, t)) > 0:
            memory.append((s, t, curve))

    weights = (theta[:, :-1] / scale).T.copy()
    bias = theta[:, -1] - mean @ weights
    reached = float(categorical_nll(x @ weights + bias, y).mean() + l2 / 2 * np.sum(weights**2))
    gap += max(0.0, reached - loss)  # what rounding costs where features lie far from 0
    relative_gap = float(gap / (reached - gap)) if gap < reached else math.inf
    if relative_gap > tol and not separable:
        message = f"the relative gap is {relative_gap:.1e} after {iteration} of {last} steps; expected tol={tol:g}"
        warnings.warn(message, ConvergenceWarning, stacklevel=2)
    return SoftmaxFit(weights, bias, reached, relative_gap, iteration, converged=relative_gap <= tol)


class _SoftmaxProblem:
    """J as a function of θ of shape (K, D+1): the weights of centred and scaled features, then the bias."""

    def __init__(self, x, y, k, mean, scale, l2):
        self.design = np.ones((len(x), len(mean) + 1))
        np.subtract(x, mean, out=self.design[:, :-1])
        self.design[:, :-1] *= 1 / scale
        self.penalty = np.append(l2 / scale**2, 0.0)  # one number per column
        self.labels = y, np.arange(len(x))
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
        c = np.sum(p * (1 - p), axis=0) / (len(p) - 1)
        rows = self.design * np.sqrt(c / len(c))[:, None]
        hessian = rows.T @ rows
        return np.linalg.inv(hessian + np.diag(self.penalty + 1e-12 * hessian.max()))

    def gap_at_fixed_bias(self, gradient):
        """Upper bound of what the weights alone can gain: the penalty makes J bend by `penalty` at least."""
        return np.sum(gradient[:, :-1] ** 2 / self.penalty[:-1]) / 2

    def duality_gap(self, theta, gradient, p):
        """Upper bound of J(θ) - J*: the duality gap at probabilities q = p (1 + u).

        log Σ eᶻ >= Σ q z + H(q) for every distribution q. If Σᵢ (qᵢ - yᵢ) xᵢ = 0 in the columns without penalty,
        this makes J* >= J(θ) - KL(q ‖ p) - Σ pull² / (2 penalty), where pull is the gradient with q in place of p.
        u is the change of log p by a Newton step in those columns, which are the bias alone if l2 > 0.
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
        divergence = np.sum(p * ((1 + u) * np.log1p(u) - u)) / n  # Σ p u = 0
        pull = gradient + (p * u) @ self.design / n
        rounding = np.linalg.norm(pull[:, ~penalised]) * (1 + np.linalg.norm(theta))
        return divergence + np.sum(pull[:, penalised] ** 2 / self.penalty[penalised]) / 2 + rounding


def _lbfgs_step(gradient, metric, memory):
    """The inverse Hessian times the gradient: `metric`, corrected by the pairs of steps and changes of the gradient."""
    step, factors = gradient.copy(), []
    for s, t, curve in reversed(memory):
        factors.append(np.vdot(s, step) / curve)
        step -= factors[-1] * t
    step = step @ metric
    if memory:
        _, t, curve = memory[-1]
        step *= curve / np.vdot(t, t @ metric)
    for (s, t, curve), factor in zip(memory, reversed(factors), strict=True):
        step += (factor - np.vdot(t, step) / curve) * s
    return step


def _training_set(features, labels):
    """Features as float64 of shape (N, D), labels as integers of shape (N,), the number of classes."""
    x = as_float_array("features", features).astype(np.float64, copy=False)
    if x.ndim != 2 or 0 in x.shape:
        raise ValueError(f"features has shape {x.shape}; expected (N, D), with N and D at least 1")
    if not -_HUGE < x.min() <= x.max() < _HUGE:
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
