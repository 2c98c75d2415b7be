"""The checks of the exercises of chapter 11: gradients of counts, measurements with errors, temperature, calibration.

Examples
--------
>>> import numpy as np
>>> def best_value(y, s):
...     return (y / s).sum() / (1 / s).sum()
>>> from helpers.checks import chapter_11 as checks
>>> checks.best_value(best_value)
Exercise 11.3: not correct yet, 1 of 4 cases is right.
You weighted by 1/s. Which power of s stands in the slope of the loss?
The smallest failing case:
    best_value(y=[21, 20], s=[1, 0.1])
    returned 20.0909
    expected 20.0099
"""

import numpy as np

from helpers.checks.machinery import Mistake, exercise
from helpers.numerics import log_softmax, sigmoid, softmax, softplus

_X = np.array([[1.0, 0.5], [0.0, -1.0], [2.0, 1.0]])


def _through(function):
    """Make a mistake whose errors come from `function(z, y)`, averaged as they should be."""
    return lambda X, y, w: X.T @ function(X @ w, y) / len(y)


_COUNT_MISTAKES = (
    Mistake(
        _through(lambda z, y: z - y),
        "You took z itself for the prediction. An expected count must be positive: which function makes it so?",
    ),
    Mistake(
        _through(lambda z, y: y - np.exp(z)),
        "The sign is turned round. Which of prediction and observation comes first in the gradient of the loss?",
    ),
    Mistake(
        lambda X, y, w: X.T @ (np.exp(X @ w) - y),
        "You gave the gradient of the sum. By what is the sum divided to make a mean?",
    ),
    Mistake(
        lambda X, y, w: X.T @ (np.exp(X @ w) - y) / len(w),
        "You divided by the number of features. Over what does the mean of the losses run?",
    ),
    Mistake(
        _through(lambda z, y: (np.exp(z) - y) / np.exp(z)),
        "You gave the slope with respect to the mean, 1 - y/ŷ. Which factor leads on to z?",
    ),
    Mistake(
        _through(lambda z, y: (np.exp(z) - y) * np.exp(z)),
        "You multiplied the error by the slope of the exponential. With what does that slope cancel in the loss of a "
        "count?",
    ),
    Mistake(
        _through(lambda z, y: 2 * (np.exp(z) - y) * np.exp(z)),
        "You gave the gradient of the squared error of the mean. Which loss belongs to a count?",
    ),
    Mistake(
        _through(lambda z, y: sigmoid(z) - y),
        "You used σ, the mean of a label. Which function leads from z to the mean of a count?",
    ),
    Mistake(
        _through(lambda z, y: softplus(z) - y),
        "You used the softplus for the mean. The exercise has another function that makes z positive: which?",
    ),
    Mistake(
        lambda X, y, w: np.exp(X @ w) - y,
        "You stopped at the slope with respect to z, one for each example. How does z react when a weight moves?",
    ),
    Mistake(
        _through(lambda z, y: np.exp(z)),
        "The observation is missing. What is subtracted from the prediction?",
    ),
    Mistake(
        _through(lambda z, y: np.log(np.where(z > 0, z, np.nan)) - y),
        "You took the logarithm of z. The link is the logarithm of the mean: which function turns it round?",
    ),
)


@exercise(
    "11.1",
    cases=(
        (np.array([[1.0]]), np.array([5]), np.array([0.0])),
        (np.array([[1.0], [2.0]]), np.array([5, 0]), np.array([0.5])),
        (_X, np.array([3, 0, 1]), np.array([0.4, -0.3])),
        (_X, np.array([0, 2, 7]), np.array([1.0, 0.25])),
    ),
    mistakes=_COUNT_MISTAKES,
)
def count_gradient(X, y, w):
    """Give the gradient of the mean of e^z - y z with z = X w."""
    return X.T @ (np.exp(X @ w) - y) / len(y)


def _normal(square, log):
    """Make a mean NLL of the two terms `square(error, s)` and `log(s)`."""
    return lambda y, mu, s: (square(y - mu, s) + log(s)).mean()


def _half_square(e, s):
    return e**2 / (2 * s**2)


def _log_term(s):
    return np.log(2 * np.pi * s**2) / 2


