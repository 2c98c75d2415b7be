"""The checks of the exercises of chapter 10: how far logits go, and what holds them.

Examples
--------
>>> import numpy as np
>>> def smoothed_gap(K, epsilon):
...     return np.log((1 - epsilon) / epsilon)
>>> from helpers.checks import chapter_10 as checks
>>> checks.smoothed_gap(smoothed_gap)
Exercise 10.2: not correct yet, 0 of 5 cases are right.
You compared the right class with all others together. Over how many classes is ε spread?
The smallest failing case:
    smoothed_gap(K=2, epsilon=0.1)
    returned 2.19722
    expected 2.94444
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise
from helpers.losses import categorical_nll, categorical_nll_grad
from helpers.numerics import logsumexp, softmax


def _solve(factor, right) -> float:
    """Give the g with e^g + factor·g = right, by halving an interval."""
    low, high = min((right - 1) / factor, 0.0), math.log(max(right, 1.0))
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.exp(middle) + factor * middle < right else (low, middle)
    return high


def _constant(K, g0) -> float:
    """Give the left side of (10.5) at the start."""
    return math.exp(g0) + (K - 1) * g0


_GAP_MISTAKES = (
    Mistake(
        lambda t, K, g0: math.log(K * t) if t else math.nan,
        "You gave the limit for long times, log(Kt). Which term of (10.5) is left out there?",
    ),
    Mistake(
        lambda t, K, g0: math.log(K * t + math.exp(g0)),
        "You left out the term that is linear in g. Your value is an upper bound: which term makes the gap smaller?",
    ),
    Mistake(
        lambda t, K, g0: math.log(K * t + 1),
        "You gave the upper bound of (10.6), for a start at gap 0. Which term of (10.5) is left out there, and what is "
        "the gap at t = 0?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K - 1, K * t + 1),
        "Your run starts at gap 0. What is the left side of (10.5) at t = 0, where g = g0?",
    ),
    Mistake(
        lambda t, K, g0: g0 + _solve(K - 1, K * t + 1),
        "You added g0 to the gap of a run that starts at 0. Is the speed (10.4) the same at both gaps?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K - 1, K * t),
        "The constant of the integration is missing. What is the left side of (10.5) at t = 0, where g = g0?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K - 1, K * t + math.exp(g0)),
        "Half of the constant of the integration is missing. Which two terms of the left side of (10.5) has g0?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K - 1, K * t + 1 + (K - 1) * g0),
        "You took e^g0 for 1. What is the left side of (10.5) at t = 0, where g = g0?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K, K * t + math.exp(g0) + K * g0),
        "You multiplied g by K. How many wrong classes stand against the right one?",
    ),
    Mistake(
        lambda t, K, g0: _solve(1, K * t + _constant(2, g0)),
        "You took one wrong class in every case. How many are there?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K - 1, t + _constant(K, g0)),
        "The speed lacks the factor K. By how much does the right logit gain on another one, which itself falls?",
    ),
    Mistake(
        lambda t, K, g0: _solve(K - 1, (K - 1) * t + _constant(K, g0)),
        "You let the right logit rise and the others stand still. What does the gradient do to them?",
    ),
    Mistake(
        lambda t, K, g0: max(_solve(K - 1, K * t + _constant(K, g0)), 0.0),
        "Your search begins at 0. What is the smallest gap that can be asked for?",
    ),
    Mistake(
        lambda t, K, g0: K * t + _constant(K, g0),
        "You gave the right side of the equation. Which g makes the left side as large?",
    ),
)


@exercise(
    "10.1",
    cases=(
        (0.0, 2, 0.0),
        (1.0, 2, 0.0),
        (1.0, 4, -3.0),
        (30.0, 3, 2.0),
        (2.0, 10, -5.0),
        (1000.0, 10, 1.5),
        (1e9, 5, 0.0),
    ),
    mistakes=_GAP_MISTAKES,
    rtol=1e-6,
    atol=1e-6,
)
def gap_of_flow(t, K, g0):
    """Give the gap g with e^g + (K - 1) g = K t + e^g0 + (K - 1) g0."""
    return _solve(K - 1, K * t + _constant(K, g0))


def _targets(K, epsilon) -> tuple[float, float]:
    """Give the smoothed label of the right class and of another one."""
    return 1 - epsilon + epsilon / K, epsilon / K


_SMOOTHED_MISTAKES = (
    Mistake(
        lambda K, epsilon: math.log((1 - epsilon) / epsilon) if epsilon < 1 else math.nan,
        "You compared the right class with all others together. Over how many classes is ε spread?",
    ),
    Mistake(
        lambda K, epsilon: math.log(K * (1 - epsilon) / epsilon) if epsilon < 1 else math.nan,
        "The right class lacks its own share of ε. Which classes is the uniform part spread over?",
    ),
    Mistake(
        lambda K, epsilon: math.log((K - 1) * (1 - epsilon) / epsilon) if epsilon < 1 else math.nan,
        "You spread ε over the wrong classes only. Which classes does the uniform distribution cover here?",
    ),
    Mistake(
        lambda K, epsilon: 1 - epsilon,
        "You gave the difference of two probabilities. Which function of a probability is a logit, up to a constant?",
    ),
    Mistake(
        lambda K, epsilon: 1 + K * (1 - epsilon) / epsilon,
        "You gave the ratio of two probabilities. The gap is a difference of logits: which function turns the one into "
        "the other?",
    ),
    Mistake(
        lambda K, epsilon: -math.log(1 + K * (1 - epsilon) / epsilon),
        "The sign is turned round. Which class has the larger logit?",
    ),
    Mistake(
        lambda K, epsilon: math.log(_targets(K, epsilon)[0] / (1 - _targets(K, epsilon)[0])),
        "You gave the log-odds of the right class, against all others together. Against how many is the gap?",
    ),
    Mistake(
        lambda K, epsilon: math.log2(1 + K * (1 - epsilon) / epsilon),
        "You used the logarithm to base 2. Which base belongs to the exponential of the softmax?",
    ),
    Mistake(
        lambda K, epsilon: math.log10(1 + K * (1 - epsilon) / epsilon),
        "You used the logarithm to base 10. Which base belongs to the exponential of the softmax?",
    ),
    Mistake(
        lambda K, epsilon: math.log(_targets(K, epsilon)[0]),
        "You gave the log-probability of the right class alone. What is subtracted from it?",
    ),
    Mistake(
        lambda K, epsilon: math.log(K * (1 + epsilon) / epsilon),
        "A sign inside is turned round. How much does the right class keep of its 1?",
    ),
)


@exercise(
    "10.2",
    cases=((2, 0.1), (10, 0.1), (1000, 0.1), (10, 0.001), (4, 0.9)),
    mistakes=_SMOOTHED_MISTAKES,
    rtol=1e-6,
)
def smoothed_gap(K, epsilon):
    """Give the difference of the right logit and another one where softmax gives the smoothed label."""
    right, other = _targets(K, epsilon)
    return math.log(right) - math.log(other)


def _gaps(X, y, w) -> np.ndarray:
    """Give w·u of each example."""
    return (2 * y - 1) * (X @ w)


_MARGIN_MISTAKES = (
    Mistake(
        lambda X, y, w: _gaps(X, y, w).min(),
        "You gave the smallest gap, which grows with the length of w. A distance does not: what must be divided out?",
    ),
    Mistake(
        lambda X, y, w: _gaps(X, y, w).min() / (w @ w),
        "You divided by the square of the length of w. How does w·u change when w is doubled?",
    ),
    Mistake(
        lambda X, y, w: _gaps(X, y, w).min() / np.abs(w).sum(),
        "You divided by the sum of the absolute weights. Which length of w belongs to a distance in the plane?",
    ),
    Mistake(
        lambda X, y, w: (X @ w).min() / np.linalg.norm(w),
        "The labels play no part. On which side must an example of class 0 lie?",
    ),
    Mistake(
        lambda X, y, w: np.abs(X @ w).min() / np.linalg.norm(w),
        "You gave the distance without its sign. What tells an example on the wrong side?",
    ),
    Mistake(
        lambda X, y, w: (y * (X @ w)).min() / np.linalg.norm(w),
        "You multiplied by the labels 0 and 1, which removes class 0. Which factor turns a point round?",
    ),
    Mistake(
        lambda X, y, w: ((1 - 2 * y) * (X @ w)).min() / np.linalg.norm(w),
        "You turned class 1 and kept class 0. Which class is the right one where w·x > 0?",
    ),
    Mistake(
        lambda X, y, w: _gaps(X, y, w).mean() / np.linalg.norm(w),
        "You took the mean. Which example decides how much room there is?",
    ),
    Mistake(
        lambda X, y, w: _gaps(X, y, w).max() / np.linalg.norm(w),
        "You took the farthest example. Which one decides how much room there is?",
    ),
    Mistake(
        lambda X, y, w: (_gaps(X, y, w) / np.linalg.norm(X, axis=1)).min() / np.linalg.norm(w),
        "You divided by the lengths of the examples, too: these are cosines of angles. Which length belongs to the "
        "boundary?",
    ),
    Mistake(
        lambda X, y, w: _gaps(X, y, w)[np.abs(X @ w).argmin()] / np.linalg.norm(w),
        "You took the example that is nearest in size. If one is on the wrong side, which one counts?",
    ),
    Mistake(
        lambda X, y, w: max(_gaps(X, y, w).min(), 0) / np.linalg.norm(w),
        "You cut the margin at 0. What does the task want where an example is on the wrong side?",
    ),
)

_POINTS = np.array([[1.4, 0.2], [3.0, 0.5], [2.0, 1.0], [-0.2, -1.1], [-2.5, -0.2], [-1.5, -1.5]])
_LABELS = np.array([1, 1, 1, 0, 0, 0])
_ONE_FLIPPED = np.array([1, 0, 1, 0, 0, 0])


@exercise(
    "10.3",
    cases=(
        (np.array([[3.0, 4.0], [-1.0, -7.0]]), np.array([1, 0]), np.array([3.0, 4.0])),
        (_POINTS, _LABELS, np.array([0.6, 0.8])),
        (_POINTS, _LABELS, np.array([6.0, 1.0])),
        (_POINTS, _ONE_FLIPPED, np.array([1.0, 3.0])),
        (_POINTS, _LABELS, np.array([2.0, -4.0])),
        (np.array([[2.0, 1.0, 0.5], [0.0, 1.0, -3.0]]), np.array([1, 1]), np.array([2.0, 2.0, 1.0])),
    ),
    mistakes=_MARGIN_MISTAKES,
)
def margin(X, y, w):
    """Give the smallest signed distance of an example from the boundary."""
    return _gaps(X, y, w).min() / np.linalg.norm(w)


def _rooms(x, y) -> tuple[float, float]:
    """Give the way between the classes with class 1 above, and with class 1 below; negative where they overlap."""
    ones, zeros = x[y == 1], x[y == 0]
    return ones.min() - zeros.max(), zeros.min() - ones.max()


def _middle(x, y) -> float:
    """Give the best boundary."""
    ones, zeros = x[y == 1], x[y == 0]
    above, below = _rooms(x, y)
    return (ones.min() + zeros.max()) / 2 if above > below else (zeros.min() + ones.max()) / 2


_LARGEST_MISTAKES = (
    Mistake(
        lambda x, y: max(_rooms(x, y)),
        "You gave the way between the classes. Where in it does the boundary lie, and how far is the nearest example?",
    ),
    Mistake(
        lambda x, y: _rooms(x, y)[0] / 2,
        "You tried class 1 above the boundary only. What if its weight is negative?",
    ),
    Mistake(
        lambda x, y: _rooms(x, y)[1] / 2,
        "You tried class 1 below the boundary only. What if its weight is positive?",
    ),
    Mistake(
        lambda x, y: min(_rooms(x, y)) / 2,
        "You took the worse of the two sides for class 1. Which of them is asked?",
    ),
    Mistake(
        lambda x, y: abs(x[y == 1].mean() - x[y == 0].mean()) / 2,
        "You took the means of the classes. Which examples decide about a margin?",
    ),
    Mistake(
        lambda x, y: np.abs(x[y == 1][:, None] - x[y == 0]).min() / 2,
        "You took the nearest pair of the two classes. Must the other examples not be right, too?",
    ),
    Mistake(
        lambda x, y: max(max(_rooms(x, y)) / 2, 0.0),
        "You cut the margin at 0. What does the task want where no boundary is right for all?",
    ),
    Mistake(
        lambda x, y: abs(max(_rooms(x, y))) / 2,
        "You dropped the sign. What tells that no boundary is right for all?",
    ),
    Mistake(
        lambda x, y: max(((2 * y - 1) * x).min(), ((1 - 2 * y) * x).min()),
        "Your boundary is at 0. What does a bias do to it?",
    ),
    Mistake(
        lambda x, y: float(max(_rooms(x, y)) > 0),
        "You gave yes or no, as a number. How large is the margin?",
    ),
    Mistake(
        _middle,
        "You gave the best boundary. How far is the nearest example from it?",
    ),
    Mistake(
        lambda x, y: (x[y == 1].max() - x[y == 0].min()) / 2,
        "You took the outermost examples. Which ones are nearest to the boundary?",
    ),
)


@exercise(
    "10.4",
    cases=(
        (np.array([1.0, 4.0]), np.array([0, 1])),
        (np.array([5.0, 3.0, -2.0, 1.0, 9.0]), np.array([1, 1, 0, 0, 1])),
        (np.array([-1.0, -4.0, 2.5, 8.0]), np.array([1, 1, 0, 0])),
        (np.array([3.0, 7.0, 4.0, -1.0, 12.0]), np.array([1, 1, 0, 0, 1])),
        (np.array([0.0, 1.0, 5.0, 6.0]), np.array([0, 1, 0, 0])),
        (np.array([-6.0, 2.0, 3.0, 10.0]), np.array([1, 0, 0, 1])),
    ),
    mistakes=_LARGEST_MISTAKES,
)
def largest_margin(x, y):
    """Give the largest over all boundaries, with class 1 above or below, of the smallest signed distance."""
    return max(_rooms(x, y)) / 2


def _onehot(z, y) -> np.ndarray:
    return np.eye(len(z))[y]


def _log_of_sum(z) -> float:
    """Give the naive log-sum-exp, nan where its exponentials overflow."""
    return float(np.log(np.exp(z).sum())) if z.max() < 700 else math.nan


_Z_MISTAKES = (
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + kappa * logsumexp(z) * softmax(z),
        "The factor 2 is missing. What is the derivative of a square?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + 2 * kappa * softmax(z),
        "You lost the inner value LSE(z). What is left of a square when it is differentiated once?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + 2 * kappa * logsumexp(z),
        "The inner derivative is missing. What is the gradient of LSE?",
    ),
    Mistake(
        lambda z, y, kappa: (1 + 2 * kappa * logsumexp(z)) * categorical_nll_grad(z, y),
        "You multiplied the one-hot label as well. Does the label enter the second part of the loss?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y),
        "You gave the gradient without the z-loss. Which slope does κ LSE² add?",
    ),
    Mistake(
        lambda z, y, kappa: 2 * kappa * logsumexp(z) * softmax(z),
        "You gave the gradient of the z-loss alone. What is the other part of the loss?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) - 2 * kappa * logsumexp(z) * softmax(z),
        "The sign of the second part is turned round. Is it added to the loss, or subtracted?",
    ),
    Mistake(
        lambda z, y, kappa: -categorical_nll_grad(z, y) + 2 * kappa * logsumexp(z) * softmax(z),
        "The sign of the first part is turned round. Which of prediction and label is subtracted?",
    ),
    Mistake(
        lambda z, y, kappa: -(categorical_nll_grad(z, y) + 2 * kappa * logsumexp(z) * softmax(z)),
        "You gave the direction of a step, downhill. Which way does the gradient point?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + 2 * kappa * categorical_nll(z, y) * softmax(z),
        "You squared the loss. Which part of it does the fee apply to?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + 2 * kappa * z.max() * softmax(z),
        "You put the largest logit in the place of LSE. How far apart can the two be?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + 2 * kappa * logsumexp(z - z.max()) * softmax(z),
        "You subtracted the largest logit and did not add it again. Does LSE change under a shift?",
    ),
    Mistake(
        lambda z, y, kappa: categorical_nll_grad(z, y) + 2 * kappa * _log_of_sum(z) * softmax(z),
        "Your formula is right, and overflows. What has to be taken out of the exponentials?",
    ),
)


@exercise(
    "10.5",
    cases=(
        (np.array([1.0, 1.0]), 0, 0.5),
        (np.array([3.0, 1.0, 0.0, -2.0]), 2, 0.01),
        (np.array([-4.0, -5.0, -4.5]), 1, 0.1),
        (np.array([20.0, 21.0, 19.0]), 1, 1e-4),
        (np.array([1000.0, 999.0, 990.0]), 1, 0.01),
    ),
    mistakes=_Z_MISTAKES,
)
def z_loss_gradient(z, y, kappa):
    """Give softmax(z) - onehot(y) + 2 κ LSE(z) softmax(z)."""
    return (1 + 2 * kappa * logsumexp(z)) * softmax(z) - _onehot(z, y)
