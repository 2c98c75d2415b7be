"""The checks of the exercises of chapter 05: the loss from logits, the gradient, one step, a given probability.

Logits are real numbers, labels are 0 or 1, losses are in nats.

Examples
--------
>>> def input_of_probability(c, w, b):
...     return (c - b) / w
>>> from helpers.checks import chapter_05 as checks
>>> checks.input_of_probability(input_of_probability)
Exercise 05.4: not correct yet, 0 of 6 cases are right.
You set the logit equal to the probability. Which logit has the probability c?
The smallest failing case:
    input_of_probability(c=0.5, w=2, b=1)
    returned -0.25
    expected -0.5
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise, guarded
from helpers.losses import binary_nll, binary_nll_grad
from helpers.numerics import logit, sigmoid, softplus


def _bytes(*labels) -> np.ndarray:
    return np.array(labels, dtype=np.uint8)


def _wrapped(z, y) -> np.ndarray:
    """Compute ζ((1 − 2y) z) with 1 − 2y in the type of the labels; nan where the exponential overflows."""
    s = (1 - 2 * y) * z
    return np.where(s > 700, math.nan, np.log1p(np.exp(np.minimum(s, 700))))


def _wrapped_two_terms(z, y) -> np.ndarray:
    """Compute −y log ŷ − (1 − y) log(1 − ŷ) with −y in the type of the labels."""
    return -1.0 * (-y) * binary_nll(z, 1) + (1 - y) * binary_nll(z, 0)


def _signed(y) -> np.ndarray:
    return 2.0 * y - 1


_LOSS_MISTAKES = (
    Mistake(
        lambda z, y: binary_nll(-z, y),
        "The sign of the exponent is turned, so the right side costs and the wrong side is free. What should a large "
        "positive logit cost for label 1?",
    ),
    Mistake(
        lambda z, y: binary_nll(z, np.zeros(len(y))),
        "Every example is treated as label 0. Where does the label enter?",
    ),
    Mistake(
        lambda z, y: binary_nll(z, np.ones(len(y))),
        "Every example is treated as label 1. Where does the label enter?",
    ),
    Mistake(
        lambda z, y: np.where(y == 1, binary_nll(z, 1), math.log(2)),
        "You put labels 0 and 1 into the formula for −1 and +1, so every label 0 costs log 2. How do you get −1 from "
        "0?",
    ),
    *(
        Mistake(
            formula,
            "Unsigned bytes cannot hold −1: it became 255. Into which type do the labels have to be converted first?",
        )
        for formula in (_wrapped, lambda z, y: softplus((1 - 2 * y) * z), _wrapped_two_terms)
    ),
    Mistake(
        lambda z, y: -binary_nll(z, y),
        "You returned the log-probability of the label. Which sign has a loss?",
    ),
    Mistake(
        lambda z, y: np.exp(-binary_nll(z, y)),
        "You returned the probability of the label. Which function makes a loss of it?",
    ),
    Mistake(
        lambda z, y: binary_nll(z, y) / math.log(2),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda z, y: np.maximum(0, -_signed(y) * z),
        "You returned the rectifier. What does an example cost whose logit is exactly 0?",
    ),
    Mistake(
        lambda z, y: np.maximum(0, 1 - _signed(y) * z),
        "You returned the hinge loss of support vector machines. Of which probability is the loss the logarithm?",
    ),
    Mistake(
        lambda z, y: np.where(y == 1, binary_nll(z, y), 0.0),
        "You kept the term of label 1 only, so label 0 costs nothing. What is the second term?",
    ),
    Mistake(
        lambda z, y: binary_nll_grad(z, y),
        "You returned the residual, which is the slope of the loss. Which function has it as its derivative?",
    ),
    Mistake(
        lambda z, y: binary_nll_grad(z, y) ** 2,
        "You returned the squared error of the prediction. Of which number is the loss the logarithm?",
    ),
    Mistake(
        lambda z, y: binary_nll(sigmoid(z), y),
        "You applied the sigmoid first and put a probability where the logit belongs. What does the formula take?",
    ),
    Mistake(
        lambda z, y: binary_nll(z, y).mean(),
        "You returned the mean. The task asks for one loss for each example: which operation is one too many?",
    ),
    Mistake(
        lambda z, y: binary_nll(z, y).sum(),
        "You returned the sum. The task asks for one loss for each example: which operation is one too many?",
    ),
    Mistake(
        lambda z, y: np.where((y == 0) & (sigmoid(z) == 1), math.nan, binary_nll(z, y)),
        "The prediction is 1 in floats where the logit is 40, so nothing is left of 1 − ŷ. Which form takes the logit "
        "itself?",
    ),
    *guarded(
        lambda z, y, guard: -np.log(guard(np.where(y == 1, sigmoid(z), 1 - sigmoid(z)))),
        "You added a small number to the probabilities, or clipped them. A label on the wrong side then costs too "
        "little: which form takes the logit itself?",
    ),
)


@exercise(
    "05.1",
    cases=(
        (np.array([0.0, 2.0]), np.array([1, 1])),
        (np.array([1.0, -1.0]), np.array([0, 1])),
        (np.array([-3.0, 0.5, 2.0]), np.array([1, 0, 0])),
        (np.array([-2.0, 2.0]), _bytes(0, 1)),
        (np.array([-9.0, 4.0, 0.25, -1.5]), _bytes(1, 1, 0, 0)),
        (np.array([40.0, -40.0]), np.array([0, 1])),
    ),
    mistakes=_LOSS_MISTAKES,
)
def loss_of_each(z, y):
    """Give the loss of each label at its logit, in nats."""
    return binary_nll(z, y)


def _residual(X, y, w, b) -> np.ndarray:
    return binary_nll_grad(X @ w + b, y)


def _weights_slope(X, y, w, b) -> np.ndarray:
    return X.T @ _residual(X, y, w, b) / len(y)


def _spread(X, w, b) -> np.ndarray:
    """Give ŷ(1 − ŷ) of each example."""
    z = X @ w + b
    return sigmoid(z) * sigmoid(-z)


_GRADIENT_MISTAKES = (
    Mistake(
        lambda X, y, w, b: -_weights_slope(X, y, w, b),
        "The sign is turned: you used y − ŷ. Does the loss rise or fall in the direction that you returned?",
    ),
    Mistake(
        lambda X, y, w, b: len(y) * _weights_slope(X, y, w, b),
        "You returned the gradient of the sum. Which division makes it that of the mean?",
    ),
    Mistake(
        lambda X, y, w, b: len(y) * _weights_slope(X, y, w, b) / len(w),
        "You divided by the number of features, D. Over what is the mean taken?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ (_residual(X, y, w, b) * _spread(X, w, b)) / len(y),
        "There is a factor ŷ(1 − ŷ) too many. Against which derivative does it cancel in the chain rule?",
    ),
    Mistake(
        lambda X, y, w, b: 2 * X.T @ (_residual(X, y, w, b) * _spread(X, w, b)) / len(y),
        "You returned the gradient of the squared error. Which derivative does the loss −log p have with respect to ŷ?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ (_residual(X, y, w, b) / _spread(X, w, b)) / len(y),
        "You used dJ/dŷ where dJ/dz belongs. Which second factor does the chain rule ask for?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ _spread(X, w, b) / len(y),
        "You used dŷ/dz, in which no label occurs. Which derivative tells a right prediction from a wrong one?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ (X @ w + b - y) / len(y),
        "You subtracted the label from the logit, as in a straight-line fit. What turns a logit into a prediction?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ ((X @ w + b > 0) - y) / len(y),
        "You subtracted the label from a decision of 0 or 1. What does the model predict before anything is rounded?",
    ),
    Mistake(
        lambda X, y, w, b: _weights_slope(X, y, w, 0.0),
        "The bias is missing in the logits. What is z?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ (sigmoid(X @ w + b) - _signed(y)) / len(y),
        "You turned the labels into −1 and +1. Which values does ŷ move towards?",
    ),
    Mistake(
        lambda X, y, w, b: X.T @ sigmoid(X @ w + b) / len(y),
        "You used the prediction alone. From what is the label subtracted?",
    ),
    Mistake(
        lambda X, y, w, b: X.mean(axis=0) * _residual(X, y, w, b).mean(),
        "You averaged inputs and residuals before multiplying them. In which order does the sum over the examples put "
        "product and mean?",
    ),
    Mistake(
        lambda X, y, w, b: _residual(X, y, w, b).mean(),
        "You returned the slope for the bias. By which input is each residual multiplied for a weight?",
    ),
    Mistake(
        lambda X, y, w, b: X * _residual(X, y, w, b)[:, None],
        "You returned one row for each example. Along which axis is the mean taken?",
    ),
    Mistake(
        lambda X, y, w, b: (X * _residual(X, y, w, b)[:, None]).mean(axis=1),
        "You averaged over the features, so one number for each example is left. Along which axis lie the examples?",
    ),
)

_X2 = np.array([[1.0, 2.0], [-1.0, 0.5], [0.5, -2.0]])
_X3 = np.array([[2.0, -1.0, 0.5, 1.0], [0.0, 1.5, -1.0, 2.0]])
_X4 = np.array([[0.2, 1.0], [1.3, -0.4], [-0.7, 0.9], [2.1, 0.3], [-1.6, -1.2]])


@exercise(
    "05.2",
    cases=(
        (np.array([[1.0], [2.0]]), np.array([0, 1]), np.array([0.0]), 0.0),
        (np.array([[2.0], [-1.0], [3.0]]), np.array([1, 1, 0]), np.array([0.5]), -1.0),
        (_X2, np.array([0, 1, 1]), np.array([1.0, -0.5]), 0.3),
        (_X3, np.array([1, 0]), np.array([0.3, -0.2, 0.8, 0.1]), -0.7),
        (_X4, np.array([1, 0, 0, 1, 0]), np.array([-1.5, 2.0]), 0.4),
    ),
    mistakes=_GRADIENT_MISTAKES,
)
def gradient_of_weights(X, y, w, b):
    """Give the gradient of the mean loss with respect to the weights."""
    return _weights_slope(X, y, w, b)


def _slopes(x, y, w, b) -> np.ndarray:
    residual = binary_nll_grad(w * x + b, y)
    return np.array([residual @ x, residual.sum()]) / len(y)


def _moved(x, y, w, b, rate) -> np.ndarray:
    return np.array([w, b]) - rate * _slopes(x, y, w, b)


def _one_after_the_other(x, y, w, b, rate) -> np.ndarray:
    new_w = _moved(x, y, w, b, rate)[0]
    return np.array([new_w, _moved(x, y, new_w, b, rate)[1]])


def _bias_first(x, y, w, b, rate) -> np.ndarray:
    new_b = _moved(x, y, w, b, rate)[1]
    return np.array([_moved(x, y, w, new_b, rate)[0], new_b])


_STEP_MISTAKES = (
    Mistake(
        lambda x, y, w, b, learning_rate: _moved(x, y, w, b, -learning_rate),
        "You walked up the slope. Which sign makes the loss fall?",
    ),
    Mistake(
        _one_after_the_other,
        "You changed w first and computed the slope for b with the new w. At which parameters are both slopes taken?",
    ),
    Mistake(
        _bias_first,
        "You changed b first and computed the slope for w with the new b. At which parameters are both slopes taken?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: _moved(x, y, w, b, len(y) * learning_rate),
        "You used the slopes of the sum. By what are they divided for the mean loss?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: np.array([w, b]) - learning_rate * _slopes(x, y, w, b) * [len(y), 1],
        "The bias moved by the slope of the mean, the weight by that of the sum. By what is a product of residuals and "
        "inputs divided?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: np.array([_moved(x, y, w, b, learning_rate)[0], b]),
        "The bias did not move. What is its slope?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: np.array([w, _moved(x, y, w, b, learning_rate)[1]]),
        "The weight did not move. What is its slope?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: _moved(x, y, w, b, learning_rate)[::-1],
        "You returned the bias first. Which order does the task ask for?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: _slopes(x, y, w, b),
        "You returned the slopes. From what are they subtracted, and by what are they multiplied?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: -learning_rate * _slopes(x, y, w, b),
        "You returned the step. To what is it added?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: _moved(x, y, w, b, 1.0),
        "You took the step without the learning rate. How long is a step per unit of slope?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: np.array([w, b]) - learning_rate * _slopes(x, y, w, b)[1],
        "You moved the weight by the slope for the bias. By which input is each residual multiplied for the weight?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: (
            np.array([w, b]) - learning_rate * np.array([np.mean((w * x + b - y) * x), np.mean(w * x + b - y)])
        ),
        "You subtracted the label from the logit, as in a straight-line fit. What turns a logit into a prediction?",
    ),
    Mistake(
        lambda x, y, w, b, learning_rate: np.array([w, b]) - learning_rate * np.abs(_slopes(x, y, w, b)),
        "You used the size of the slopes. Which way does a parameter move whose slope is negative?",
    ),
)


@exercise(
    "05.3",
    cases=(
        (np.array([1.0, -2.0]), np.array([1, 1]), 0.0, 0.0, 0.5),
        (np.array([2.0, -1.0, 0.5]), np.array([1, 0, 1]), 0.5, -1.0, 0.1),
        (np.array([1.5, -0.3, -2.0, 0.8]), np.array([0, 0, 1, 1]), -1.0, 0.7, 2.0),
        (np.array([0.4, 1.2, -0.9]), np.array([0, 1, 0]), 2.0, -0.5, 0.75),
    ),
    mistakes=_STEP_MISTAKES,
)
def one_step(x, y, w, b, learning_rate):
    """Give w and b after one step of gradient descent on the mean loss."""
    return _moved(x, y, w, b, learning_rate)


_INPUT_MISTAKES = (
    Mistake(
        lambda c, w, b: (c - b) / w,
        "You set the logit equal to the probability. Which logit has the probability c?",
    ),
    Mistake(
        lambda c, w, b: (logit(c) + b) / w,
        "The bias has the wrong sign. On which side of w x + b = z does it stand, and what happens when it changes "
        "sides?",
    ),
    Mistake(
        lambda c, w, b: logit(c) / w,
        "The bias is missing. What is added to w x?",
    ),
    Mistake(
        lambda c, w, b: logit(c) / w - b,
        "You divided before subtracting the bias. In which order is w x + b = z undone?",
    ),
    Mistake(
        lambda c, w, b: (logit(c) - b) * w,
        "You multiplied by the weight. What undoes the product w x?",
    ),
    Mistake(
        lambda c, w, b: -b / w,
        "You returned the boundary, where the probability is ½. Where does c come in?",
    ),
    Mistake(
        lambda c, w, b: (-logit(c) - b) / w,
        "The log-odds have the wrong sign: you gave c to label 0. Which probability stands in the numerator?",
    ),
    Mistake(
        lambda c, w, b: (math.log(c) - b) / w,
        "You took the logarithm of the probability. Of which ratio is the logit the logarithm?",
    ),
    Mistake(
        lambda c, w, b: (c / (1 - c) - b) / w,
        "You used the odds. What makes a logit of them?",
    ),
    Mistake(
        lambda c, w, b: (sigmoid(c) - b) / w,
        "You applied the sigmoid to a probability. Which function goes the other way?",
    ),
    Mistake(
        lambda c, w, b: sigmoid(w * c + b),
        "You put the probability in the place of the input. Which of the two is known?",
    ),
    Mistake(
        lambda c, w, b: (logit(c) / math.log(2) - b) / w,
        "You used the logarithm to base 2. To which base does the sigmoid belong?",
    ),
)


@exercise(
    "05.4",
    cases=(
        (0.5, 2.0, 1.0),
        (0.9, 2.0, 1.0),
        (0.9, -0.5, 3.0),
        (0.1, 4.0, -2.0),
        (0.25, 0.2, 0.6),
        (0.999, 1.5, -0.25),
    ),
    mistakes=_INPUT_MISTAKES,
)
def input_of_probability(c, w, b):
    """Give the input at which the model says the probability `c`."""
    return (logit(c) - b) / w
