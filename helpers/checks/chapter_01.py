"""The checks of the exercises of chapter 01: the likelihood, its negative logarithm, its maximum, its conditional form.

Data are independent labels, 1 or 2, and `theta` is p(2 | θ). Losses are sums, in nats.

Examples
--------
>>> def likelihood(data, theta):
...     return np.sum(np.where(data == 2, theta, 1 - theta))
>>> from helpers.checks import chapter_01 as checks
>>> checks.likelihood(likelihood)
Exercise 01.1: not correct yet, 2 of 7 cases are right.
You added the probabilities. Which operation joins the probabilities of independent events that all happen?
The smallest failing case:
    likelihood(data=[2, 2, 1], theta=0.25)
    returned 1.25
    expected 0.046875
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise, guarded
from helpers.numerics import xlogy

_ONE, _TWO = np.array([1]), np.array([2])
_CHAPTER = np.array([2, 2, 1])
_FIVE = np.array([1, 2, 1, 1, 2])
_TWOS = np.array([2, 2, 2, 2])
_SEVEN = np.array([1, 2, 2, 1, 2, 2, 2])
_LONG = np.resize([2, 1, 2, 2, 1], 5000)  # so many labels that the product of their probabilities is 0 in float64
_LONGEST = np.resize(_LONG, 30_000)  # so many that it is 0 also where np.longdouble has a wider exponent


def _counts(data) -> tuple[int, int]:
    """Count the 1s and the 2s."""
    twos = int(np.count_nonzero(data == 2))
    return len(data) - twos, twos


def _probabilities(data, theta) -> np.ndarray:
    return np.array([1 - theta, theta])[data - 1]


def _log(q) -> np.ndarray:
    """Give log q, and −inf without a warning where q = 0."""
    return xlogy(1.0, q)


def _sum_of_logs(data, theta) -> float:
    return float(_log(_probabilities(data, theta)).sum())


_LIKELIHOOD_MISTAKES = (
    Mistake(
        lambda data, theta: _probabilities(data, theta).sum(),
        "You added the probabilities. Which operation joins the probabilities of independent events that all happen?",
    ),
    Mistake(
        lambda data, theta: _probabilities(data, 1 - theta).prod(),
        "You gave θ to the 1s. Which label does θ belong to?",
    ),
    Mistake(
        _sum_of_logs,
        "You returned the logarithm of the likelihood. What undoes a logarithm, or was it needed at all?",
    ),
    Mistake(
        lambda data, theta: -_sum_of_logs(data, theta),
        "You returned the negative log-likelihood, the subject of the next exercise. What is it the logarithm of?",
    ),
    Mistake(
        lambda data, theta: math.comb(len(data), _counts(data)[1]) * _probabilities(data, theta).prod(),
        "You multiplied by the number of orders in which the labels can come. Does the data set here have many orders, "
        "or the one that was observed?",
    ),
    Mistake(
        lambda data, theta: _probabilities(np.unique(data), theta).prod(),
        "You counted each distinct label once. What does a label that occurs twice contribute?",
    ),
    Mistake(
        lambda data, theta: _probabilities(data, theta).mean(),
        "You averaged the probabilities. Which operation joins the probabilities of independent events?",
    ),
    Mistake(
        lambda data, theta: _probabilities(data, theta).prod() ** (1 / len(data)),
        "You took the N-th root of the product. Is the probability of all labels asked, or that of a typical one?",
    ),
    Mistake(
        lambda data, theta: theta ** _counts(data)[1],
        "You left the 1s out. Which factor does a 1 contribute?",
    ),
    Mistake(
        lambda data, theta: theta ** len(data),
        "You used the factor θ for every label. Which factor does a 1 contribute?",
    ),
    Mistake(
        lambda data, theta: _probabilities(data, theta),
        "You returned one probability for each label. Which operation makes one number of them?",
    ),
    Mistake(
        lambda data, theta: np.prod(data * theta),
        "You multiplied the labels themselves by θ. A label is a name: which probability belongs to that name?",
    ),
    Mistake(
        lambda data, theta: theta ** data.sum() * (1 - theta) ** float(len(data) - data.sum()),
        "You used the labels as exponents, as if they were 0 and 1. Which exponents do the labels 1 and 2 give?",
    ),
)


@exercise(
    "01.1",
    cases=(
        (_TWO, 0.3),
        (_ONE, 0.3),
        (_CHAPTER, 0.25),
        (_CHAPTER, 0.7),
        (_TWOS, 0.9),
        (_FIVE, 0.2),
        (_SEVEN, 0.35),
    ),
    mistakes=_LIKELIHOOD_MISTAKES,
)
def likelihood(data, theta):
    """Give the probability of all labels together, from their counts."""
    ones, twos = _counts(data)
    return theta**twos * (1 - theta) ** ones


_NLL_MISTAKES = (
    Mistake(
        _sum_of_logs,
        "The minus sign is missing. Which sign does the logarithm of a probability have, and which sign does a cost "
        "that is to be minimised need?",
    ),
    Mistake(
        lambda data, theta: -_sum_of_logs(data, theta) / len(data),
        "You took the mean over the labels. The sum is asked: how does the mean differ from it?",
    ),
    Mistake(
        lambda data, theta: _sum_of_logs(data, theta) / len(data),
        "You took the mean over the labels, and the minus sign is missing. Which sign does the logarithm of a "
        "probability have?",
    ),
    Mistake(
        lambda data, theta: -_sum_of_logs(data, theta) / math.log(2),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda data, theta: -_sum_of_logs(data, theta) / math.log(10),
        "You used the logarithm to base 10. Which base gives nats?",
    ),
    Mistake(
        lambda data, theta: -_sum_of_logs(data, 1 - theta),
        "You gave θ to the 1s. Which label does θ belong to?",
    ),
    Mistake(
        lambda data, theta: -math.log(_probabilities(data, theta).sum()),
        "You took the logarithm of the sum of the probabilities. The logarithm turns a product into a sum: of what "
        "is the logarithm taken, and what is added?",
    ),
    Mistake(
        lambda data, theta: math.nan if len(data) == len(_LONGEST) else -_sum_of_logs(data, theta),
        "The product became 0 before the logarithm was taken: 30 000 factors are too many for a float. What does the "
        "logarithm of a product equal?",
    ),
    Mistake(
        lambda data, theta: _probabilities(data, theta).prod(),
        "You returned the likelihood itself. Where is its logarithm?",
    ),
    Mistake(
        lambda data, theta: -_probabilities(data, theta).prod(),
        "You returned minus the likelihood. It has its minimum in the right place, but where is the logarithm?",
    ),
    Mistake(
        lambda data, theta: -_probabilities(data, theta).sum(),
        "You added the probabilities without their logarithms. What is the logarithm of a product?",
    ),
    Mistake(
        lambda data, theta: -_log(_probabilities(data, theta)),
        "You returned one term for each label. Which operation makes one number of them?",
    ),
    Mistake(
        lambda data, theta: -_counts(data)[1] * math.log(theta),
        "You left the 1s out. Which term does a 1 contribute?",
    ),
    Mistake(
        lambda data, theta: math.nan if theta == 1 and 1 not in data else -_sum_of_logs(data, theta),
        "0 times log 0 gave nan. A label that does not occur puts no factor into the product: what does it contribute "
        "to the sum?",
    ),
    *guarded(
        lambda data, theta, guard: -np.log(guard(_probabilities(data, theta))).sum(),
        "You added a small number to the probabilities, or clipped them. A label that the model held for nearly "
        "impossible then costs too little: to which probabilities does the loss belong?",
    ),
)


@exercise(
    "01.2",
    cases=(
        (_TWO, 0.3),
        (_ONE, 0.3),
        (_CHAPTER, 0.25),
        (_CHAPTER, 0.7),
        (_TWOS, 0.9),
        (_FIVE, 0.2),
        (_TWO, 1e-300),
        (_TWOS, 1.0),
        (_LONGEST, 0.6),
    ),
    mistakes=_NLL_MISTAKES,
)
def negative_log_likelihood(data, theta):
    """Give minus the logarithm of the likelihood, from the counts, in nats."""
    ones, twos = _counts(data)
    return -float(xlogy(twos, theta) + xlogy(ones, 1 - theta))


def _share_of_twos(data) -> float:
    return _counts(data)[1] / len(data)


def _largest_log_likelihood(data) -> float:
    return len(data) * sum(p * math.log(p) for p in (_share_of_twos(data), 1 - _share_of_twos(data)) if p > 0)


_MOST_LIKELY_MISTAKES = (
    Mistake(
        lambda data: 1 - _share_of_twos(data),
        "You returned the share of the 1s. Which label does θ belong to?",
    ),
    Mistake(
        lambda data: _counts(data)[1],
        "You returned how many 2s there are. A probability lies between 0 and 1: how many of how many?",
    ),
    Mistake(
        lambda data: _counts(data)[1] / _counts(data)[0] if _counts(data)[0] else math.nan,
        "You divided the 2s by the 1s, which gives the odds. By what does a share divide?",
    ),
    Mistake(
        lambda data: (_counts(data)[1] + 1) / (len(data) + 2),
        "You added 1 to each count. This is the posterior mean under a uniform prior. Where does the likelihood of "
        "the data alone have its maximum?",
    ),
    Mistake(
        lambda data: math.exp(_largest_log_likelihood(data)),
        "You returned the height of the maximum. At which θ is it reached?",
    ),
    Mistake(
        _largest_log_likelihood,
        "You returned the height of the maximum of the log-likelihood. At which θ is it reached?",
    ),
    Mistake(
        lambda data: -_largest_log_likelihood(data),
        "You returned the height of the minimum of the negative log-likelihood. At which θ is it reached?",
    ),
    Mistake(
        lambda data: data.mean(),
        "You returned the mean of the labels. A label is a name: which share of the labels carries the name 2?",
    ),
    Mistake(
        lambda data: 2 if _share_of_twos(data) >= 0.5 else 1,
        "You returned the commonest label. The question is for a value of θ: which θ makes these labels most likely?",
    ),
    Mistake(
        lambda data: 0.0 if len(data) == len(_LONG) else _share_of_twos(data),
        "For 5000 labels every product on your grid is 0, so the first place wins. Which function has its maximum in "
        "the same place and does not become 0?",
        atol=0.05,
    ),
    Mistake(
        _share_of_twos,
        "Your grid step is too coarse: the answer is near, and four digits are asked. Which fraction of the counts "
        "gives the place without a grid?",
        atol=0.05,
    ),
    *(
        Mistake(
            lambda data, steps=steps: steps * _share_of_twos(data),
            "You returned the index of the largest value. Which θ stands at that index of your grid?",
            atol=2.0,
        )
        for steps in (100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000)
    ),
)


@exercise(
    "01.3",
    cases=((_CHAPTER,), (_ONE,), (_TWO,), (_FIVE,), (_TWOS,), (_SEVEN,), (_LONG,)),
    mistakes=_MOST_LIKELY_MISTAKES,
    atol=1e-4,
)
def most_likely(data):
    """Give the θ where the likelihood of `data` is largest."""
    return _share_of_twos(data)


def _labelled(q, y) -> np.ndarray:
    """Give the probability that each row of `q` gives to its label."""
    return np.where(y == 1, q[:, 1], q[:, 0])


def _swapped_indices(q, y) -> float:
    if len(y) > 2 or y.max() >= len(q):
        return math.nan
    return -sum(math.log(q[label, row]) for row, label in enumerate(y))


def _from_one_column(q, y, column, *, two_terms) -> float:
    """Give the loss with one column of `q` taken as 1 minus the other; nan where it meets log 0."""
    q = np.stack([q[:, 0], 1 - q[:, 0]] if column == 0 else [1 - q[:, 1], q[:, 1]], axis=1)
    return math.nan if (q if two_terms else _labelled(q, y)).min() == 0 else -np.log(_labelled(q, y)).sum()


_CONDITIONAL_MISTAKES = (
    Mistake(
        lambda q, y: -_log(q).sum(),
        "You added the terms of both columns. Which of the two labels was observed in row k?",
    ),
    Mistake(
        lambda q, y: np.log(_labelled(q, y)).sum(),
        "The minus sign is missing. Which sign does the logarithm of a probability have?",
    ),
    Mistake(
        lambda q, y: -np.log(_labelled(q, y)).mean(),
        "You took the mean over the rows. The sum is asked: how does the mean differ from it?",
    ),
    Mistake(
        lambda q, y: -np.log2(_labelled(q, y)).sum(),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda q, y: -np.log10(_labelled(q, y)).sum(),
        "You used the logarithm to base 10. Which base gives nats?",
    ),
    Mistake(
        _swapped_indices,
        "You took the label as the row and the row number as the column. Which index of q counts the data points?",
    ),
    Mistake(
        lambda q, y: -sum(np.count_nonzero(y == label) * _log(q[:, label]).sum() for label in set(y.tolist())),
        "You took a whole column for each label: every row is paired with every label. Which row belongs to y_k?",
    ),
    Mistake(
        lambda q, y: -sum(_log(q[label]).sum() for label in y) if y.max() < len(q) else math.nan,
        "You took whole rows, with the labels as row numbers. Which axis of q do the labels count along?",
    ),
    Mistake(
        lambda q, y: -np.log(q.mean(axis=0)[y]).sum(),
        "You averaged the columns before you picked. Each x_k has a distribution of its own: in which order do "
        "picking and adding come?",
    ),
    Mistake(
        lambda q, y: -_log(_labelled(q, 1 - y)).sum(),
        "You took the probability of the other label, or 1 − q. Which column of row k holds the label that was "
        "observed?",
    ),
    Mistake(
        lambda q, y: -np.log(q.max(axis=1)).sum(),
        "You took the largest probability of each row. That one belongs to the label the model prefers: which label "
        "was observed?",
    ),
    Mistake(
        lambda q, y: -_log(q[:, 1]).sum(),
        "You took the column of label 1 in every row. Which column belongs to a row with the label 0?",
    ),
    Mistake(
        lambda q, y: -np.log(q[y == 1, 1]).sum(),
        "You left out the rows with the label 0. Which term do they contribute?",
    ),
    Mistake(
        lambda q, y: -math.log(_labelled(q, y).sum()),
        "You took the logarithm of the sum. The logarithm turns a product into a sum: of what is the logarithm taken, "
        "and what is added?",
    ),
    Mistake(
        lambda q, y: math.nan if len(y) == len(_MANY_LABELS) else -np.log(_labelled(q, y)).sum(),
        "The product became 0 before the logarithm was taken: it has too many factors for a float. What does the "
        "logarithm of a product equal?",
    ),
    Mistake(
        lambda q, y: _labelled(q, y).prod(),
        "You returned the likelihood itself. Where is its logarithm?",
    ),
    Mistake(
        lambda q, y: -_labelled(q, y).sum(),
        "You added the probabilities without their logarithms. What is the logarithm of a product?",
    ),
    Mistake(
        lambda q, y: -np.log(_labelled(q, y)),
        "You returned one term for each row. Which operation makes one number of them?",
    ),
    *(
        Mistake(
            lambda q, y, column=column, two_terms=two_terms: _from_one_column(q, y, column, two_terms=two_terms),
            "You computed one probability as 1 minus the other. Next to 1 a small probability is lost: where does q "
            "hold it?",
        )
        for column in (0, 1)
        for two_terms in (False, True)
    ),
    Mistake(
        lambda q, y: math.nan if q.min() == 0 else -np.log(_labelled(q, y)).sum(),
        "0 times log 0 gave nan. The label that was not observed puts no factor into the product: what does it "
        "contribute to the sum?",
    ),
    *guarded(
        lambda q, y, guard: -np.log(guard(_labelled(q, y))).sum(),
        "You added a small number to the probabilities, or clipped them. A label that the model held for nearly "
        "impossible then costs too little: to which probabilities does the loss belong?",
    ),
)


def _rows(*second) -> np.ndarray:
    """Stack rows (1 − s, s): distributions of a label 0 or 1."""
    return np.array([[1 - s, s] for s in second])


_SURPRISED = np.array([[1.0, 1e-150], [1e-150, 1.0]])  # with labels 1 and 0: nearly impossible, yet observed
_CERTAIN = np.array([[1.0, 0.0], [0.0, 1.0]])

# Rows so surprised that the product of the probabilities is 0 also where np.longdouble has a wider exponent. More rows
# would do too, but an answer that takes a column for each label makes an array of N² entries.
_MANY_LABELS = np.resize([1, 0, 0], 1200)
_MANY_ROWS = np.resize([[0.8, 0.2], [1e-20, 1.0], [0.4, 0.6], [1.0, 1e-20]], (1200, 2))


@exercise(
    "01.4",
    cases=(
        (_rows(0.2), np.array([0])),
        (_rows(0.2), np.array([1])),
        (_rows(0.9, 0.4), np.array([1, 1])),
        (_rows(0.6, 0.3, 0.8), np.array([0, 0, 0])),
        (_rows(0.25, 0.5, 0.75, 0.1), np.array([1, 0, 0, 1])),
        (_SURPRISED, np.array([1, 0])),
        (_CERTAIN, np.array([0, 1])),
        (_MANY_ROWS, _MANY_LABELS),
    ),
    mistakes=_CONDITIONAL_MISTAKES,
)
def conditional_nll(q, y):
    """Give the negative log-likelihood of the labels `y` under the rows of `q`, by its two-term form, in nats."""
    return -float(xlogy(y, q[:, 1]).sum() + xlogy(1 - y, q[:, 0]).sum())
