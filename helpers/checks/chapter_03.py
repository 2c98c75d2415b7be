"""The checks of the exercises of chapter 03: divergence, loss with inputs, floor of a table, squared score.

`p` and `q` are distributions over K outcomes. Tables `n` and `q` have shape (X, K): a row for each input, a column for
each label. Losses are means, in nats.

Examples
--------
>>> def floor_of_table(n):
...     return 0.0
>>> from helpers.checks import chapter_03 as checks
>>> checks.floor_of_table(floor_of_table)
Exercise 03.3: not correct yet, 0 of 5 cases are right.
You returned 0. What does a model do that sees the same input twice, with different labels?
The smallest failing case:
    floor_of_table(n=[[1, 1], [2, 1]])
    returned 0
    expected 0.659167
"""

import math

import numpy as np

from helpers.checks.machinery import SMALL_NUMBERS, Mistake, exercise, guarded
from helpers.information import counts_to_frequencies, cross_entropy, entropy, kl_divergence
from helpers.numerics import xlogy


def _log_where(x, used) -> np.ndarray:
    """Give log x where `used`, else 0."""
    return np.log(np.where(used, x, 1.0))


def _terms(p, q) -> np.ndarray:
    """Give p log(p / q) for each outcome, 0 where p is 0."""
    return xlogy(p, p) - xlogy(p, q)


_SMALL_NUMBERS = (*SMALL_NUMBERS, 1e-200, 1e-300, 1e-308, float(np.finfo(np.float64).tiny))
_LEFT_OUT = (
    "You left out an outcome that did occur, because its q is 0. Which zero contributes nothing to the sum: a zero in "
    "the data, or a zero in q?"
)
_NO_NUMBER = (
    "An outcome that did occur has q = 0, and your function found no number for it. What does the logarithm of a "
    "probability tend to when the probability goes to 0?"
)
_GUARDED = (
    "A small number was added to q, or q was clipped. A rare outcome then costs too little: which terms can be left "
    "out instead?"
)

_DIVERGENCE_MISTAKES = (
    Mistake(
        lambda p, q: -kl_divergence(p, q),
        "The sign is turned. By Gibbs' inequality, which of H(p, q) and H(p) is the larger one?",
    ),
    Mistake(
        lambda p, q: (xlogy(q, np.where(p > 0, q, 1.0)) - q * _log_where(p, p > 0)).sum(),
        "You returned the divergence in the other direction. Which of the two gives the weights, and which one is "
        "being judged?",
    ),
    Mistake(
        lambda p, q: math.nan if np.any((p == 0) & (q > 0)) else kl_divergence(q, p),
        "You returned the divergence in the other direction. Which of the two gives the weights, and which one is "
        "being judged?",
    ),
    Mistake(
        cross_entropy,
        "You returned the cross-entropy. Which part of it belongs to the data alone?",
    ),
    Mistake(
        lambda p, q: entropy(p),
        "You returned the entropy of p. Where does q come in?",
    ),
    Mistake(
        lambda p, q: entropy(p) + cross_entropy(p, q),
        "You added the entropy to the cross-entropy. Which of the two is the floor, and what stands above it?",
    ),
    Mistake(
        lambda p, q: entropy(q) - entropy(p),
        "You took the difference of two entropies. In the first of them, whose probabilities are the weights?",
    ),
    Mistake(
        lambda p, q: cross_entropy(p, q) - entropy(q),
        "You took off the entropy of q. Whose entropy is the floor?",
    ),
    Mistake(
        lambda p, q: kl_divergence(p, q) / math.log(2),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda p, q: kl_divergence(p, q) / math.log(10),
        "You used the logarithm to base 10. Which base gives nats?",
    ),
    Mistake(
        lambda p, q: kl_divergence(p, q) / len(p),
        "You averaged over the outcomes after weighting them. The probabilities add up to 1 already: which of the two "
        "divisions is one too many?",
    ),
    Mistake(
        lambda p, q: kl_divergence(p, q) / np.count_nonzero(p),
        "You averaged over the outcomes that occur, after weighting them. The probabilities add up to 1 already: which "
        "of the two divisions is one too many?",
    ),
    Mistake(
        lambda p, q: (_log_where(p, p > 0) - xlogy(1.0, np.where(p > 0, q, 1.0))).sum(),
        "You gave every outcome the same weight. How often does each outcome occur?",
    ),
    Mistake(
        lambda p, q: np.abs(_terms(p, q)).sum(),
        "You took absolute values of the terms. May a single term be negative?",
    ),
    Mistake(
        lambda p, q: math.nan if np.any(p == 0) else kl_divergence(p, q),
        "0 times log 0 gave nan. An outcome that never occurs: what does it contribute to the sum?",
    ),
    Mistake(lambda p, q: (xlogy(p, p) - xlogy(p, np.where(q > 0, q, 1.0))).sum(), _LEFT_OUT),
    Mistake(lambda p, q: _terms(p, np.where(q > 0, q, 1.0))[q > 0].sum(), _LEFT_OUT),
    Mistake(lambda p, q: math.nan if np.any((p > 0) & (q == 0)) else kl_divergence(p, q), _NO_NUMBER),
    *guarded(lambda p, q, guard: (xlogy(p, p) - p * np.log(guard(q))).sum(), _GUARDED, _SMALL_NUMBERS),
    *guarded(lambda p, q, guard: (p * (np.log(guard(p)) - np.log(guard(q)))).sum(), _GUARDED, _SMALL_NUMBERS),
    Mistake(
        _terms,
        "You returned one term for each outcome. Which operation makes one number of them?",
    ),
)


