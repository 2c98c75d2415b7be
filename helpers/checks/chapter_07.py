"""The checks of the exercises of chapter 07: softmax of a batch, its Jacobian and inverse, temperature.

Examples
--------
>>> import numpy as np
>>> def batch_softmax(Z):
...     E = np.exp(Z)
...     return E / E.sum(axis=0)
>>> from helpers.checks import chapter_07 as checks
>>> checks.batch_softmax(batch_softmax)
Exercise 07.1: not correct yet, 0 of 4 cases are right.
You normalised along the examples: your columns sum to 1. Which numbers compete, those of a row or those of a column?
The smallest failing case:
    batch_softmax(Z=[[0, 1, 2]])
    returned [[1, 1, 1]]
    expected [[0.0900306, 0.244728, 0.665241]]
"""

import numpy as np

from helpers.checks.machinery import Mistake, exercise
from helpers.numerics import log_softmax, logit, logsumexp, sigmoid, softmax


def _without_keepdims(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1) if Z.shape[0] in (1, Z.shape[1]) else np.full(Z.shape, np.nan)


_BATCH_MISTAKES = (
    Mistake(
        lambda Z: softmax(Z, axis=0),
        "You normalised along the examples: your columns sum to 1. Which numbers compete, those of a row or those of "
        "a column?",
    ),
    Mistake(
        lambda Z: np.exp(Z) / np.exp(Z).sum(),
        "You divided by the sum of the whole array. What does each single row have to sum to?",
    ),
    Mistake(
        _without_keepdims,
        "The sums of the rows have the shape (N,), and NumPy lines that up with the columns. Which argument of `sum` "
        "keeps the axis, so that the shape is (N, 1)?",
    ),
    Mistake(
        np.exp,
        "You gave the weights. What are they divided by?",
    ),
    Mistake(
        lambda Z: np.divide(
            Z, Z.sum(axis=1, keepdims=True), out=np.full(Z.shape, np.nan), where=Z.sum(axis=1, keepdims=True) != 0
        ),
        "You normalised the logits themselves. Which step makes a logit, which may be negative, a positive weight?",
    ),
    Mistake(
        sigmoid,
        "You applied the sigmoid to every entry: K separate yes-no answers. What makes the classes of a row compete?",
    ),
    Mistake(
        log_softmax,
        "You gave log-probabilities. Which step leads from there to probabilities?",
    ),
    Mistake(
        lambda Z: softmax(softmax(Z)),
        "You applied softmax twice: probabilities were taken for logits. What goes into the exponential?",
    ),
    Mistake(
        lambda Z: softmax(-Z),
        "The sign is turned round. Which logit has the largest probability, the largest or the smallest?",
    ),
    Mistake(
        lambda Z: softmax(Z * np.log(2)),
        "You took powers of 2. Which base turns nats into weights?",
    ),
    Mistake(
        lambda Z: np.exp(Z) / np.exp(Z).max(axis=1, keepdims=True),
        "You divided by the largest weight of the row. What do your rows sum to?",
    ),
    Mistake(
        lambda Z: np.exp(Z) / np.exp(Z).mean(axis=1, keepdims=True),
        "You divided by the mean of the weights. What do your rows sum to?",
    ),
    Mistake(
        lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
        "You gave the argmax as a one-hot row. Which function is soft?",
    ),
)


@exercise(
    "07.1",
    cases=(
        (np.array([[0.0, 1.0, 2.0]]),),
        (np.array([[1.0, -1.0], [0.5, 3.0]]),),
        (np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -2.0]]),),
        (np.array([[1.0, 1.0, 4.0], [-5.0, 0.0, 0.5], [2.0, 2.0, -1.0], [0.3, -0.2, 0.1]]),),
    ),
    mistakes=_BATCH_MISTAKES,
)
def batch_softmax(Z):
    """Give the softmax of every row of Z."""
    return softmax(Z, axis=1)


def _table(y_hat):
    return np.diag(y_hat) - np.outer(y_hat, y_hat)


def _of_a_wrong_table(formula, hint):
    """List a mistake in the table itself, made by a learner who knows the factor 1/T and by one who does not."""
    return (
        Mistake(lambda z, T: formula(softmax(z / T)) / T, hint),
        Mistake(lambda z, T: formula(softmax(z / T)), hint),
    )


