"""The checks of the exercises of chapter 04: two log-scores, evidence, the slope of σ, both probabilities.

Log-scores and logits are in nats; what is asked for is a probability or a slope.

Examples
--------
>>> def probability(s0, s1):
...     return s1 / (s0 + s1)
>>> from helpers.checks import chapter_04 as checks
>>> checks.probability_from_scores(probability)
Exercise 04.1: not correct yet, 1 of 8 cases is right.
You divided the log-scores themselves. Scores may be negative: which function makes weights of them first?
The smallest failing case:
    probability(s0=1, s1=2)
    returned 0.666667
    expected 0.731059
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise
from helpers.numerics import log_sigmoid, sigmoid

_LARGEST_EXPONENT = 709.0  # e^710 is larger than any float64
_LARGEST_EXPONENT_80_BITS = 11356.0


def _power(base, exponent) -> float:
    """base^exponent, inf where that is larger than any float."""
    return math.exp(exponent * math.log(base)) if exponent * math.log(base) < _LARGEST_EXPONENT else math.inf


def _shares(base, s0, s1) -> float:
    """base^s1 / (base^s0 + base^s1)."""
    return sigmoid((s1 - s0) * math.log(base))


_LARGE_SCORE = (
    "A large score made the exponential infinite, or 0. Does the answer change if the same number is subtracted from "
    "both scores?"
)

_SCORES_MISTAKES = (
    Mistake(
        lambda s0, s1: sigmoid(s0 - s1),
        "You returned the probability of label 0. Which of the two scores belongs in the numerator?",
    ),
    Mistake(
        lambda s0, s1: s1 / (s0 + s1),
        "You divided the log-scores themselves. Scores may be negative: which function makes weights of them first?",
    ),
    Mistake(
        lambda s0, s1: math.nan if abs(s1) > _LARGEST_EXPONENT else sigmoid(s1 - s0),
        _LARGE_SCORE,
    ),
    Mistake(
        lambda s0, s1: math.nan if abs(s1) > _LARGEST_EXPONENT_80_BITS else sigmoid(s1 - s0),
        _LARGE_SCORE,
    ),
    Mistake(  # nan replaced by 0
        lambda s0, s1: 0.0 if abs(s1) > _LARGEST_EXPONENT else sigmoid(s1 - s0),
        _LARGE_SCORE,
    ),
    Mistake(  # a small number added to the sum of the weights
        lambda s0, s1: 0.0 if s1 < -_LARGEST_EXPONENT else math.nan if s1 > _LARGEST_EXPONENT else sigmoid(s1 - s0),
        _LARGE_SCORE,
        atol=1e-6,
    ),
    Mistake(
        lambda s0, s1: 0.5 if abs(s1) > _LARGEST_EXPONENT else sigmoid(s1 - s0),
        "Two different scores gave you ½. Did you cut large scores off? Which number about them has to be kept?",
    ),
    Mistake(
        lambda s0, s1: sigmoid(s1),
        "You passed s1 alone through σ, as if s0 were always 0. Which number do two scores amount to?",
    ),
    Mistake(
        lambda s0, s1: _power(math.e, s1),
        "You returned the weight of label 1. By what has a weight to be divided?",
    ),
    Mistake(
        lambda s0, s1: _power(math.e, s1 - s0),
        "You returned the odds. They compare label 1 with label 0: what does a probability compare it with?",
    ),
    Mistake(
        lambda s0, s1: s1 - s0,
        "You returned the logit. Which function turns a logit into a probability?",
    ),
    Mistake(
        lambda s0, s1: log_sigmoid(s1 - s0),
        "You returned the log-probability. Which function undoes a logarithm?",
    ),
    Mistake(
        lambda s0, s1: -log_sigmoid(s1 - s0),
        "You returned the loss of label 1, a number of nats. Which probability does it belong to?",
    ),
    Mistake(
        lambda s0, s1: sigmoid(s0 + s1),
        "You added the scores. What happens to your answer if a constant is added to both?",
    ),
    Mistake(
        lambda s0, s1: sigmoid(2 * (s1 - s0)),
        "You used ½(1 + tanh) of the difference. At which logit is that curve equal to σ?",
    ),
    Mistake(
        lambda s0, s1: sigmoid(sigmoid(s1 - s0)),
        "You applied the sigmoid twice. What kind of number comes out of the first one?",
    ),
    Mistake(
        lambda s0, s1: _shares(2, s0, s1),
        "You raised 2 to the scores. Which base belongs to a natural logarithm?",
    ),
    Mistake(
        lambda s0, s1: _shares(10, s0, s1),
        "You raised 10 to the scores. Which base belongs to a natural logarithm?",
    ),
)


@exercise(
    "04.1",
    cases=(
        (1.0, 2.0),
        (0.0, 3.0),
        (0.5, 0.5),
        (2.0, -1.0),
        (-1.5, -3.5),
        (-1000.0, -1001.0),
        (1000.0, 1002.0),
        (20000.0, 20000.5),  # too large for an exponential of 80 bits as well
    ),
    mistakes=_SCORES_MISTAKES,
)
def probability_from_scores(s0, s1):
    """Give the probability of label 1 from the log-scores of the labels 0 and 1."""
    return sigmoid(s1 - s0)


def _logit(p) -> float:
    return math.log(p / (1 - p))


def _total(ratios) -> float:
    """Sum of the log-ratios: the evidence of all observations together, in nats."""
    return math.fsum(np.log(ratios))


# For, then against: on the way the product is larger than any float, even one of 80 bits; at the end it is 3.
_MANY = np.concatenate([np.full(3000, 128.0), np.full(3000, 1 / 128), [1.5, 2.0]])

_POSTERIOR_MISTAKES = (
    Mistake(
        lambda prior, ratios: prior * _power(math.e, _total(ratios)),
        "You multiplied the prior probability by the ratios. Your answer can exceed 1: which number about label 1 do "
        "ratios multiply?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_total(ratios)),
        "You left the prior out. What are the log-odds before the first observation?",
    ),
    Mistake(
        lambda prior, ratios: math.nan if len(ratios) == len(_MANY) else sigmoid(_logit(prior) + _total(ratios)),
        "The product of the ratios became infinite: thousands of factors are too many for a float. Which function "
        "turns the product into a sum?",
    ),
    Mistake(  # 1 / (1 + 1/odds), σ of the logarithm of the product, and the probability updated ratio by ratio
        lambda prior, ratios: 1.0 if len(ratios) == len(_MANY) else sigmoid(_logit(prior) + _total(ratios)),
        "On the way the odds became infinite, or the probability exactly 1, and the later ratios could not bring it "
        "back. Which function turns the factors into a sum?",
    ),
    Mistake(
        lambda prior, ratios: _power(math.e, _logit(prior) + _total(ratios)),
        "You returned the odds. Which step leads from odds to a probability?",
    ),
    Mistake(
        lambda prior, ratios: _logit(prior) + _total(ratios),
        "You returned the log-odds. Which function turns a logit into a probability?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(-_logit(prior) - _total(ratios)),
        "You returned the probability of label 0. For which label do ratios above 1 speak?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_logit(prior) - _total(ratios)),
        "You subtracted the evidence from the prior log-odds. Should a ratio above 1 raise or lower the probability "
        "of label 1?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_logit(prior) + _total(ratios) / len(ratios)),
        "You averaged the evidence. Should ten observations that agree say more than one of them?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(math.log(prior) + _total(ratios)),
        "You started from the logarithm of the prior probability. Of which other number is the logit the logarithm?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(prior + _total(ratios)),
        "You added the prior probability to a number of nats. What kind of number has to stand there?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_logit(prior) + math.log(ratios.sum())),
        "You took the logarithm of the sum of the ratios. Independent ratios multiply: what becomes of each logarithm?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_logit(prior) + ratios.sum()),
        "You added the ratios themselves. What has to be taken of a factor before it may be added?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_logit(prior) + math.log(ratios[-1])),
        "Only the last observation counts in your answer. Where are the others kept?",
    ),
    Mistake(
        lambda prior, ratios: sigmoid(_logit(prior) + np.log(ratios)),
        "You returned one probability for each observation. Which operation makes one number of the evidence?",
    ),
)


@exercise(
    "04.2",
    cases=(
        (0.5, np.array([3.0])),
        (0.25, np.array([3.0, 2.0])),
        (0.01, np.array([10.0, 10.0])),
        (0.8, np.array([0.5, 0.25, 2.0])),
        (0.3, np.array([4.0, 0.1, 5.0, 1.5])),
        (0.2, _MANY),
    ),
    mistakes=_POSTERIOR_MISTAKES,
)
def posterior(prior, ratios):
    """Give the probability of label 1 after independent observations with these likelihood ratios."""
    return sigmoid(_logit(prior) + _total(ratios))


_SLOPE_MISTAKES = (
    Mistake(
        lambda z: z * (1 - z),
        "You put the logits into p(1 − p). Which numbers have to stand there, and how are they made of logits?",
    ),
    Mistake(
        sigmoid,
        "You returned σ itself. What is its slope at 0, where its value is ½?",
    ),
    Mistake(
        lambda z: sigmoid(-z),
        "You returned 1 − σ: a square got lost, or this is the slope of log σ. Which factor is missing?",
    ),
    Mistake(
        lambda z: -sigmoid(z) * sigmoid(-z),
        "The sign is wrong. Does σ rise or fall?",
    ),
    Mistake(
        lambda z: sigmoid(z) ** 2,
        "You returned the square of σ: the inner derivative got lost, or the second factor. What does label 0 get?",
    ),
    Mistake(
        lambda z: sigmoid(-z) ** 2,
        "You squared the probability of label 0. What does label 1 get, and where does it enter?",
    ),
    Mistake(
        lambda z: sigmoid(z) * (1 - sigmoid(z) ** 2),
        "You squared the σ inside the bracket. Which number is left for label 0?",
    ),
    Mistake(
        lambda z: 1 - sigmoid(z) ** 2,
        "You used 1 − σ², the pattern of the slope of tanh. What does the quotient rule give for σ?",
    ),
    Mistake(
        lambda z: 1 - np.tanh(z) ** 2,
        "You returned the slope of tanh. By tanh z = 2σ(2z) − 1, what is the slope of σ?",
    ),
    Mistake(
        lambda z: sigmoid(z) * sigmoid(-z) * (1 - 2 * sigmoid(z)),
        "You differentiated twice. What is the value of the first derivative at 0?",
    ),
    Mistake(
        lambda z: sigmoid(sigmoid(z)) * sigmoid(-sigmoid(z)),
        "You applied the sigmoid twice. What kind of number goes into p(1 − p)?",
    ),
    Mistake(
        lambda z: np.sum(sigmoid(z) * sigmoid(-z)),
        "You added the slopes. How many are asked for?",
    ),
)


@exercise(
    "04.3",
    cases=(
        (np.array([1.0]),),
        (np.array([0.0]),),
        (np.array([-2.0, 2.0]),),
        (np.array([-1.5, 0.25, 4.0]),),
        (np.array([-6.0, -0.5, 0.0, 3.0]),),
    ),
    mistakes=_SLOPE_MISTAKES,
    rtol=1e-6,  # finite differences are a fair way to find a slope
    atol=1e-9,
)
def slope(z):
    """Give the slope of σ at each logit."""
    return sigmoid(z) * sigmoid(-z)


def _columns(first, second) -> np.ndarray:
    return np.stack([first, second], axis=-1)


_LOST_DIGITS = (
    "The small probability lost its digits, by a difference or because it was cut off. Which of the three properties "
    "gives 1 − σ(z) without a difference?"
)

_BOTH_MISTAKES = (
    Mistake(
        lambda z: _columns(sigmoid(z), sigmoid(-z)),
        "You swapped the columns. Which label belongs to column 0?",
    ),
    Mistake(
        lambda z: _columns(1 - sigmoid(z), sigmoid(z)),
        _LOST_DIGITS,
        atol=1e-11,
    ),
    Mistake(
        lambda z: _columns(sigmoid(-z), 1 - sigmoid(-z)),
        _LOST_DIGITS,
        atol=1e-11,
    ),
    Mistake(
        lambda z: _columns(sigmoid(z), sigmoid(z)),
        "Both columns are the same. How does the probability of label 0 differ?",
    ),
    Mistake(
        lambda z: _columns(np.full(z.shape, 0.5), sigmoid(z)),
        "Column 0 is ½ everywhere, σ of a log-score of 0. Which weight belongs to that score, and what is it divided "
        "by?",
    ),
    Mistake(
        lambda z: _columns(np.ones(z.shape), np.exp(z)),
        "You returned the weights 1 and e^z. By what has a weight to be divided?",
    ),
    Mistake(
        lambda z: _columns(np.zeros(z.shape), z),
        "You returned the log-scores. Which two steps lead from scores to probabilities?",
    ),
    Mistake(
        lambda z: _columns(log_sigmoid(-z), log_sigmoid(z)),
        "You returned log-probabilities. Which function undoes a logarithm?",
    ),
    Mistake(
        lambda z: _columns(sigmoid(-2 * z), sigmoid(2 * z)),
        "You took the log-scores −z and z, which lie 2z apart. Which difference of scores does the logit z mean?",
    ),
    Mistake(
        lambda z: np.stack([sigmoid(-z), sigmoid(z)]),
        "Labels run down and examples across. Which shape is asked for?",
    ),
    Mistake(
        sigmoid,
        "You returned the probability of label 1 only. What stands in the other column?",
    ),
)


@exercise(
    "04.4",
    cases=(
        (np.array([1.0]),),
        (np.array([0.0]),),
        (np.array([-2.0, 0.5, 3.0]),),
        (np.array([4.0, -1.0]),),
        (np.array([-30.0, 20.0, 40.0]),),
        (np.array([-40.0, 40.0, 0.25]),),
    ),
    mistakes=_BOTH_MISTAKES,
    atol=0.0,  # a probability of 4e-18 has to be right to nine digits too
)
def both_probabilities(z):
    """Give the probabilities of the labels 0 and 1, in this order along the last axis."""
    return _columns(sigmoid(-z), sigmoid(z))
