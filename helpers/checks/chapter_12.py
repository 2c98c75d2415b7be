"""The checks of the exercises of chapter 12: the parts of a classifier in NumPy, with the mistakes that they invite.

Examples
--------
>>> import numpy as np
>>> from helpers.checks import chapter_12 as checks
>>> def mean_loss(z, y):
...     d = z - z.max(axis=1, keepdims=True)
...     each = np.log(np.exp(d).sum(axis=1)) - d[np.arange(len(y)), y]
...     return each.sum()
>>> checks.mean_loss(mean_loss)
Exercise 12.2: not correct yet, 0 of 6 cases are right.
You added the losses up. Which number, divided by N, does not change when every example is repeated?
The smallest failing case:
    mean_loss(z=[[2, 1, 0], [0, 0, 0]], y=[0, 2])
    returned 1.50622
    expected 0.753109
"""

import numpy as np

from helpers.checks.machinery import Mistake, exercise, guarded
from helpers.losses import categorical_nll, categorical_nll_grad
from helpers.numerics import log_softmax, softmax


def _log(x) -> np.ndarray:
    """Logarithm without a warning: -inf at 0, nan below."""
    x = np.asarray(x, dtype=float)
    return np.log(x, out=np.where(x < 0, np.nan, -np.inf), where=x > 0)


def _divide(a, b) -> np.ndarray:
    """Divide without a warning: nan where b is 0."""
    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), b)
    return np.divide(a, b, out=np.full(a.shape, np.nan), where=b != 0)


# 12.1


def _scaled(train, test, mean, deviation) -> np.ndarray:
    return (test - mean) / np.where(deviation > 0, deviation, 1.0)


_SCALE_MISTAKES = (
    Mistake(
        lambda train, test: _scaled(train, test, test.mean(axis=0), test.std(axis=0)),
        "You measured mean and deviation on the test examples. What does the model know when one new example comes in?",
    ),
    Mistake(
        lambda train, test: _scaled(
            train, test, np.vstack([train, test]).mean(axis=0), np.vstack([train, test]).std(axis=0)
        ),
        "You measured mean and deviation on both sets. Whose numbers must the training not see?",
    ),
    Mistake(
        lambda train, test: _scaled(train, train, train.mean(axis=0), train.std(axis=0)),
        "You gave the training examples, scaled. Which of the two sets is asked for?",
    ),
    Mistake(
        lambda train, test: _divide(test - train.mean(axis=0), train.std(axis=0)),
        "A feature that is constant in the training set has deviation 0: its column becomes nan or inf. What should "
        "such a column be divided by?",
    ),
    Mistake(
        lambda train, test: np.where(
            train.std(axis=0) > 0, _scaled(train, test, train.mean(axis=0), train.std(axis=0)), test
        ),
        "A feature that is constant in the training set is left as it is. What of its mean?",
    ),
    Mistake(
        lambda train, test: np.where(
            train.std(axis=0) > 0, _scaled(train, test, train.mean(axis=0), train.std(axis=0)), 0.0
        ),
        "A feature that is constant in the training set is 0 in every row. May a new example differ from it?",
    ),
    Mistake(
        lambda train, test: _scaled(train, test, train.mean(), train.std()),
        "You took one mean and one deviation for the whole table. Do all features have the same unit?",
    ),
    Mistake(
        lambda train, test: _scaled(train, test, train.mean(axis=1).mean(), train.std(axis=1).mean()),
        "You averaged along the features of an example. Along which axis do the examples lie?",
    ),
    Mistake(
        lambda train, test: _scaled(train, test, train.mean(axis=0), train.var(axis=0)),
        "You divided by the variance. Which power of the unit of a feature does it have?",
    ),
    Mistake(
        lambda train, test: _scaled(train, test, 0.0, train.std(axis=0)),
        "The mean is not subtracted. Where does the scaled training set have its centre?",
    ),
    Mistake(
        lambda train, test: test - train.mean(axis=0),
        "You subtracted the mean and stopped. What makes the features equally wide?",
    ),
    Mistake(
        lambda train, test: _scaled(train, test, train.mean(axis=0), train.std(axis=0, ddof=1)),
        "You divided by the deviation with N − 1. What does this chapter divide by: N or N − 1?",
    ),
    *(
        Mistake(
            lambda train, test, small=small: (test - train.mean(axis=0)) / (train.std(axis=0) + small),
            "You added a small number to the deviations. What becomes of a new value in a column that was constant?",
        )
        for small in (1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
    ),
)


@exercise(
    "12.1",
    cases=(
        (np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0]]), np.array([[3.0, 20.0], [7.0, 0.0]])),
        (np.array([[2.0, 0.0, 1.0], [4.0, 0.0, 1.5]]), np.array([[3.0, 0.0, 2.0], [2.0, 2.0, 1.0]])),
        (np.array([[5.0, 1.0], [5.0, 2.0]]), np.array([[5.0, 4.0], [8.0, 1.0]])),
        (np.array([[0.0], [0.0], [6.0]]), np.array([[1.0], [2.0]])),
    ),
    mistakes=_SCALE_MISTAKES,
)
def scaled_test_set(train, test):
    """Give `test` standardised with the statistics of `train`; a constant column is centred and divided by 1."""
    return _scaled(train, test, train.mean(axis=0), train.std(axis=0))