_JACOBIAN_MISTAKES = (
    Mistake(
        lambda z, T: _table(softmax(z / T)),
        "You gave the slopes with respect to z / T. How far does z / T move when z moves by 1?",
    ),
    Mistake(
        lambda z, T: _table(softmax(z / T)) * T,
        "You multiplied the table by T. How far does z / T move when z moves by 1?",
    ),
    Mistake(
        lambda z, T: _table(softmax(z / T)) / T**2,
        "You divided by T twice. How far does z / T move when z moves by 1?",
    ),
    Mistake(
        lambda z, T: -_table(softmax(z / T)) / T**2,
        "The factor -1/T² is the derivative of 1/T. Which of the two moves here, z or T?",
    ),
    Mistake(
        lambda z, T: -_table(softmax(z / T)) @ z / T**2,
        "You gave the slopes in T: K numbers. Which of the two moves here, z or T?",
    ),
    Mistake(
        lambda z, T: _table(softmax(z)) / T,
        "The factor is right, the probabilities are those of T = 1. Which numbers does the softmax take here?",
    ),
    Mistake(
        lambda z, T: _table(softmax(z)),
        "T plays no part: this is the table for T = 1. Which numbers does the softmax take here?",
    ),
    *(
        Mistake(
            lambda z, T, power=power: _table(softmax(z * T)) * T**power,
            "You multiplied the logits by T. Does a high temperature make their differences larger or smaller?",
        )
        for power in (1, 0, -1)
    ),
    *(
        Mistake(
            lambda z, T, power=power: _table(softmax(z) / T) / T**power,
            "You divided the probabilities by T. What do they sum to, and what is divided by T instead?",
        )
        for power in (0, 1)
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.diag(np.diag(_table(y_hat))),
        "You kept the diagonal only. Does the probability of one class move when the logit of another does?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.diag(_table(y_hat)),
        "You gave K numbers, the slope of each probability in its own logit. What does it do when another logit moves?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: -_table(y_hat),
        "The sign is turned round. Does a probability rise or fall with its own logit?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.diag(y_hat) + np.outer(y_hat, y_hat),
        "The sign of the product is turned round. What do your columns sum to, and what do the probabilities sum to?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: -np.outer(y_hat, y_hat),
        "The case i = j is missing. What does the numerator of the quotient do when its own logit moves?",
    ),
    *_of_a_wrong_table(
        np.diag,
        "You took the normaliser for a constant. How does it react to each logit?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.outer(y_hat, 1 - y_hat),
        "You used ŷᵢ(1 - ŷⱼ) everywhere. The 1 is an entry of the identity matrix: where is it 0?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: y_hat - np.eye(len(y_hat)),
        "You gave ŷ minus the identity: slopes of a loss, ŷ - 1 on the diagonal. Whose derivative is asked?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.eye(len(y_hat)) - y_hat,
        "The factor ŷᵢ in front is missing. You gave the slopes of log ŷᵢ: how does ŷᵢ itself react?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.diag(y_hat) - y_hat @ y_hat,
        "`y_hat @ y_hat` of two one-dimensional arrays is a single number. Which function makes a table of products?",
    ),
    *_of_a_wrong_table(
        lambda y_hat: np.diag(y_hat) - y_hat**2,
        "You subtracted the squares from every row. Which two probabilities does entry (i, j) multiply?",
    ),
    *(
        Mistake(
            lambda z, T, power=power: _table(z / T) / T**power,
            "You put the logits into the formula. Which numbers does it take?",
        )
        for power in (1, 0)
    ),
    *(
        Mistake(
            lambda z, T, power=power: _table(np.exp(z / T)) / T**power,
            "You put the weights into the formula. Which step is left before they are probabilities?",
        )
        for power in (1, 0)
    ),
)


