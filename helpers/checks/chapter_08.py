"""The checks of the exercises of chapter 08: loss, gradient and weights of a softmax regression.

Examples
--------
>>> import numpy as np
>>> def loss_of_each(z, y):
...     return -z[np.arange(len(y)), y]
>>> from helpers.checks import chapter_08 as checks
>>> checks.loss_of_each(loss_of_each)
Exercise 08.1: not correct yet, 0 of 5 cases are right.
The log-sum-exp is missing. What keeps the loss from falling when every logit is raised?
The smallest failing case:
    loss_of_each(z=[[1, 0]], y=[0])
    returned [-1]
    expected [0.313262]
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise
from helpers.losses import categorical_nll, categorical_nll_grad
from helpers.numerics import log_softmax, logsumexp, sigmoid, softmax


def _own(z, y):
    """Take entry y[k] of each row k."""
    return np.take_along_axis(z, np.asarray(y)[:, None], axis=1)[:, 0]


def _onehot(y, k):
    return np.eye(k)[np.asarray(y)]


_LOGITS = (
    (np.array([[1.0, 0.0]]), np.array([0])),
    (np.array([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]]), np.array([0, 1])),
    (np.array([[0.3, -1.2, 2.0], [1.5, 0.2, -0.4], [-2.0, 0.1, 0.7]]), np.array([2, 0, 1])),
    (np.array([[3.0, -2.0, 0.0, 1.0], [4.0, 6.0, 5.0, 2.0], [0.0, -1.0, 1.0, 0.5]]), np.array([1, 3, 2])),
    (np.array([[40.0, 0.0, 1.0], [0.3, 0.2, -1.0]]), np.array([1, 0])),
)
"""Logits and labels; no label is the largest logit in all rows, N and K differ in most cases, and the probability of
one label is so small that a floor under probabilities would show."""


_LOSS_MISTAKES = (
    Mistake(
        lambda z, y: -_own(z, y),
        "The log-sum-exp is missing. What keeps the loss from falling when every logit is raised?",
    ),
    Mistake(
        lambda z, y: _own(z, y) - logsumexp(z),
        "You gave the log-probability of the label. Which sign makes a loss of it?",
    ),
    Mistake(
        lambda z, y: _own(z, y) + logsumexp(z),
        "You added the logit of the label. Does the loss rise or fall when the right logit rises?",
    ),
    Mistake(
        lambda z, y: np.exp(z).sum(axis=1) - _own(z, y),
        "The logarithm of the sum is missing. What undoes the exponentials?",
    ),
    Mistake(
        lambda z, y: z.max(axis=1) - _own(z, y),
        "You took the maximum for log-sum-exp. What does a label cost whose logit is the largest?",
    ),
    Mistake(
        lambda z, y: np.log(np.exp(z).sum()) - _own(z, y),
        "You summed over all examples and classes. Over which axis do the probabilities of one example sum to 1?",
    ),
    Mistake(
        lambda z, y: -_own(log_softmax(z, axis=0), y),
        "You normalised the columns. Over which axis do the probabilities of one example sum to 1?",
    ),
    Mistake(
        lambda z, y: categorical_nll(softmax(z), y),
        "You applied softmax twice. Do you put logits or probabilities into log-sum-exp?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, y).mean(),
        "You averaged. How many losses are asked, one for the data or one for each example?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, y).sum(),
        "You summed over the examples. How many losses are asked, one for the data or one for each example?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, y) / math.log(2),
        "You used the logarithm to base 2. Which unit is asked?",
    ),
    Mistake(
        lambda z, y: -log_softmax(z).sum(axis=1),
        "You summed over all classes. Of which class is the probability asked?",
    ),
    Mistake(
        lambda z, y: -log_softmax(z).max(axis=1),
        "You took the probability of the class that the model prefers. Of which class is the probability asked?",
    ),
    Mistake(
        lambda z, y: -np.log(np.maximum(_own(softmax(z), y), 1e-7)),
        "You put a floor under the probability. Which loss has a label that trails by 40?",
    ),
    Mistake(
        lambda z, y: 1 - _own(softmax(z), y),
        "You subtracted the probability from 1. Which function of the probability is the loss?",
    ),
    Mistake(
        lambda z, y: np.log1p(np.exp(-_own(z, y))),
        "You used the softplus of the label's own logit, as for two classes with one logit. Where are the others?",
    ),
)


@exercise("08.1", cases=_LOGITS, mistakes=_LOSS_MISTAKES)
def loss_of_each(z, y):
    """Give -z_y + log Σⱼ e^zⱼ for each row."""
    return categorical_nll(z, y)


def _at_label(values, y, k):
    return _onehot(y, k) * values[:, None]


_GRADIENT_MISTAKES = (
    Mistake(
        lambda z, y: softmax(z),
        "The label plays no part. What does the first term of the loss, -z_y, add to the slope?",
    ),
    Mistake(
        lambda z, y: -categorical_nll_grad(z, y),
        "The sign is turned round: that is the push. Does the loss rise or fall when the right logit rises?",
    ),
    Mistake(
        lambda z, y: _at_label(_own(softmax(z), y) - 1, y, z.shape[1]),
        "Only the label has a slope in your answer. Through which term of the loss do the other logits act?",
    ),
    Mistake(
        lambda z, y: softmax(z) * (1 - softmax(z)),
        "You gave s(1 - s), the diagonal of the Jacobian. Is the slope of the prediction asked, or that of the loss?",
    ),
    Mistake(
        lambda z, y: _own(softmax(z), y)[:, None] * (_onehot(y, z.shape[1]) - softmax(z)),
        "You gave the slope of the label's probability, a row of the Jacobian. Which factor leads on to the loss?",
    ),
    Mistake(
        lambda z, y: _own(softmax(z), y)[:, None] * categorical_nll_grad(z, y),
        "You gave the slope of minus the label's probability. Which function of that probability is the loss?",
    ),
    Mistake(
        lambda z, y: _at_label(-1 / _own(softmax(z), y), y, z.shape[1]),
        "You gave the slope with respect to the predictions. How do the predictions react to the logits?",
    ),
    Mistake(
        lambda z, y: z - _onehot(y, z.shape[1]),
        "You subtracted the label from the logits. Which function makes predictions of them?",
    ),
    Mistake(
        lambda z, y: sigmoid(z) - _onehot(y, z.shape[1]),
        "You used a sigmoid for each class. What do the predictions of one example have to sum to?",
    ),
    Mistake(
        lambda z, y: softmax(z, axis=0) - _onehot(y, z.shape[1]),
        "You normalised the columns. Over which axis do the probabilities of one example sum to 1?",
    ),
    Mistake(
        lambda z, y: softmax(softmax(z)) - _onehot(y, z.shape[1]),
        "You applied softmax twice. What kind of number goes into a softmax?",
    ),
    Mistake(
        lambda z, y: categorical_nll_grad(z, y) / len(y),
        "You divided by the number of examples. Is the slope of a mean asked?",
    ),
    Mistake(
        lambda z, y: np.exp(z) - _onehot(y, z.shape[1]),
        "You did not normalise. What do the predictions of one example have to sum to?",
    ),
    Mistake(
        lambda z, y: softmax(z) - _onehot(y, z.shape[1]).max(axis=0),
        "You subtracted 1 from whole columns, in every row. Which pairs of row and column are meant?",
    ),
    Mistake(
        lambda z, y: softmax(z) - np.asarray(y)[:, None],
        "You subtracted the class indices. Which rows of 0 and 1 stand for them?",
    ),
    Mistake(
        lambda z, y: softmax(z) - 1,
        "You subtracted 1 from every entry. In which column of each row is the label a 1?",
    ),
    Mistake(
        lambda z, y: categorical_nll(z, y),
        "You gave the loss itself. Whose derivative is asked?",
    ),
)


@exercise("08.2", cases=_LOGITS, mistakes=_GRADIENT_MISTAKES)
def gradient_of_logits(z, y):
    """Give ŷ - onehot(y) for each row."""
    return categorical_nll_grad(z, y)


def _slopes(X, residual):
    return np.vstack([X.T @ residual, residual.sum(axis=0)]) / len(X)


def _residual(X, y, W, b):
    return categorical_nll_grad(X @ W + b, y)


_SLOPES_MISTAKES = (
    Mistake(
        lambda X, y, W, b: _slopes(X, _residual(X, y, W, b)) * len(X),
        "You summed over the examples. What makes a mean of a sum?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, _residual(X, y, W, b)) / len(b),
        "You divided by the number of classes as well. The mean is over what?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, _residual(X, y, W, b)) * len(X) / len(b),
        "You divided by the number of classes. The mean is over what?",
    ),
    Mistake(
        lambda X, y, W, b: -_slopes(X, _residual(X, y, W, b)),
        "The sign is turned round. In the slope of the loss, which of prediction and label comes first?",
    ),
    Mistake(
        lambda X, y, W, b: np.vstack([X.T @ _residual(X, y, W, b) / len(X), np.zeros(len(b))]),
        "The slope of the bias is 0 in every class. Over which axis did you sum, examples or classes?",
    ),
    Mistake(
        lambda X, y, W, b: np.vstack([X.T @ _residual(X, y, W, b) / len(X), _residual(X, y, W, b).sum(axis=0)]),
        "The slopes of the weights are right, those of the bias are those of the sum. Which loss has one divisor?",
    ),
    Mistake(
        lambda X, y, W, b: np.vstack([X.T @ _residual(X, y, W, b), _residual(X, y, W, b).mean(axis=0)]),
        "The slopes of the bias are right, those of the weights are those of the sum. By what do you divide X^T R?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, _residual(X, y, W, 0 * b)),
        "The bias is missing from the logits. What is z?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, softmax(X @ W + b)),
        "The labels play no part. What is subtracted from the predictions?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, X @ W + b - _onehot(y, len(b))),
        "You subtracted the labels from the logits. Which function makes predictions of them?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, softmax(X @ W + b, axis=0) - _onehot(y, len(b))),
        "You normalised over the examples. Over which axis do the probabilities of one example sum to 1?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, softmax(softmax(X @ W + b)) - _onehot(y, len(b))),
        "You applied softmax twice. What kind of number goes into a softmax?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, sigmoid(X @ W + b) - _onehot(y, len(b))),
        "You used a sigmoid for each class. What do the predictions of one example have to sum to?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, softmax(X @ W + b) - np.asarray(y)[:, None]),
        "You subtracted the class indices. Which rows of 0 and 1 stand for them?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, _residual(X, y, W, b) * softmax(X @ W + b) * (1 - softmax(X @ W + b))),
        "You multiplied by s(1 - s) as well. Has that factor not cancelled?",
    ),
    Mistake(
        lambda X, y, W, b: X.T @ _residual(X, y, W, b) / len(X),
        "The row of the bias is missing. Which feature is always 1?",
    ),
    Mistake(
        lambda X, y, W, b: np.roll(_slopes(X, _residual(X, y, W, b)), 1, axis=0),
        "The slopes of the bias are the first row. Where are they asked?",
    ),
    Mistake(
        lambda X, y, W, b: _slopes(X, _residual(X, y, W, b)).T,
        "Rows and columns are exchanged. Which shape has the array that is asked?",
    ),
)


@exercise(
    "08.3",
    cases=(
        (np.array([[1.0, -2.0]]), np.array([1]), np.zeros((2, 3)), np.zeros(3)),
        (
            np.array([[1.0, 2.0], [0.5, -1.0], [-1.0, 2.0], [2.0, 0.3]]),
            np.array([0, 2, 1, 2]),
            np.array([[0.5, -1.0, 0.2], [0.3, 0.1, -0.6]]),
            np.array([0.2, -0.4, 0.5]),
        ),
        (
            np.array([[1.5], [-0.5], [0.7], [-1.1]]),
            np.array([1, 0, 2, 1]),
            np.array([[0.8, -0.3, 0.4]]),
            np.array([0.6, -0.1, -0.2]),
        ),
    ),
    mistakes=_SLOPES_MISTAKES,
)
def slopes_of_parameters(X, y, W, b):
    """Give Xᵀ(Ŷ - Y)/N, and below it the mean of the rows of Ŷ - Y."""
    return _slopes(X, _residual(X, y, W, b))


_SMALLEST_MISTAKES = (
    Mistake(
        lambda W: W - W.mean(axis=0),
        "Each column has the mean 0 now, but the columns do not add up to 0. Over which axis is one feature spread?",
    ),
    Mistake(
        lambda W: W - W.mean(),
        "You subtracted one number everywhere. May each feature not have its own?",
    ),
    Mistake(
        lambda W: W - W[:, :1],
        "You made the first class the reference. That is the same model, but is it the smallest?",
    ),
    Mistake(
        lambda W: W - W[:, -1:],
        "You made the last class the reference. That is the same model, but is it the smallest?",
    ),
    Mistake(
        lambda W: W + W.mean(axis=1, keepdims=True),
        "You added the mean of the columns. Which sign has the best v?",
    ),
    Mistake(
        lambda W: W - W.sum(axis=1, keepdims=True),
        "You subtracted the sum of the columns. How many columns share it?",
    ),
    Mistake(
        lambda W: W - W.min(axis=1, keepdims=True),
        "You subtracted the smallest entry of each row. At which v is a sum of squares smallest?",
    ),
    Mistake(
        lambda W: W - W.max(axis=1, keepdims=True),
        "You subtracted the largest entry of each row, as one does before an exponential. Is that the smallest square?",
    ),
    Mistake(
        lambda W: W - np.median(W, axis=1, keepdims=True),
        "You subtracted the median. Which number makes the sum of squared distances smallest?",
    ),
    Mistake(
        lambda W: W / np.linalg.norm(W),
        "You divided by the norm. Does softmax not notice a factor?",
    ),
    Mistake(
        lambda W: np.zeros_like(W),
        "You gave the smallest weights of all. Do they give the same predictions?",
    ),
    Mistake(
        lambda W: W,
        "You returned W as it was. What do its columns add up to?",
    ),
)


@exercise(
    "08.4",
    cases=(
        (np.array([[3.0, 0.0, 0.0]]),),
        (np.array([[1.0, 2.0, 6.0], [0.5, -1.0, 0.2]]),),
        (np.array([[1.0, 4.0], [2.0, -3.0], [0.3, 0.4]]),),
        (np.array([[2.0, -1.0, 0.0, 5.0], [1.0, 1.0, 3.0, -2.0]]),),
    ),
    mistakes=_SMALLEST_MISTAKES,
)
def smallest_weights(W):
    """Give W - mean of its columns."""
    return W - W.mean(axis=1, keepdims=True)


_GAP_MISTAKES = (
    Mistake(
        lambda loss, K: -math.log(math.expm1(loss)),
        "The number of rivals is missing: this is the gap for K = 2. How many terms has the sum?",
    ),
    Mistake(
        lambda loss, K: math.log(K / math.expm1(loss)),
        "You counted K rivals. Is the label a rival of itself?",
    ),
    Mistake(
        lambda loss, K: math.log(math.expm1(loss) / (K - 1)),
        "The sign is turned round: this is how far the label trails. Is a small loss a large lead?",
    ),
    Mistake(
        lambda loss, K: math.log(K - 1) - loss,
        "You lost the 1 inside the logarithm. Which term of the sum belongs to the label itself?",
    ),
    Mistake(
        lambda loss, K: (K - 1) / math.expm1(loss),
        "You gave e^g. What undoes the exponential?",
    ),
    Mistake(
        lambda loss, K: math.exp(-loss),
        "You gave the probability of the label. Which gap between logits makes it?",
    ),
    Mistake(
        lambda loss, K: math.log(1 / math.expm1(loss)) - math.log(K - 1),
        "You divided by the number of rivals. Does it take a larger or a smaller lead to beat more of them?",
    ),
    Mistake(
        lambda loss, K: math.log2((K - 1) / math.expm1(loss)),
        "You used the logarithm to base 2. In which unit is a logit?",
    ),
    Mistake(
        lambda loss, K: math.log((K - 1) / (math.exp(loss) + 1)),
        "A sign is wrong: e^J = 1 + (K - 1) e^-g. What is e^J - 1?",
    ),
    Mistake(
        lambda loss, K: math.log(K) - loss,
        "You gave how far the loss is below log K. At equal logits that is the gap, 0; is it elsewhere?",
    ),
    Mistake(
        lambda loss, K: math.log1p((K - 1) * math.exp(-loss)),
        "You put the loss into (08.5) where the gap belongs. Which of the two is given?",
    ),
)


@exercise(
    "08.5",
    cases=((1.0, 2), (0.1, 10), (math.log(4), 4), (3.0, 3), (0.01, 1000)),
    mistakes=_GAP_MISTAKES,
    rtol=1e-6,
    atol=1e-9,
)
def gap_for_loss(loss, K):
    """Give log((K - 1) / (e^loss - 1))."""
    return math.log((K - 1) / math.expm1(loss))