# 12.2


def _picked(table, y) -> np.ndarray:
    return table[np.arange(len(y)), y]


def _plain_softmax(z) -> np.ndarray:
    """Softmax of rows without a shift: inf/inf where e^z overflows, x/inf = 0 elsewhere in such a row."""
    over = z > np.log(np.finfo(float).max)
    e = np.exp(np.where(over, 0.0, z))
    e = np.where(over.any(axis=1, keepdims=True), 0.0, e / e.sum(axis=1, keepdims=True))
    return np.where(over, np.nan, e)


def _shifted_by_one_maximum(z) -> np.ndarray:
    e = np.exp(np.maximum(z - z.max(), -746.0))
    return _divide(e, e.sum(axis=1, keepdims=True))


_LOSS_MISTAKES = (
    Mistake(
        lambda z, y: categorical_nll(z, y).sum(),
        "You added the losses up. Which number, divided by N, does not change when every example is repeated?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, y).sum() / z.size,
        "You divided by N · K: the mean over a table of one-hot rows counts the zeros. How many examples are there?",
    ),
    Mistake(
        lambda z, y: -categorical_nll(z, y).mean(),
        "The sign is turned round. Is the logarithm of a probability above or below 0?",
    ),
    Mistake(
        lambda z, y: -_picked(z, y).mean(),
        "You took the logits for log-probabilities. What has to be subtracted from a logit first?",
    ),
    Mistake(
        lambda z, y: -_log(_picked(z, y)).mean(),
        "You took the logits for probabilities. Which function makes probabilities of logits?",
    ),
    Mistake(
        lambda z, y: -_picked(softmax(z), y).mean(),
        "You averaged probabilities. Which function of the probability is the loss of an example?",
    ),
    Mistake(
        lambda z, y: -np.log(_picked(softmax(z), y).mean()) if _picked(softmax(z), y).mean() > 0 else np.nan,
        "You took the logarithm of a mean. Of a product of probabilities, which mean does the logarithm make?",
    ),
    Mistake(
        lambda z, y: categorical_nll(softmax(z), y).mean(),
        "The softmax is applied twice. Which kind of number goes into the second one?",
    ),
    Mistake(
        lambda z, y: -_picked(log_softmax(z, axis=0), y).mean(),
        "Your softmax runs down the columns, over the examples. Which axis holds the classes of one example?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, y).mean() / np.log(2),
        "Your logarithm has base 2. In which unit is the loss asked?",
    ),
    Mistake(
        lambda z, y: -log_softmax(z)[:, y].mean(),
        "Your index takes the columns y of every row: a table of N by N. How do you pick one entry of each row?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, (y + z.shape[1] - 1) % z.shape[1]).mean(),
        "Your classes are shifted by one. Do the indices of a row start at 0 or at 1?",
    ),
    Mistake(
        lambda z, y: -_log(_picked(_plain_softmax(z), y)).mean(),
        "The shift is missing: the exponential of 1000 is inf, and inf/inf is nan. Which number may be subtracted from "
        "all logits of a row?",
    ),
    Mistake(
        lambda z, y: -_log(_picked(_shifted_by_one_maximum(z), y)).mean(),
        "You subtracted one maximum from all rows: a row far below it becomes 0/0. Whose maximum does a row need?",
    ),
    Mistake(
        lambda z, y: -_log(_picked(softmax(z), y)).mean(),
        "The logarithm meets a probability that was rounded to 0. Can the logarithm be taken before the exponential "
        "is divided?",
    ),
    *guarded(
        lambda z, y, guard: -_log(guard(_picked(softmax(z), y))).mean(),
        "You put a small number in the place of log 0. Which finite loss does the exact formula give, and which slope?",
    ),
)