_NORMAL_MISTAKES = (
    Mistake(
        lambda y, mu, s: ((y - mu) ** 2).mean(),
        "You gave the mean squared error. Where does s enter?",
    ),
    Mistake(
        _normal(_half_square, lambda s: 0 * s),
        "The logarithm is missing. What keeps s from growing for ever?",
    ),
    Mistake(
        _normal(_half_square, np.log),
        "The constant ½ log 2π is missing. Which factor makes the area under the density 1?",
    ),
    Mistake(
        _normal(lambda e, s: e**2 / s**2, _log_term),
        "The factor ½ of the square is missing. What stands in the exponent of the normal density?",
    ),
    Mistake(
        _normal(lambda e, s: e**2 / (2 * s), _log_term),
        "You divided the square by s. The exponent must have no unit: which power of s does that?",
    ),
    Mistake(
        _normal(lambda e, s: e**2 / (2 * s), lambda s: np.log(2 * np.pi * s) / 2),
        "You took s for the variance. How does the variance follow from the standard deviation?",
    ),
    Mistake(
        _normal(_half_square, lambda s: np.log(2 * np.pi * s) / 2),
        "There is s in your logarithm where s² belongs. What is the logarithm of s √(2π)?",
    ),
    Mistake(
        _normal(_half_square, lambda s: np.log(2 * np.pi * s**2)),
        "The factor ½ of the logarithm is missing. Of which root is it the logarithm?",
    ),
    Mistake(
        _normal(_half_square, lambda s: -_log_term(s)),
        "The sign of the logarithm is turned round. Is a wide density high or low?",
    ),
    Mistake(
        lambda y, mu, s: -(_half_square(y - mu, s) + _log_term(s)).mean(),
        "You gave the log-density. Which sign turns it into a loss?",
    ),
    Mistake(
        lambda y, mu, s: (_half_square(y - mu, s) + _log_term(s)).sum(),
        "You added the losses up. By what is the sum divided to make a mean?",
    ),
    Mistake(
        _normal(lambda e, s: e / (2 * s**2), _log_term),
        "The error is not squared. Are deviations to both sides equally unlikely?",
    ),
    Mistake(
        lambda y, mu, s: (_half_square(y - mu, s) + _log_term(s)).mean() / np.log(2),
        "You used the logarithm to base 2. Which base gives nats?",
    ),
    Mistake(
        lambda y, mu, s: np.exp(-_half_square(y - mu, s) - _log_term(s)).mean(),
        "You gave the mean of the densities. Where does the logarithm go, before or after the mean?",
    ),
    Mistake(
        lambda y, mu, s: -np.log(np.exp(-_half_square(y - mu, s) - _log_term(s)).mean()),
        "You took the logarithm of the mean density. Of what does the likelihood take the product, and where does the "
        "logarithm go?",
    ),
)


@exercise(
    "11.2",
    cases=(
        (np.array([2.0]), np.array([2.0]), np.array([0.1])),
        (np.array([3.0]), np.array([1.2]), np.array([2.0])),
        (np.array([21.0, 20.0]), np.array([20.2, 20.2]), np.array([1.0, 0.1])),
        (np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 0.75]), np.array([0.5, 3.0, 0.25])),
    ),
    mistakes=_NORMAL_MISTAKES,
)
def normal_nll(y, mu, s):
    """Give the mean of (y - mu)²/(2 s²) + ½ log(2π s²)."""
    return (_half_square(y - mu, s) + _log_term(s)).mean()


def _weighted(weight):
    return lambda y, s: (weight(s) * y).sum() / weight(s).sum()


_BEST_MISTAKES = (
    Mistake(
        lambda y, s: y.mean(),
        "You gave the plain mean. Are all sensors equally good?",
    ),
    Mistake(
        _weighted(lambda s: 1 / s),
        "You weighted by 1/s. Which power of s stands in the slope of the loss?",
    ),
    Mistake(
        _weighted(lambda s: s**2),
        "You weighted by s². Should a sensor with a large error count for more?",
    ),
    Mistake(
        _weighted(lambda s: s),
        "You weighted by s. Should a sensor with a large error count for more?",
    ),
    Mistake(
        lambda y, s: (y / s**2).sum(),
        "The weights do not sum to 1. What would you get if every sensor showed the same value?",
    ),
    Mistake(
        lambda y, s: (y / s**2).mean(),
        "You divided by the number of sensors. What do the weights 1/s² sum to?",
    ),
    Mistake(
        lambda y, s: y[s.argmin()],
        "You took the best sensor alone. Do the others know nothing?",
    ),
    Mistake(
        lambda y, s: np.median(y),
        "You gave the median. Which loss does the median minimise, and which one is asked?",
    ),
    Mistake(
        _weighted(lambda s: np.exp(-s)),
        "You weighted by exp(-s). Where does the slope of the loss leave the exponential?",
    ),
    Mistake(
        lambda y, s: (y / s**2).sum() / (1 / s).sum() ** 2,
        "You squared the sum of 1/s. Is the square of a sum the sum of the squares?",
    ),
)