@exercise(
    "03.1",
    cases=(
        (np.array([0.5, 0.5]), np.array([0.25, 0.75])),
        (np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])),
        (np.array([0.1, 0.2, 0.7]), np.array([0.3, 0.4, 0.3])),
        (np.array([0.6, 0.0, 0.4]), np.array([0.5, 0.2, 0.3])),
        (np.array([0.6, 0.4, 0.0]), np.array([0.3, 0.7, 0.0])),
        (np.array([0.5, 0.5]), np.array([0.0, 1.0])),
        (np.array([0.7, 0.2, 0.1]), np.array([0.6, 0.4, 1e-20])),
    ),
    mistakes=_DIVERGENCE_MISTAKES,
)
def divergence(p, q):
    """Give KL(p‖q) in nats."""
    return kl_divergence(p, q)


def _rows(n) -> np.ndarray:
    """Give the frequencies of the labels at each input, shape (X, K)."""
    return counts_to_frequencies(n, axis=1)


def _inputs(n) -> np.ndarray:
    """Give the frequencies of the inputs, shape (X,)."""
    return counts_to_frequencies(n.sum(axis=1))


def _conditional(n, q) -> float:
    return float(_inputs(n) @ cross_entropy(_rows(n), q))


def _conditional_entropy(n) -> float:
    return float(_inputs(n) @ entropy(_rows(n)))


_CONDITIONAL_MISTAKES = (
    Mistake(
        lambda n, q: cross_entropy(_rows(n), q).mean(),
        "You gave every input the same weight. How often does each input occur?",
    ),
    Mistake(
        lambda n, q: cross_entropy(_rows(n), q).sum(),
        "You added the cross-entropies of the inputs. How often does each input occur, and to what do its weights "
        "add up?",
    ),
    Mistake(
        lambda n, q: n.sum() * _conditional(n, q),
        "You returned the total over the data. By how many data points is a mean divided?",
    ),
    Mistake(
        lambda n, q: n.sum() * _conditional(n, q) / len(n),
        "You divided the total by the number of inputs, X. How many data points do the counts stand for?",
    ),
    Mistake(
        lambda n, q: n.sum() * _conditional(n, q) / n.size,
        "You divided the total by the number of cells. How many data points do the counts stand for?",
    ),
    Mistake(
        lambda n, q: _conditional(n, q) / n.size,
        "You averaged over the cells after weighting them. The shares of the cells add up to 1 already: which of the "
        "two divisions is one too many?",
    ),
    Mistake(
        lambda n, q: _conditional(n, q) / len(n),
        "You averaged over the inputs after weighting them. Their shares add up to 1 already: which of the two "
        "divisions is one too many?",
    ),
    Mistake(
        lambda n, q: -_conditional(n, q),
        "The minus sign is missing. Which sign does the logarithm of a probability have?",
    ),
    Mistake(
        lambda n, q: _conditional(n, q) / math.log(2),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda n, q: cross_entropy(n.sum(axis=0) / n.sum(), q.mean(axis=0)),
        "You added up the columns and averaged q before the logarithm, so the inputs are gone. Which distribution does "
        "the model give to each input?",
    ),
    Mistake(
        lambda n, q: -xlogy(n / n.sum(), _inputs(n)[:, None] * q).sum(),
        "You took the logarithm of the joint probability of input and label. Does the model predict the input?",
    ),
    Mistake(
        lambda n, q: _conditional_entropy(n),
        "You returned the floor, the loss of the best model. Where does q come in?",
    ),
    Mistake(
        lambda n, q: _conditional(n, q) - _conditional_entropy(n),
        "You returned the excess over the floor. Which part of the loss belongs to the data?",
    ),
    Mistake(
        lambda n, q: math.exp(_conditional(n, q)),
        "You returned the perplexity. Of which number is it the exponential?",
    ),
    Mistake(
        lambda n, q: math.nan if np.any((n == 0) & (q == 0)) else _conditional(n, q),
        "0 times log 0 gave nan. A pair that never occurs: what does it contribute to the sum?",
    ),
    Mistake(lambda n, q: -xlogy(n, np.where(q > 0, q, 1.0)).sum() / n.sum(), _LEFT_OUT),
    Mistake(lambda n, q: math.nan if np.any((n > 0) & (q == 0)) else _conditional(n, q), _NO_NUMBER),
    *guarded(lambda n, q, guard: -(n * np.log(guard(q))).sum() / n.sum(), _GUARDED, _SMALL_NUMBERS),
    Mistake(
        lambda n, q: cross_entropy(_rows(n), q),
        "You returned one cross-entropy for each input. With which weights do they make one number?",
    ),
    Mistake(
        lambda n, q: cross_entropy(_rows(n), q) * _inputs(n),
        "You returned one weighted term for each input. Which operation makes one number of them?",
    ),
)


