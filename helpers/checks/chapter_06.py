"""The checks of the exercises of chapter 06: slopes of losses through a sigmoid, and how long they take to recover.

Examples
--------
>>> import numpy as np
>>> def squared_error_slope(z, y):
...     y_hat = 1 / (1 + np.exp(-z))
...     return 2 * (y_hat - y)
>>> from helpers.checks import chapter_06 as checks
>>> checks.squared_error_slope(squared_error_slope)
Exercise 06.1: not correct yet, 0 of 6 cases are right.
You gave the slope with respect to the prediction. The logit acts through σ: which factor of the chain rule is missing?
The smallest failing case:
    squared_error_slope(z=0, y=1)
    returned -1
    expected -0.25
"""

import math

from helpers.checks.machinery import Mistake, exercise
from helpers.losses import binary_nll_grad, squared_error, squared_error_grad
from helpers.numerics import sigmoid


def _bell(z) -> float:
    """Give σ(z) (1 - σ(z)), the slope of σ."""
    return sigmoid(z) * sigmoid(-z)


_SQUARED_MISTAKES = (
    Mistake(
        lambda z, y: 2 * (sigmoid(z) - y),
        "You gave the slope with respect to the prediction. The logit acts through σ: which factor of the chain rule "
        "is missing?",
    ),
    Mistake(
        lambda z, y: (sigmoid(z) - y) * _bell(z),
        "The factor 2 is missing. What is the derivative of a square?",
    ),
    Mistake(
        lambda z, y: -squared_error_grad(z, y),
        "The sign is turned round. Which of prediction and label comes first in E, and which sign does the inner "
        "derivative bring?",
    ),
    Mistake(
        binary_nll_grad,
        "You gave the slope of the negative log-likelihood. In which of the two losses does the slope of σ cancel?",
    ),
    Mistake(
        lambda z, y: 2 * (sigmoid(z) - y) * sigmoid(z),
        "One factor of the slope of σ is missing. What is the derivative of σ(z), written with σ(z)?",
    ),
    Mistake(
        lambda z, y: 2 * (sigmoid(z) - y) * sigmoid(-z),
        "One factor of the slope of σ is missing. Does the derivative of σ also vanish where σ(z) is near 0?",
    ),
    Mistake(
        lambda z, y: squared_error(z, y) * _bell(z),
        "You kept the square. What happens to the exponent when a square is differentiated?",
    ),
    Mistake(
        lambda z, y: 2 * squared_error(z, y) * _bell(z),
        "You kept the square beside the factor 2. What happens to the exponent when a square is differentiated?",
    ),
    Mistake(
        squared_error,
        "You gave the loss itself. Whose derivative is asked?",
    ),
    Mistake(
        lambda z, y: 2 * (z - y) * _bell(z),
        "You subtracted the label from the logit. Which of logit and prediction is compared with the label in E?",
    ),
    Mistake(
        lambda z, y: 2 * (sigmoid(z) - y) * z * (1 - z),
        "You put the logit into the slope of σ. The formula s(1 - s) takes a value of σ: what is s?",
    ),
)


@exercise(
    "06.1",
    cases=((0.0, 1), (2.0, 1), (2.0, 0), (-3.0, 1), (-3.0, 0), (-8.0, 1)),
    mistakes=_SQUARED_MISTAKES,
)
def squared_error_slope(z, y):
    """Give the derivative of (σ(z) - y)² with respect to z."""
    return squared_error_grad(z, y)


_STEEPEST_MISTAKES = (
    Mistake(
        lambda k: math.log(k),
        "The sign is turned round. Is the label more or less probable than ½ at your point, for k = 2?",
    ),
    Mistake(
        lambda k: -math.log(2),
        "You gave the answer for k = 2 in every case. Where does k enter the derivative?",
    ),
    Mistake(
        lambda k: 1 / (k + 1),
        "You gave the probability. Which function leads from a probability to its logit?",
    ),
    Mistake(
        lambda k: -math.log(k + 1),
        "You took the logarithm of the probability. A logit is the logarithm of which ratio?",
    ),
    Mistake(
        lambda k: 1 / k,
        "You gave the odds. Which function leads from odds to a logit?",
    ),
    Mistake(
        lambda k: 0.0,
        "You gave the place where σ itself is steepest. Which other factor does the slope of the loss have?",
    ),
    Mistake(
        lambda k: k * (k / (k + 1)) ** k / (k + 1),
        "You gave the height of the peak. At which logit is it?",
    ),
    Mistake(
        lambda k: -math.log(k - 1) if k > 1 else math.nan,
        "You lost one factor 1 - s: (1 - s)^(k-1) comes from the power. Which second factor 1 - s does the slope of σ "
        "bring?",
    ),
    Mistake(
        lambda k: -math.log2(k),
        "You used the logarithm to base 2. Which base belongs to the odds e^z?",
    ),
    Mistake(
        lambda k: -math.log10(k),
        "You used the logarithm to base 10. Which base belongs to the odds e^z?",
    ),
)