@exercise(
    "11.3",
    cases=(
        (np.array([21.0, 20.0]), np.array([1.0, 0.1])),
        (np.array([5.0, 6.0, 10.0]), np.array([2.0, 2.0, 2.0])),
        (np.array([1.0, 4.0]), np.array([1.0, 2.0])),
        (np.array([-3.0, 0.5, 2.0, 2.5]), np.array([0.5, 1.5, 1.0, 3.0])),
    ),
    mistakes=_BEST_MISTAKES,
)
def best_value(y, s):
    """Give the minimiser of Σ (y - μ)²/(2 s²), the mean weighted by 1/s²."""
    return (y / s**2).sum() / (1 / s**2).sum()


def _power(z, T):
    return softmax(z, axis=1) ** (1 / T)


def _normalised_power(z, T):
    power = _power(z, T)
    return power / power.sum(axis=1, keepdims=True)


def _overflowing(z, T):
    """Give the probabilities without a shift: ∞/∞ where an exponential overflows, 0 elsewhere in such a row."""
    scaled = z / T
    too_large = scaled > np.log(np.finfo(float).max)
    lost = np.where(too_large, np.nan, 0.0)
    return np.where(too_large.any(axis=1, keepdims=True), lost, softmax(scaled, axis=1))


def _one_shift(z, T):
    """Give the probabilities with one maximum for all rows: nan where a row lies far below it."""
    scaled = z / T
    lost = scaled.max(axis=1) - scaled.max() < -745
    return np.where(lost[:, None], np.nan, softmax(scaled, axis=1))


_TEMPERED_MISTAKES = (
    Mistake(
        lambda z, T: softmax(z * T, axis=1),
        "You multiplied by T. Does a high temperature make the probabilities more alike or less?",
    ),
    Mistake(
        lambda z, T: softmax(z, axis=1),
        "The temperature plays no part. Which number is divided by it?",
    ),
    Mistake(
        lambda z, T: softmax(z, axis=1) / T,
        "You divided the probabilities by T. Do they still sum to 1?",
    ),
    Mistake(
        _power,
        "You raised the probabilities to the power 1/T, which is half of the way. What do your rows sum to?",
    ),
    Mistake(
        _normalised_power,
        "You raised the probabilities to the power 1/T and normalised, which is right on paper. What is left of a "
        "probability that was too small for a float?",
    ),
    Mistake(
        lambda z, T: softmax(softmax(z, axis=1) / T, axis=1),
        "You took the softmax twice. Which kind of number does a softmax take: logits or probabilities?",
    ),
    Mistake(
        lambda z, T: softmax(z / T, axis=0),
        "Your columns sum to 1. Which axis holds the classes?",
    ),
    Mistake(
        lambda z, T: log_softmax(z / T, axis=1),
        "You gave log-probabilities. Which function leads back to probabilities?",
    ),
    Mistake(
        lambda z, T: z / T,
        "You gave the scaled logits. Which function makes probabilities of them?",
    ),
    Mistake(
        _overflowing,
        "An exponential left the range of floats. What may be subtracted from every logit of a row without changing "
        "the probabilities?",
    ),
    Mistake(
        _one_shift,
        "You subtracted one maximum from all rows. What is left of a row that lies far below it?",
    ),
)


@exercise(
    "11.4",
    cases=(
        (np.array([[0.0, 1.0]]), 2.0),
        (np.array([[1.0, 0.0, -1.0], [0.5, 2.0, 0.0]]), 0.5),
        (np.array([[3.0, -2.0, 1.0]]), 1.0),
        (np.array([[1000.0, 998.0, 0.0], [-3.0, -4.0, -5.0]]), 1.0),
        (np.array([[1000.0, 990.0, 980.0], [-1000.0, -990.0, -980.0]]), 10.0),
        (np.array([[1000.0, 0.0], [-1000.0, 0.0]]), 500.0),
    ),
    mistakes=_TEMPERED_MISTAKES,
)
def tempered(z, T):
    """Give the softmax of z / T, row by row."""
    return softmax(z / T, axis=1)


def _groups(c, bins):
    """Give the indices of the groups by comparison with the edges, from which rounding cannot lead astray."""
    return np.searchsorted(np.arange(1, bins) / bins, c, side="right")