@exercise(
    "03.2",
    cases=(
        (np.array([[1, 1], [2, 1]]), np.array([[0.4, 0.6], [0.7, 0.3]])),
        (np.array([[6, 2], [1, 3]]), np.array([[0.8, 0.2], [0.5, 0.5]])),
        (np.array([[1, 2, 5], [1, 1, 1]]), np.array([[0.2, 0.2, 0.6], [0.1, 0.6, 0.3]])),
        (np.array([[4, 1], [0, 3], [2, 7]]), np.array([[0.7, 0.3], [0.1, 0.9], [0.4, 0.6]])),
        (np.array([[4, 1], [0, 3], [2, 7]]), np.array([[0.6, 0.4], [0.0, 1.0], [0.3, 0.7]])),
        (np.array([[2, 1], [1, 3]]), np.array([[0.5, 0.5], [0.0, 1.0]])),
        (np.array([[7, 2], [3, 1]]), np.array([[0.8, 0.2], [1.0, 1e-20]])),
    ),
    mistakes=_CONDITIONAL_MISTAKES,
)
def conditional_cross_entropy(n, q):
    """Give the mean over the data of −log q(y | x), in nats."""
    return _conditional(n, q)


def _shares(n) -> np.ndarray:
    """Give the frequencies of the pairs, shape (X·K,)."""
    return counts_to_frequencies(n.ravel())


def _labels(n) -> np.ndarray:
    """Give the frequencies of the labels, shape (K,)."""
    return counts_to_frequencies(n.sum(axis=0))


_FLOOR_MISTAKES = (
    Mistake(
        lambda n: 0.0,
        "You returned 0. What does a model do that sees the same input twice, with different labels?",
    ),
    Mistake(
        lambda n: entropy(_labels(n)),
        "You returned the entropy of the labels without their inputs. What may the model know before it predicts?",
    ),
    Mistake(
        lambda n: entropy(_shares(n)),
        "You returned the entropy of the pairs. It counts the surprise of the inputs too: does the model predict them?",
    ),
    Mistake(
        lambda n: entropy(_inputs(n)),
        "You returned the entropy of the inputs. What is the model asked to predict?",
    ),
    Mistake(
        lambda n: entropy(_labels(n)) - _conditional_entropy(n),
        "You returned what the inputs tell about the labels. Of the entropy of the labels, which part is left when the "
        "input is known?",
    ),
    Mistake(
        lambda n: entropy(_shares(n)) - entropy(_labels(n)),
        "You divided each column by its sum: these are the inputs, given the label. Along which axis do the "
        "probabilities of the labels sum to 1?",
    ),
    Mistake(
        lambda n: entropy(_rows(n)).mean(),
        "You gave every input the same weight. How often does each input occur?",
    ),
    Mistake(
        lambda n: entropy(_rows(n)).sum(),
        "You added the entropies of the inputs' labels. How often does each input occur, and to what do its weights "
        "add up?",
    ),
    Mistake(
        lambda n: n.sum() * _conditional_entropy(n),
        "You returned the total over the data. By how many data points is a mean divided?",
    ),
    Mistake(
        lambda n: -_conditional_entropy(n),
        "The minus sign is missing. Which sign does the logarithm of a probability have?",
    ),
    Mistake(
        lambda n: _conditional_entropy(n) / math.log(2),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda n: entropy(_rows(n)).min(),
        "You returned the smallest of the entropies. Does the model see only the easiest input?",
    ),
    Mistake(
        lambda n: math.exp(_conditional_entropy(n)),
        "You returned the perplexity. Of which number is it the exponential?",
    ),
    Mistake(
        lambda n: math.nan if np.any(n == 0) else _conditional_entropy(n),
        "0 times log 0 gave nan. A pair that never occurs: what does it contribute to the sum?",
    ),
    Mistake(
        lambda n: entropy(_rows(n)),
        "You returned one entropy for each input. With which weights do they make one number?",
    ),
)


