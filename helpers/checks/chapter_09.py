"""The checks of the exercises of chapter 09: softmax, log-softmax and losses that survive every logit.

Examples
--------
>>> import numpy as np
>>> def batch_softmax(z):
...     e = np.exp(z - z.max())
...     return e / e.sum(axis=1, keepdims=True)
>>> from helpers.checks import chapter_09 as checks
>>> checks.batch_softmax(batch_softmax)  # doctest: +ELLIPSIS
Exercise 09.1: not correct yet, 3 of 6 cases are right.
You subtracted one maximum from the whole batch. What is left of a row that lies 1000 below it?
The smallest failing case:
...
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise, guarded
from helpers.losses import binary_nll
from helpers.numerics import log_softmax, sigmoid, softmax, softplus

_LIMIT = math.log(np.finfo(np.float64).max)


def _exp(x):
    """Give e^x, with nan where it overflows: what is divided by it or multiplied with it is lost."""
    return np.exp(np.where(x > _LIMIT, np.nan, x))


def _share(e, axis=-1):
    """Divide by the sum along `axis`; 0/0 gives nan."""
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, np.nan, total)


def _log(x):
    """Logarithm of x >= 0, with nan for log 0."""
    return np.log(np.where(x > 0, x, np.nan))


def _rows_as_columns(z):
    """Subtract and divide with one number per row, laid along the columns; nan where that overflows."""
    e = _exp(z - z.max(axis=-1))
    return e / e.sum(axis=-1)


_SOFTMAX_MISTAKES = (
    Mistake(
        lambda z: np.where(z.max(axis=-1, keepdims=True) > _LIMIT, np.nan, _share(_exp(np.minimum(z, _LIMIT + 1)))),
        "You did not shift the logits. What is e^1000 in float64?",
    ),
    Mistake(
        lambda z: _share(np.exp(z - z.max())),
        "You subtracted one maximum from the whole batch. What is left of a row that lies 1000 below it?",
    ),
    Mistake(
        lambda z: softmax(z, axis=0),
        "Your columns sum to 1, not your rows. Along which axis do the classes of one example lie?",
    ),
    Mistake(
        lambda z: _share(_exp(z - z.max(axis=0, keepdims=True))),
        "You subtracted the maximum of every column. What must be the same for all classes of an example?",
    ),
    Mistake(
        lambda z: _rows_as_columns(z) if z.shape[0] == z.shape[1] else np.full(z.shape, np.nan),
        "The maxima and sums of the rows were laid along the columns, or fitted nowhere. Which shape do they need to "
        "broadcast?",
    ),
    Mistake(
        lambda z: _share(np.exp(z - z.max(axis=-1, keepdims=True)).ravel()).reshape(z.shape),
        "You divided by the sum over the whole batch. How many distributions does the batch hold?",
    ),
    Mistake(
        lambda z: np.exp(z - z.max(axis=-1, keepdims=True)),
        "You did not normalise. To what must each row sum?",
    ),
    Mistake(
        lambda z: _share(np.exp(z.min(axis=-1, keepdims=True) - z)),
        "The order of the classes is turned round. Which logit belongs to the largest probability?",
    ),
    Mistake(
        log_softmax,
        "You gave log-probabilities. Which function leads from them to probabilities?",
    ),
    Mistake(
        lambda z: softmax(softmax(z)),
        "You applied the softmax twice. What goes into a softmax, and what comes out?",
    ),
)


@exercise(
    "09.1",
    cases=(
        (np.array([[0.0, 1.0], [2.0, 0.0]]),),
        (np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 0.0]]),),
        (np.array([[0.0, 0.0, 0.0], [3.0, -2.0, 4.0]]),),
        (np.array([[1000.0, 999.0], [1.0, 0.0]]),),
        (np.array([[-1000.0, -1001.0, -1003.0], [0.0, 2.0, 1.0]]),),
        (np.array([[1e5, 1e5 + 1, 1e5 + 2], [-1e5, -1e5, -1e5 + 1], [5.0, 4.0, 3.0]]),),
    ),
    mistakes=_SOFTMAX_MISTAKES,
)
def batch_softmax(z):
    """Give the softmax of every row."""
    return softmax(z)


_LOG_SOFTMAX_MISTAKES = (
    Mistake(
        lambda z: _log(softmax(z)),
        "You took the logarithm of the softmax. What does a probability of e^-1000 become in float64?",
    ),
    Mistake(
        lambda z: np.where(z.max() > _LIMIT or z.max() < -740, np.nan, z - _log(np.exp(np.minimum(z, 700)).sum())),
        "You did not shift the logits before you exponentiated them. What is the sum if every term is e^1000?",
    ),
    *guarded(
        lambda z, guard: _log(guard(softmax(z))),
        "You put a small number in the place of log 0. Which finite log-probability does the exact formula give?",
    ),
    Mistake(
        lambda z: np.maximum(z - z.max(), -1000.0) - np.log(np.exp(z - z.max()).sum()),
        "You cut the shifted logits off at -1000. Which of them can do harm in an exponential?",
    ),
    Mistake(
        lambda z: z - np.log(np.exp(z - z.max()).sum()),
        "You subtracted the maximum inside the exponential only. How much does that change the logarithm of the sum?",
    ),
    Mistake(
        lambda z: z - z.max(),
        "You left the logarithm of the sum out. Do your exponentials sum to 1?",
    ),
    Mistake(
        lambda z: (z - z.max()) - np.exp(z - z.max()).sum(),
        "You subtracted the sum. What becomes of a quotient under the logarithm?",
    ),
    Mistake(
        lambda z: (z - z.max()) + np.log(np.exp(z - z.max()).sum()),
        "You added the logarithm of the sum. Which sign has the denominator under the logarithm?",
    ),
    Mistake(
        lambda z: (z - z.max()) / np.log(np.exp(z - z.max()).sum()),
        "You divided by the logarithm of the sum. What becomes of a quotient under the logarithm?",
    ),
    Mistake(
        lambda z: -log_softmax(z),
        "You gave the losses. Which sign has the logarithm of a probability?",
    ),
    Mistake(
        lambda z: log_softmax(z) / math.log(2),
        "You gave bits. Which base has the logarithm whose unit is the nat?",
    ),
    Mistake(
        softmax,
        "You gave probabilities. Which function of them is asked, and can it be had without forming them?",
    ),
)


@exercise(
    "09.2",
    cases=(
        (np.array([1.0, 2.0, 0.0]),),
        (np.array([0.0, -3.0]),),
        (np.array([0.0, 1000.0, 998.0]),),
        (np.array([-2000.0, -2001.0]),),
        (np.array([30.0, 0.0, -30.0, 29.0]),),
        (np.array([0.0, 20_000.0, 20_001.0]),),
    ),
    mistakes=_LOG_SOFTMAX_MISTAKES,
)
def stable_log_softmax(z):
    """Give the log-probabilities of a row of logits."""
    return log_softmax(z)


def _two_terms(z, y, guard=lambda q: q):
    """Give the loss from the probability σ(z); nan where a label meets the logarithm of 0."""
    q = guard(np.array([sigmoid(-z), sigmoid(z)]) if guard is not None else None)
    return float(sum(-w * _log(p) for w, p in zip((1 - y, y), q, strict=True) if w))


def _from_sigma(z, y):
    """Give the two-term loss with 1 - σ(z) computed as written; 0 log 0 is nan, as in floats."""
    s = sigmoid(z)
    return float(-y * _log(s) - (1 - y) * _log(1 - s))


_BINARY_MISTAKES = (
    Mistake(
        _from_sigma,
        "You took logarithms of probabilities. What are σ(z) and 1 - σ(z) at z = 800, as floats?",
    ),
    Mistake(
        lambda z, y: softplus(z) - z * y,
        "You subtracted z y from a finished softplus, and the small rest was rounded away. Which two terms cancel, and "
        "can they do so first?",
        rtol=1e-15,
        atol=0.0,
    ),
    Mistake(
        lambda z, y: softplus((1 - 2 * y) * z),
        "Your formula holds for the labels 0 and 1 only. What is it at y = ½, for every z?",
        rtol=1e-12,
        atol=0.0,
    ),
    Mistake(
        lambda z, y: max(z, 0) - z * y + (_log(1 + np.exp(-abs(z))) if abs(z) < 30 else 0.0),
        "You formed 1 + e^-|z| before the logarithm. Which digits of a small number survive beside a 1?",
        rtol=1e-9,
        atol=0.0,
    ),
    Mistake(
        lambda z, y: float(_log(1 + _exp(np.asarray(z))) - z * y),
        "You exponentiated a large positive logit. Which of e^z and e^-z is at most 1?",
    ),
    Mistake(
        lambda z, y: binary_nll(z, 1 - y),
        "The label is turned round. Which label has the probability σ(z)?",
        rtol=1e-12,
        atol=0.0,
    ),
    Mistake(
        lambda z, y: softplus(z),
        "You gave the loss of the label 0. Where does y enter?",
        rtol=1e-12,
        atol=0.0,
    ),
    Mistake(
        lambda z, y: max(z, 0) - z * y,
        "You left the third term out. What is the loss at z = 0?",
        rtol=1e-12,
        atol=0.0,
    ),
    Mistake(
        lambda z, y: -binary_nll(z, y),
        "The sign is turned round. Can a loss be negative here?",
        rtol=1e-12,
        atol=0.0,
    ),
)


@exercise(
    "09.3",
    cases=(
        (0.0, 1.0),
        (2.0, 0.0),
        (-1.5, 1.0),
        (3.0, 0.25),
        (800.0, 0.0),
        (-800.0, 1.0),
        (40.0, 1.0),
        (-40.0, 0.0),
        (800.0, 0.5),
    ),
    mistakes=_BINARY_MISTAKES,
    rtol=1e-9,
    atol=0.0,
)
def binary_loss_from_logits(z, y):
    """Give -y log σ(z) - (1-y) log(1-σ(z))."""
    return binary_nll(z, y)


def _masked(z, allowed):
    return softmax(np.where(allowed, z, -np.inf))


_MASKED_MISTAKES = (
    Mistake(
        lambda z, allowed: softmax(z * allowed),
        "You multiplied the logits by the mask. Which probability has a logit of 0?",
    ),
    Mistake(
        lambda z, allowed: softmax(z) * allowed,
        "You set probabilities to 0 after normalising. To what do the rest sum?",
    ),
    Mistake(
        lambda z, allowed: _share(np.exp(z - z.max()) * allowed),
        "A forbidden class took part in the maximum. What is left of the allowed ones if it lies 1000 above them?",
    ),
    Mistake(
        lambda z, allowed: softmax(z),
        "The mask plays no part. Which classes may have a probability?",
    ),
    Mistake(
        lambda z, allowed: _masked(z, ~allowed) if not allowed.all() else np.full(len(z), np.nan),
        "You kept the forbidden classes. What does True mean in `allowed`?",
    ),
    Mistake(
        lambda z, allowed: np.where(
            z[allowed].max() > _LIMIT, np.where(allowed, np.nan, 0.0), _share(np.exp(np.minimum(z, 700)) * allowed)
        ),
        "You did not shift the allowed logits. What is e^1000 in float64?",
    ),
    Mistake(
        lambda z, allowed: softmax(np.where(allowed, z, -1000.0)),
        "You put -1000 in the place of the forbidden logits. What if the allowed ones are as low?",
    ),
    Mistake(
        lambda z, allowed: softmax(z - 10.0 * ~allowed),
        "You subtracted 10 from the forbidden logits. Which number makes e^z exactly 0, however large the logit was?",
    ),
    Mistake(
        lambda z, allowed: softmax(z - 100.0 * ~allowed),
        "You subtracted 100 from the forbidden logits. Which number makes e^z exactly 0, however large the logit was?",
    ),
)


@exercise(
    "09.4",
    cases=(
        (np.array([1.0, 2.0, 0.5]), np.array([True, True, False])),
        (np.array([-1.0, 0.0, 3.0, 1.0]), np.array([True, False, False, True])),
        (np.array([0.5, 1.5]), np.array([True, True])),
        (np.array([1.0, 0.0, 2000.0]), np.array([True, True, False])),
        (np.array([-1000.0, -1002.0, 0.0]), np.array([True, True, False])),
        (np.array([1000.0, 999.0, 1001.0]), np.array([True, True, False])),
    ),
    mistakes=_MASKED_MISTAKES,
)
def masked_softmax(z, allowed):
    """Give the softmax over the allowed classes, and 0 for the others."""
    return _masked(z, allowed)


def _pair(m, s):
    return np.array([m, s], dtype=np.float64)


_ONLINE_MISTAKES = (
    Mistake(
        lambda m, s, z: _pair(max(m, z), s + math.exp(z - max(m, z))),
        "You did not rescale the old sum. From which maximum are its terms measured?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), s * _exp(max(m, z) - m) + math.exp(z - max(m, z))),
        "You rescaled the old sum the wrong way. Do terms grow or shrink when they are measured from a larger maximum?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), s + _exp(z - m)),
        "You measured old and new terms from the old maximum. From which maximum is the new sum measured?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), s * math.exp(m - max(m, z)) + _exp(z - m)),
        "You measured only the new term from the old maximum. From which one is the new sum measured?",
    ),
    Mistake(
        lambda m, s, z: _pair(z, s * _exp(m - z) + 1),
        "You took the new logit as the maximum in every case. What if it is smaller?",
    ),
    Mistake(
        lambda m, s, z: _pair(m, s + _exp(z - m)),
        "You kept the old maximum. What happens when a logit arrives that is 1000 larger?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), s * math.exp(m - max(m, z)) + 1),
        "You added 1 for the new logit. Is it always the largest?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), s * math.exp(m - max(m, z))),
        "The new logit adds nothing to your sum. Which term does it bring?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), s * math.exp(m - max(m, z)) + _exp(np.asarray(z))),
        "You added e^z without a shift. From which maximum is the sum measured?",
    ),
    Mistake(
        lambda m, s, z: _pair(max(m, z), math.log(s * math.exp(m - max(m, z)) + math.exp(z - max(m, z)))),
        "You gave the logarithm of the sum. Which number does the next step rescale?",
    ),
)


@exercise(
    "09.5",
    cases=(
        (1.0, 1.0, 3.0),
        (2.0, 1.5, 1.0),
        (0.0, 2.0, 0.0),
        (-5.0, 3.0, -2.0),
        (10.0, 1.25, -1000.0),
        (-1000.0, 2.0, 5.0),
    ),
    mistakes=_ONLINE_MISTAKES,
)
def online_update(m, s, z):
    """Give the new maximum and the new sum relative to it."""
    larger = max(m, z)
    return _pair(larger, s * math.exp(m - larger) + math.exp(z - larger))