@exercise(
    "12.2",
    cases=(
        (np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), np.array([0, 2])),
        (np.array([[0.5, 2.5, -1.0], [3.0, 1.0, 0.5], [1.5, 0.25, 2.0]]), np.array([0, 1, 2])),
        (np.array([[1.0, 3.0], [2.0, 0.5], [0.25, 1.75]]), np.array([1, 0, 0])),
        (np.array([[1000.0, 1001.0, 999.0], [998.0, 1000.0, 1000.0]]), np.array([1, 0])),
        (np.array([[1000.0, 1001.0], [1.0, 2.0]]), np.array([0, 1])),
        (np.array([[20000.0, 1.0], [2.0, 1.0]]), np.array([1, 0])),
    ),
    mistakes=_LOSS_MISTAKES,
)
def mean_loss(z, y):
    """Give the mean negative log-likelihood of the class indices y at the logits z, in nats."""
    return categorical_nll(z, y).mean()


# 12.3


def _gradient(A, y, theta) -> np.ndarray:
    return A.T @ categorical_nll_grad(A @ theta, y) / len(y)


def _one_hot(y, classes) -> np.ndarray:
    return np.eye(classes)[y]


_GRADIENT_MISTAKES = (
    Mistake(
        lambda A, y, theta: _gradient(A, y, theta) * len(y),
        "This is the gradient of the sum. Which number does the mean divide by?",
    ),
    Mistake(
        lambda A, y, theta: _gradient(A, y, theta) / theta.shape[1],
        "You divided by N · K. Over how many examples is the mean?",
    ),
    Mistake(
        lambda A, y, theta: -_gradient(A, y, theta),
        "The sign is turned round. Does a step against the gradient raise or lower the logit of the label?",
    ),
    Mistake(
        lambda A, y, theta: A.T @ softmax(A @ theta) / len(y),
        "The labels play no part. What is subtracted from the probability of the right class?",
    ),
    Mistake(
        lambda A, y, theta: A.T @ (A @ theta - _one_hot(y, theta.shape[1])) / len(y),
        "You subtracted the one-hot rows from the logits. Which kind of number is compared with a label?",
    ),
    Mistake(
        lambda A, y, theta: A.T @ (softmax(A @ theta) - y[:, None]) / len(y),
        "You subtracted the class index itself. Which row has the same kind of number as a row of probabilities?",
    ),
    Mistake(
        lambda A, y, theta: A.T @ (softmax(A @ theta, axis=0) - _one_hot(y, theta.shape[1])) / len(y),
        "Your softmax runs down the columns, over the examples. What must the probabilities of one example sum to?",
    ),
    Mistake(
        lambda A, y, theta: (
            A.T @ (softmax(A @ theta) - _one_hot((y + theta.shape[1] - 1) % theta.shape[1], theta.shape[1])) / len(y)
        ),
        "Your one-hot rows are shifted by one class. Which entry is 1 for the label 0?",
    ),
    Mistake(
        lambda A, y, theta: A.T @ (softmax(softmax(A @ theta)) - _one_hot(y, theta.shape[1])) / len(y),
        "The softmax is applied twice. How often does the model apply it?",
    ),
    Mistake(
        lambda A, y, theta: (
            A.T
            @ ((softmax(A @ theta) - _one_hot(y, theta.shape[1])) * softmax(A @ theta) * (1 - softmax(A @ theta)))
            / len(y)
        ),
        "You multiplied by ŷ(1 − ŷ). With which factor of the loss has the derivative of the softmax cancelled?",
    ),
    Mistake(
        lambda A, y, theta: np.vstack([_gradient(A, y, theta)[:-1], np.zeros((1, theta.shape[1]))]),
        "The last row, the biases, is 0: the residuals were added up over the classes, where they cancel. Over which "
        "axis does a bias collect its residuals?",
    ),
    Mistake(
        lambda A, y, theta: _gradient(A, y, theta) + 2 * theta,
        "You added the gradient of a penalty. Does the loss of this exercise have one?",
    ),
    Mistake(
        lambda A, y, theta: A.T @ (_plain_softmax(A @ theta) - _one_hot(y, theta.shape[1])) / len(y),
        "The shift is missing: the exponential of 1000 is inf. Does the gradient need the softmax to be safe, too?",
    ),
)