@exercise(
    "06.2",
    cases=((2.0,), (1.0,), (3.0,), (4.0,), (0.5,)),
    mistakes=_STEEPEST_MISTAKES,
    rtol=0.0,
    atol=1e-3,
)
def steepest_logit(k):
    """Give the logit at which the slope of (1 - σ(z))^k is largest in size."""
    return -math.log(k)


def _steps(z, y, eta, most, slope=squared_error_grad, arrived=lambda z, y: (2 * y - 1) * z >= 0) -> int:
    """Count the steps until `arrived(z, y)`; give `most` if they do not suffice."""
    for step in range(most):
        if arrived(z, y):
            return step
        z = z - eta * slope(z, y)
    return most


def _sum_of_prices(u) -> float:
    """Give T_E of (06.11), the steps from |z| = u to 0 in the limit of a small learning rate, times that rate."""
    return (math.exp(u) + 3 * u + 5 / 2 - 3 * math.exp(-u) - math.exp(-2 * u) / 2) / 2


_STEPS_MISTAKES = (
    Mistake(
        lambda z0, y, eta, most: _steps(z0, 1, eta, most),
        "You took the label to be 1 in every case. Where does y enter the slope, and where the arrival?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, arrived=lambda z, y: z >= 0),
        "You wait for z >= 0 for both labels. On which side of 0 is the label 0 the more probable one?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, slope=lambda z, y: squared_error_grad(z, 1)),
        "Your steps go up for both labels. Which way does the loss of the label 0 fall?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, slope=binary_nll_grad),
        "You followed the slope of the negative log-likelihood. Which loss is asked, and which factor does it keep?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, 1.0, most),
        "The learning rate plays no part. Which number multiplies the slope in each step?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta / 2, most),
        "Your steps are half as long as they should be. What is the derivative of a square?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, slope=lambda z, y: 2 * (sigmoid(z) - y)),
        "You followed the slope with respect to the prediction. Which factor leads from the prediction to the logit?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, slope=lambda z, y: -squared_error_grad(z, y)),
        "You climbed the slope. In which direction does the loss fall?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most) + 1,
        "You counted one step too many. How many steps does a start on the right side need?",
    ),
    Mistake(
        lambda z0, y, eta, most: 1 + _steps(z0 - eta * squared_error_grad(z0, y), y, eta, most - 1),
        "You step before you look. How many steps does a start on the right side need?",
    ),
    Mistake(
        lambda z0, y, eta, most: max(_steps(z0, y, eta, most) - 1, 0),
        "You gave the step before the arrival. After how many steps is the label at least as probable as not?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, arrived=lambda z, y: sigmoid((2 * y - 1) * z) >= 0),
        "Your condition holds at once: a prediction is never below 0. Which value of the prediction belongs to z = 0?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, arrived=lambda z, y: (2 * y - 1) * z > 0),
        "You do not stop at z = 0 itself. Which probability has the label there?",
    ),
    Mistake(
        lambda z0, y, eta, most: _steps(z0, y, eta, most, arrived=lambda z, y: (2 * y - 1) * z >= 0.5),
        "You waited until the logit, not the prediction, is ½. Which logit has the prediction ½?",
    ),
    Mistake(
        lambda z0, y, eta, most: abs(z0) + 1 - math.exp(-abs(z0)),
        "You used the sum for the negative log-likelihood, for short steps. Which loss is asked, and can you run it?",
    ),
    Mistake(
        lambda z0, y, eta, most: _sum_of_prices(abs(z0)) / eta,
        "You used the sum for infinitely short steps. Real steps have a length: what does the run itself count?",
    ),
)


@exercise(
    "06.3",
    cases=(
        (-1.0, 1, 1.0, 100),
        (0.5, 1, 1.0, 100),
        (0.0, 1, 1.0, 100),
        (1.0, 0, 1.0, 100),
        (-0.5, 0, 1.0, 100),
        (-4.0, 1, 1.0, 100),
        (4.0, 0, 3.0, 100),
        (-3.0, 1, 0.5, 100),
        (-8.0, 1, 1.0, 200),
    ),
    mistakes=_STEPS_MISTAKES,
)
def steps_to_recover(z0, y, eta, most):
    """Give the number of steps on the squared error until the label y has the probability 1/2, at most `most`."""
    return _steps(z0, y, eta, most)