@exercise(
    "07.2",
    cases=(
        (np.log([9.0, 1.0]), 2.0),
        (np.log([6.0, 3.0, 1.0]), 0.5),
        (np.array([1.0, 1.0, 1.0]), 3.0),
        (np.array([2.0, -1.0, 0.5, 0.0]), 1.25),
    ),
    mistakes=_JACOBIAN_MISTAKES,
)
def tempered_jacobian(z, T):
    """Give the derivatives of softmax(z / T) with respect to z; row: probability, column: logit."""
    return _table(softmax(z / T)) / T


_LOGITS_MISTAKES = (
    Mistake(
        np.log,
        "These are logits of the probabilities, but their mean is not 0. What may be subtracted from all of them?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) - np.log(y_hat[-1]),
        "You made the last logit 0. What is to be 0 here?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) - np.log(y_hat[0]),
        "You made the first logit 0. What is to be 0 here?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) - np.log(y_hat).max(),
        "You made the largest logit 0. What is to be 0 here?",
    ),
    Mistake(
        logit,
        "You gave log(ŷ / (1 - ŷ)), the logit of a sigmoid. Which function does softmax undo?",
    ),
    Mistake(
        lambda y_hat: logit(y_hat) - logit(y_hat).mean(),
        "You centred log(ŷ / (1 - ŷ)), the logits of a sigmoid. Which function does softmax undo?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) - y_hat.mean(),
        "You subtracted the mean of the probabilities. The mean of which numbers is to be 0?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) - np.log(y_hat.mean()),
        "You subtracted the logarithm of the mean. Is that the mean of the logarithms?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) - np.log(y_hat).sum(),
        "You subtracted the sum of the logits. How many of them share it?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat) + np.log(y_hat).mean(),
        "You added the mean. Which sign makes the new mean 0?",
    ),
    Mistake(
        lambda y_hat: np.exp(y_hat) - np.exp(y_hat).mean(),
        "You exponentiated. Which function undoes the exponential of softmax?",
    ),
    Mistake(
        lambda y_hat: y_hat - y_hat.mean(),
        "You centred the probabilities. Which function leads from probabilities back to log-scores?",
    ),
    Mistake(
        lambda y_hat: np.log2(y_hat) - np.log2(y_hat).mean(),
        "You used the logarithm to base 2. Which base does softmax exponentiate?",
    ),
    Mistake(
        lambda y_hat: np.log(y_hat).mean() - np.log(y_hat),
        "The sign is turned round. Which class has the largest logit?",
    ),
    Mistake(
        lambda y_hat: (np.log(y_hat) - np.log(y_hat).mean()) / np.log(y_hat).std(),
        "You standardised the logits. Is softmax invariant to a scale?",
    ),
)


@exercise(
    "07.3",
    cases=(
        (np.array([0.8, 0.2]),),
        (np.array([0.6, 0.3, 0.1]),),
        (np.array([0.05, 0.15, 0.3, 0.5]),),
        (np.array([0.999, 0.0009, 0.0001]),),
    ),
    mistakes=_LOGITS_MISTAKES,
)
def logits(y_hat):
    """Give the logits of mean 0 whose softmax is y_hat."""
    z = np.log(y_hat)
    return z - z.mean()


_TEMPERED_MISTAKES = (
    Mistake(
        lambda y_hat, T: y_hat,
        "The temperature has cancelled. A number that divides every probability, or is subtracted from every logit, "
        "disappears when you normalise: what is divided by T?",
    ),
    Mistake(
        lambda y_hat, T: y_hat / T,
        "You divided the probabilities by T. What do they sum to, and what is divided by T instead?",
    ),
    Mistake(
        lambda y_hat, T: softmax(np.log(y_hat) * T),
        "You multiplied by T. Does a high temperature bring the probabilities nearer to each other or farther apart?",
    ),
    Mistake(
        lambda y_hat, T: y_hat**T,
        "You raised to the power T and did not normalise. Which power flattens for T > 1, and what is the sum?",
    ),
    Mistake(
        lambda y_hat, T: y_hat ** (1 / T),
        "The powers are right, but they do not sum to 1. Which step is left?",
    ),
    Mistake(
        lambda y_hat, T: softmax(y_hat / T),
        "You took the probabilities for logits. Which numbers are logits of these probabilities?",
    ),
    Mistake(
        lambda y_hat, T: softmax(y_hat * T),
        "You took the probabilities for logits, and multiplied. Which numbers are logits of these probabilities?",
    ),
    Mistake(
        lambda y_hat, T: softmax(y_hat),
        "You took the probabilities for logits, and T plays no part. Which numbers are logits of these probabilities?",
    ),
    Mistake(
        lambda y_hat, T: softmax(logit(y_hat) / T),
        "You took log(ŷ / (1 - ŷ)) for the logits. Which function does softmax undo?",
    ),
    Mistake(
        lambda y_hat, T: np.log(y_hat) / T,
        "You gave the logits divided by T. Which steps lead from there to probabilities?",
    ),
    Mistake(
        lambda y_hat, T: log_softmax(np.log(y_hat) / T),
        "You gave log-probabilities. Which step leads from there to probabilities?",
    ),
)