@exercise(
    "12.3",
    cases=(
        (np.array([[1.0, 1.0], [-2.0, 1.0]]), np.array([0, 2]), np.array([[0.5, -1.0, 0.0], [0.0, 0.25, 0.5]])),
        (
            np.array([[0.0, 2.0, 1.0], [1.0, -1.0, 1.0], [3.0, 0.5, 1.0]]),
            np.array([1, 0, 1]),
            np.array([[1.0, -0.5], [0.25, 0.75], [-1.0, 0.5]]),
        ),
        (
            np.array([[2.0, 1.0], [1.0, 1.0], [0.5, 1.0]]),
            np.array([2, 1, 0]),
            np.array([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]]),
        ),
        (np.array([[1.0, 1.0], [0.5, 1.0]]), np.array([1, 0]), np.array([[1000.0, 999.0], [1.0, 0.0]])),
    ),
    mistakes=_GRADIENT_MISTAKES,
)
def gradient(A, y, theta):
    """Give the gradient of the mean loss with respect to theta, whose last row holds the biases."""
    return _gradient(A, y, theta)


# 12.4


def _kept(loss, y, w, ignore) -> tuple[np.ndarray, np.ndarray]:
    keep = y != ignore
    return loss[keep], w[y[keep]]


def _total(loss, y, w, ignore) -> float:
    kept, weights = _kept(loss, y, w, ignore)
    return float(weights @ kept)


_WEIGHTED_MISTAKES = (
    Mistake(
        lambda loss, y, w, ignore: _total(loss, y, w, ignore) / len(y),
        "You divided by the number of all examples, ignored ones too. Which sum turns the weights into shares?",
    ),
    Mistake(
        lambda loss, y, w, ignore: _total(loss, y, w, ignore) / (y != ignore).sum(),
        "You divided by the number of kept examples. If every weight is doubled, what should happen to the mean?",
    ),
    Mistake(
        lambda loss, y, w, ignore: _kept(loss, y, w, ignore)[0].mean(),
        "The weights play no part. Which weight belongs to an example?",
    ),
    Mistake(
        lambda loss, y, w, ignore: _total(loss, y, w, ignore) / w.sum(),
        "You divided by the sum of the class weights. How often does each class occur among the kept examples?",
    ),
    Mistake(
        lambda loss, y, w, ignore: _total(loss, y, w, ignore) / w[y].sum(),
        "The ignored examples count below the line: a label of −1 picks the last weight. Which examples belong into "
        "both sums?",
    ),
    Mistake(
        lambda loss, y, w, ignore: float(w[y] @ loss) / w[y].sum(),
        "The ignored examples count: a label of −1 picks the last weight. Which examples belong into both sums?",
    ),
    Mistake(
        _total,
        "You added up and did not divide. What makes a mean of a sum?",
    ),
    Mistake(
        lambda loss, y, w, ignore: (
            float(_kept(loss, y, w, ignore)[0] @ (1 / _kept(loss, y, w, ignore)[1]))
            / (1 / _kept(loss, y, w, ignore)[1]).sum()
        ),
        "You divided by the weights. Does a class of weight 5 count more or less than one of weight 1?",
    ),
    Mistake(
        lambda loss, y, w, ignore: float(np.mean([loss[y == k].mean() * w[k] for k in set(y[y != ignore].tolist())])),
        "You averaged the means of the classes. How many examples has each class?",
    ),
    Mistake(
        lambda loss, y, w, ignore: _total(loss, y, w, -1) / _kept(loss, y, w, -1)[1].sum(),
        "You left out the label −1, whatever `ignore` says. Which label is to be ignored here?",
    ),
    Mistake(
        lambda loss, y, w, ignore: (
            _total(loss, y, w, ignore) / _kept(loss, y, w, ignore)[1].sum() if np.isfinite(loss).all() else np.nan
        ),
        "You multiplied the ignored losses by 0, and 0 · inf is nan. How can they be left out of the sum altogether?",
    ),
)


@exercise(
    "12.4",
    cases=(
        (np.array([0.5, 2.0, 1.0]), np.array([0, 1, -1]), np.array([1.0, 3.0]), -1),
        (np.array([1.0, 0.25, 4.0, 0.75]), np.array([2, 0, 1, 2]), np.array([2.0, 1.0, 5.0]), -1),
        (np.array([3.0, 0.5, 1.5, 2.5, 0.0]), np.array([0, -1, -1, 1, 1]), np.array([4.0, 0.5]), -1),
        (np.array([1.0, 2.0, 6.0]), np.array([1, 1, 0]), np.array([2.0, 2.0]), -1),
        (np.array([2.0, 4.0, 0.5, 1.0]), np.array([0, 1, 2, 1]), np.array([1.0, 3.0, 4.0]), 1),
        (np.array([2.0, np.inf, 5.0]), np.array([1, -1, 0]), np.array([1.0, 3.0]), -1),
    ),
    mistakes=_WEIGHTED_MISTAKES,
)
def weighted_mean(loss, y, w, ignore):
    """Give the mean of the losses of the examples with y != ignore, weighted by the weights of their classes."""
    kept, weights = _kept(loss, y, w, ignore)
    return float(weights @ kept / weights.sum())