@exercise(
    "03.3",
    cases=(
        (np.array([[1, 1], [2, 1]]),),
        (np.array([[6, 2], [1, 4]]),),
        (np.array([[1, 2, 5], [1, 1, 1]]),),
        (np.array([[4, 1], [0, 3], [2, 7]]),),
        (np.array([[5, 0, 1], [2, 2, 0], [1, 3, 9]]),),
    ),
    mistakes=_FLOOR_MISTAKES,
)
def floor_of_table(n):
    """Give the smallest mean NLL of a model q(y | x) on the table of counts `n`, in nats."""
    return _conditional_entropy(n)


def _score_if(q) -> np.ndarray:
    """Give the squared score for each outcome that may come, shape (K,)."""
    return ((q - np.eye(len(q))) ** 2).sum(axis=1)


_SCORE_MISTAKES = (
    Mistake(
        lambda p, q: ((q - p) ** 2).sum(),
        "You took the squared distance of q and p. That is the excess over the floor: what does somebody pay who "
        "announces p itself?",
    ),
    Mistake(
        lambda p, q: p @ (1 - q) ** 2,
        "You scored the outcome that came and left out the others. Over which index does the inner sum run?",
    ),
    Mistake(
        lambda p, q: p @ _score_if(q) / len(q),
        "You took the mean over the outcomes where a sum is asked. Which of the two operations stands in the inner "
        "bracket?",
    ),
    Mistake(
        lambda p, q: p @ _score_if(q) / 2,
        "Your value is half of the right one. Where does the factor come from: is the squared score of the exercise "
        "divided by 2?",
    ),
    Mistake(
        lambda p, q: p @ ((q - np.eye(len(q))) ** 2).sum(axis=0),
        "You added along the other axis. Which axis of the squared distances holds the outcome that came, and which "
        "the entries of q?",
    ),
    Mistake(
        lambda p, q: _score_if(q).mean(),
        "You gave every outcome the same weight. How probable is it that outcome i comes?",
    ),
    Mistake(
        lambda p, q: _score_if(q).sum(),
        "You added the scores of all outcomes. How probable is it that outcome i comes?",
    ),
    Mistake(
        lambda p, q: p @ np.sqrt(_score_if(q)),
        "You took a square root, so your score is a distance. Which power does the squared score have?",
    ),
    Mistake(
        lambda p, q: q @ _score_if(p),
        "You swapped the roles. Which of the two says how often an outcome comes, and which one is being judged?",
    ),
    Mistake(
        lambda p, q: q @ _score_if(q),
        "You weighted with q. Which distribution says how often an outcome comes?",
    ),
    Mistake(
        lambda p, q: p @ np.abs(q - np.eye(len(q))).sum(axis=1),
        "You added absolute distances. What has to be done to each distance before adding?",
    ),
    Mistake(
        lambda p, q: 1 - p @ q,
        "You returned the mean of the linear score. What has to be squared?",
    ),
    Mistake(
        cross_entropy,
        "You returned the log score. Which score does this exercise ask for?",
    ),
    Mistake(
        lambda p, q: _score_if(q),
        "You returned one score for each outcome that may come. With which weights do they make one number?",
    ),
    Mistake(
        lambda p, q: _score_if(q)[p.argmax()],
        "You scored the most probable outcome only. Can another one come?",
    ),
)


@exercise(
    "03.4",
    cases=(
        (np.array([0.7, 0.3]), np.array([0.6, 0.4])),
        (np.array([0.5, 0.3, 0.2]), np.array([0.5, 0.3, 0.2])),
        (np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.2, 0.7])),
        (np.array([0.0, 0.9, 0.1]), np.array([0.2, 0.5, 0.3])),
        (np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.25, 0.25, 0.3, 0.2])),
    ),
    mistakes=_SCORE_MISTAKES,
)
def squared_score(p, q):
    """Give the expected squared score of announcing `q` when outcomes follow `p`."""
    return p @ _score_if(q)