def _gaps(c, right, bins, group=None):
    """Give size and signed gap, share minus mean confidence, of the groups that hold cases."""
    group = _groups(c, bins) if group is None else group
    sets = [group == g for g in np.unique(group)]
    return np.array([s.sum() for s in sets]), np.array([right[s].mean() - c[s].mean() for s in sets])


def _averaged(combine):
    return lambda c, right, bins: combine(*_gaps(c, right, bins))


def _without_ones(c, right, bins):
    keep = c < 1
    n, gap = _gaps(c[keep], right[keep], bins) if keep.any() else (np.zeros(1), np.zeros(1))
    return n @ np.abs(gap) / len(c)


def _ones_apart(c, right, bins):
    n, gap = _gaps(c, right, bins, np.where(c == 1, bins, _groups(c, bins)))
    return n @ np.abs(gap) / len(c)


def _lower_groups(c, right, bins):
    n, gap = _gaps(c, right, bins, np.searchsorted(np.arange(1, bins) / bins, c, side="left"))
    return n @ np.abs(gap) / len(c)


def _from_centres(c, right, bins):
    group = _groups(c, bins)
    return sum(abs((right[group == g] - (g + 0.5) / bins).sum()) for g in range(bins)) / len(c)


_ECE_MISTAKES = (
    Mistake(
        _averaged(lambda n, gap: np.abs(gap).mean()),
        "Every group counts the same in your mean. What weight has a group of one case beside one of a hundred?",
    ),
    Mistake(
        lambda c, right, bins: np.abs(_gaps(c, right, bins)[1]).sum() / bins,
        "You divided the sum of the distances by the number of groups. What weight has a group of one case beside one "
        "of a hundred?",
    ),
    Mistake(
        _averaged(lambda n, gap: n @ gap / n.sum()),
        "You let distances of both signs cancel. Does a group that is too modest make up for one that is too sure?",
    ),
    Mistake(
        _averaged(lambda n, gap: -(n @ gap) / n.sum()),
        "You let distances of both signs cancel. Does a group that is too modest make up for one that is too sure?",
    ),
    Mistake(
        _averaged(lambda n, gap: abs(n @ gap) / n.sum()),
        "You took the absolute value of the total. Where do the groups enter, if not there?",
    ),
    Mistake(
        _averaged(lambda n, gap: np.abs(gap).max()),
        "You gave the largest distance. That is another measure, the maximum calibration error: which mean is asked?",
    ),
    Mistake(
        _averaged(lambda n, gap: np.abs(gap).sum()),
        "You added the distances up. Which weight does each group bring?",
    ),
    Mistake(
        _averaged(lambda n, gap: n @ np.abs(gap)),
        "You weighted by the number of cases. By what must the sum be divided?",
    ),
    Mistake(
        _averaged(lambda n, gap: n @ gap**2 / n.sum()),
        "You squared the distances. Which distance of share and confidence is asked?",
    ),
    Mistake(
        _without_ones,
        "The cases of confidence 1 are lost. To which group does the exercise count them?",
    ),
    Mistake(
        _ones_apart,
        "The cases of confidence 1 form a group of their own. To which group does the exercise count them?",
    ),
    Mistake(
        _lower_groups,
        "A confidence at an edge went to the lower group. To which group does the exercise count it?",
    ),
    Mistake(
        _from_centres,
        "You compared with the middle of each group. What does the definition compare the share with?",
    ),
    Mistake(
        lambda c, right, bins: np.abs(right - c).mean(),
        "You took the distance case by case. A single answer is right or not: of how many is a share formed?",
    ),
)


@exercise(
    "11.5",
    cases=(
        (np.array([0.9, 0.8]), np.array([1, 0]), 2),
        (np.array([0.3, 0.9, 0.8, 0.7]), np.array([1, 1, 0, 1]), 2),
        (np.array([1.0, 1.0, 0.95, 0.5]), np.array([1, 0, 1, 0]), 4),
        (np.array([0.25, 0.1, 0.6, 0.75, 0.85, 0.99]), np.array([1, 0, 0, 1, 1, 1]), 4),
        (np.array([0.55, 0.65, 0.66, 0.91, 0.97, 1.0, 0.42]), np.array([1, 0, 0, 1, 1, 0, 1]), 10),
    ),
    mistakes=_ECE_MISTAKES,
)
def calibration_error(c, right, bins):
    """Give the mean over the cases of the distance of share and mean confidence in their group."""
    return _averaged(lambda n, gap: n @ np.abs(gap) / n.sum())(c, right, bins)