# 12.5


def _nll_at(z, y, temperature) -> float:
    return float(categorical_nll(z / temperature, y).mean())


def _best(score, candidates) -> float:
    return float(candidates[int(np.argmin([score(t) for t in candidates]))])


_TEMPERATURE_MISTAKES = (
    Mistake(
        lambda z, y, candidates: _best(lambda t: _nll_at(z, y, 1 / t), candidates),
        "You multiplied by the temperature. Which temperature should make the model less sure, a high or a low one?",
    ),
    Mistake(
        lambda z, y, candidates: _best(lambda t: -_nll_at(z, y, t), candidates),
        "You took the temperature of the largest loss. Which end of the list of losses is asked?",
    ),
    Mistake(
        lambda z, y, candidates: min(_nll_at(z, y, t) for t in candidates),
        "You gave the loss. At which temperature is it?",
    ),
    Mistake(
        lambda z, y, candidates: float(np.argmin([_nll_at(z, y, t) for t in candidates])),
        "You gave the position in the list. Which temperature stands there?",
    ),
    Mistake(
        lambda z, y, candidates: float(candidates[0]),
        "You chose by the accuracy, which no temperature changes, so the first one won. Which score sees how sure the "
        "model is?",
    ),
    Mistake(
        lambda z, y, candidates: _best(lambda t: float(categorical_nll(softmax(z) / t, y).mean()), candidates),
        "You divided probabilities by the temperature. Which kind of number is divided?",
    ),
    Mistake(
        lambda z, y, candidates: _best(lambda t: float((categorical_nll(z, y) / t).mean()), candidates),
        "You divided the loss by the temperature. Which number is divided before the softmax?",
    ),
    Mistake(
        lambda z, y, candidates: _best(lambda t: float(categorical_nll(z / t, z.argmax(axis=1)).mean()), candidates),
        "You scored the model against its own predictions. Whose labels were held out?",
    ),
    Mistake(
        lambda z, y, candidates: _best(
            lambda t: float(abs(softmax(z / t).max(axis=1).mean() - (z.argmax(axis=1) == y).mean())), candidates
        ),
        "You made the mean confidence equal to the accuracy. Which score sees each single example?",
    ),
    Mistake(
        lambda z, y, candidates: _best(
            lambda t: float(np.square(softmax(z / t) - _one_hot(y, z.shape[1])).sum()), candidates
        ),
        "You took the squared error of the probabilities. Which loss is asked for?",
    ),
)


@exercise(
    "12.5",
    cases=(
        (
            np.array([[4.0, 0.0], [0.0, 4.0], [4.0, 0.0], [0.0, 4.0]]),
            np.array([0, 1, 1, 1]),
            np.array([0.25, 0.5, 1.0, 2.0, 4.0, 8.0]),
        ),
        (
            np.array([[0.5, 0.0, 0.0], [0.0, 0.5, 0.25], [0.0, 0.25, 0.5], [0.5, 0.0, 0.25], [0.0, 0.5, 0.0]]),
            np.array([0, 1, 2, 0, 2]),
            np.array([4.0, 2.0, 1.0, 0.5, 0.3, 0.1]),
        ),
        (
            np.array([[3.0, 1.0, 0.0], [0.0, 2.0, 1.0], [1.0, 0.0, 3.0], [2.0, 2.5, 0.0]]),
            np.array([0, 1, 2, 0]),
            np.array([3.0, 1.5, 0.75, 0.25]),
        ),
        (
            np.array([[3.0, -4.0, 6.0], [3.0, -1.0, 4.0], [3.0, -6.0, 2.0], [-1.0, -2.0, 1.0]]),
            np.array([0, 2, 0, 2]),
            np.array([0.25, 0.5, 1.0, 2.0, 4.0]),
        ),
    ),
    mistakes=_TEMPERATURE_MISTAKES,
)
def best_temperature(z, y, candidates):
    """Give the candidate T at which the mean loss of the logits z / T is smallest."""
    return _best(lambda t: _nll_at(z, y, t), candidates)