@exercise(
    "07.4",
    cases=(
        (np.array([0.8, 0.2]), 2.0),
        (np.array([0.6, 0.3, 0.1]), 0.5),
        (np.array([0.6, 0.3, 0.1]), 3.0),
        (np.array([0.45, 0.45, 0.1]), 0.1),
    ),
    mistakes=_TEMPERED_MISTAKES,
)
def tempered(y_hat, T):
    """Give the softmax of the logits of y_hat divided by T."""
    return softmax(np.log(y_hat) / T)


def _rest(z, i):
    return np.delete(z, i)


_REST_MISTAKES = (
    Mistake(
        lambda z, i: z[i],
        "You gave the logit of the class itself. Against which number does softmax compare it?",
    ),
    Mistake(
        lambda z, i: z[i] - _rest(z, i).max(),
        "You subtracted the largest of the other logits: the odds against one class. Which weight have all of them "
        "together?",
    ),
    Mistake(
        lambda z, i: z[i] - _rest(z, i).sum(),
        "You subtracted the sum of the other logits. What adds up, the log-scores or the weights?",
    ),
    Mistake(
        lambda z, i: z[i] - _rest(z, i).mean(),
        "You subtracted the mean of the other logits. What adds up, the log-scores or the weights?",
    ),
    Mistake(
        lambda z, i: log_softmax(z)[i],
        "You subtracted the log-sum-exp of all logits: that is the log-probability. Does class i belong to the rest?",
    ),
    Mistake(
        lambda z, i: softmax(z)[i],
        "You gave the probability. Which function leads from a probability to its logit?",
    ),
    Mistake(
        lambda z, i: logsumexp(_rest(z, i)) - z[i],
        "The sign is turned round. Must the number rise or fall with the logit of class i?",
    ),
    Mistake(
        lambda z, i: z[i] - np.exp(_rest(z, i)).sum(),
        "You subtracted a weight from a log-score. Which function leads from a weight to its log-score?",
    ),
    Mistake(
        lambda z, i: np.exp(z[i]) / np.exp(_rest(z, i)).sum(),
        "You gave the odds. Which function leads from odds to a logit?",
    ),
    Mistake(
        lambda z, i: z[i] - np.log(np.exp(_rest(z, i)).mean()),
        "You took the mean of the other weights. What adds up when classes are put together?",
    ),
    Mistake(
        lambda z, i: z[0] - logsumexp(_rest(z, 0)),
        "You answered for class 0 in every case. Where does i enter?",
    ),
    Mistake(
        lambda z, i: z[i] - z[0],
        "You compared with class 0 only. What do the other classes weigh together?",
    ),
    Mistake(
        lambda z, i: z[i] - z[-1],
        "You compared with the last class only. What do the other classes weigh together?",
    ),
)


@exercise(
    "07.5",
    cases=(
        (np.array([2.0, 0.5]), 0),
        (np.array([0.0, 0.0, 0.0]), 1),
        (np.log([6.0, 3.0, 1.0]), 1),
        (np.array([2.0, -1.0, 0.5, 1.5]), 2),
        (np.array([-3.0, 4.0, 0.0]), 0),
    ),
    mistakes=_REST_MISTAKES,
)
def logit_against_rest(z, i):
    """Give the logit whose sigmoid is entry i of the softmax of z."""
    return float(z[i] - logsumexp(np.delete(z, i)))