_CLIPPED_MISTAKES = (
    Mistake(
        lambda z, eps: sigmoid(z) - 1,
        "You gave the slope of the loss without the clip. What does the loss depend on where σ(z) is below ε?",
    ),
    Mistake(
        lambda z, eps: -_bell(z) / (sigmoid(z) + eps),
        "You gave the slope of -log(σ(z) + ε). Does the maximum of two numbers add them?",
    ),
    Mistake(
        lambda z, eps: -_bell(z) / max(sigmoid(z), eps),
        "You clipped the denominator only. In the case where the maximum is ε, does the numerator still depend on z?",
    ),
    Mistake(
        lambda z, eps: max(sigmoid(z), eps) - 1,
        "You clipped inside the finished slope. Clipping changes the loss: what is the slope of a constant?",
    ),
    Mistake(
        lambda z, eps: sigmoid(z) - 1 if sigmoid(z) < eps else 0.0,
        "The two cases are exchanged. Is σ(z) kept or replaced where it is above ε?",
    ),
    Mistake(
        lambda z, eps: 0.0 if sigmoid(z) < eps else 1 - sigmoid(z),
        "The sign is turned round. Does the loss of a label 1 rise or fall with z?",
    ),
    Mistake(
        lambda z, eps: 0.0 if sigmoid(z) < eps else -1 / sigmoid(z),
        "You gave the slope with respect to the prediction. Which factor leads on to the logit?",
    ),
    Mistake(
        lambda z, eps: 0.0 if sigmoid(z) < eps else sigmoid(z),
        "You gave σ(z), the slope for the label 0. What is subtracted for the label 1?",
    ),
    Mistake(
        lambda z, eps: -1.0 if sigmoid(z) < eps else sigmoid(z) - 1,
        "You gave the slope -1 below the clip. How much does the loss change there when z moves a little?",
    ),
    Mistake(
        lambda z, eps: 0.0 if z < eps else sigmoid(z) - 1,
        "You compared the logit with ε. Which number is clipped?",
    ),
    Mistake(
        lambda z, eps: 0.0 if z < math.log(eps) else sigmoid(z) - 1,
        "You compared the logit with log ε. At which logit is σ(z) equal to ε?",
    ),
    Mistake(
        lambda z, eps: 0.0 if sigmoid(z) < eps or sigmoid(z) > 1 - eps else sigmoid(z) - 1,
        "You clipped at both ends. What does the maximum of σ(z) and ε do where σ(z) is near 1?",
    ),
    Mistake(
        lambda z, eps: -math.log(max(sigmoid(z), eps)),
        "You gave the loss itself. Whose derivative is asked?",
    ),
)


@exercise(
    "06.4",
    cases=((0.0, 0.01), (-6.0, 0.01), (-3.0, 0.01), (-3.0, 0.1), (4.0, 0.01), (-20.0, 1e-7), (-1.2, 0.25), (6.0, 0.01)),
    mistakes=_CLIPPED_MISTAKES,
)
def clipped_slope(z, eps):
    """Give the derivative of -log max(σ(z), eps) with respect to z."""
    return 0.0 if sigmoid(z) < eps else float(binary_nll_grad(z, 1))


def _output_slope(a, v, b, y) -> float:
    return binary_nll_grad(v * sigmoid(a) + b, y)


_HIDDEN_MISTAKES = (
    Mistake(
        _output_slope,
        "You stopped at the output logit. Which two factors lead from there back to a?",
    ),
    Mistake(
        lambda a, v, b, y: _output_slope(a, v, b, y) * v,
        "You stopped at h. How does h react when a moves?",
    ),
    Mistake(
        lambda a, v, b, y: _output_slope(a, v, b, y) * _bell(a),
        "The weight v is missing. How does z react when h moves?",
    ),
    Mistake(
        lambda a, v, b, y: _output_slope(a, v, b, y) * v * _bell(v * sigmoid(a) + b),
        "You used the slope of the output sigmoid, which has cancelled. Which sigmoid lies between a and h?",
    ),
    Mistake(
        lambda a, v, b, y: _output_slope(a, v, b, y) * v * _bell(a) * _bell(v * sigmoid(a) + b),
        "You multiplied by the slope of the output sigmoid as well. With which factor of the loss has it cancelled?",
    ),
    Mistake(
        lambda a, v, b, y: _output_slope(a, v, b, y) * v * a * (1 - a),
        "You put a into the slope of σ. The formula s(1 - s) takes a value of σ: what is s?",
    ),
    Mistake(
        lambda a, v, b, y: _output_slope(a, v, b, y) * v * sigmoid(a),
        "One factor of the slope of σ is missing. What is the derivative of h = σ(a), written with h?",
    ),
    Mistake(
        lambda a, v, b, y: -_output_slope(a, v, b, y) * v * _bell(a),
        "The sign is turned round. In the slope of the loss, which of prediction and label comes first?",
    ),
    Mistake(
        lambda a, v, b, y: (v * sigmoid(a) + b - y) * v * _bell(a),
        "You subtracted the label from the logit. Which function makes a prediction of z?",
    ),
    Mistake(
        lambda a, v, b, y: (sigmoid(v * a + b) - y) * v * _bell(a),
        "The prediction was computed from a, not from h. What does the output layer see?",
    ),
    Mistake(
        lambda a, v, b, y: (sigmoid(v * sigmoid(a)) - y) * v * _bell(a),
        "The bias b is missing from the prediction. What is z?",
    ),
)


@exercise(
    "06.5",
    cases=((0.0, 1.0, 0.0, 1), (0.0, 2.0, -1.5, 0), (-3.0, 2.0, -8.0, 1), (1.5, -2.0, 0.5, 0), (2.0, 3.0, -1.0, 1)),
    mistakes=_HIDDEN_MISTAKES,
)
def hidden_slope(a, v, b, y):
    """Give the derivative with respect to a of the NLL at the logit v σ(a) + b."""
    return _output_slope(a, v, b, y) * v * _bell(a)
