"""The checks of the exercises of chapter 02: cross-entropy from counts, probability per label, code length, the best q.

Counts `n` and probabilities `q` have one entry for each of K outcomes. Cross-entropies are means, in nats.

Examples
--------
>>> def best_q(n):
...     return np.exp(n) / np.exp(n).sum()
>>> from helpers.checks import chapter_02 as checks
>>> checks.best_q(best_q)
Exercise 02.4: not correct yet, 1 of 6 cases is right.
You applied softmax to the counts. Counts are already positive: which single number turns them into shares?
The smallest failing case:
    best_q(n=[1, 2])
    returned [0.268941, 0.731059]
    expected [0.333333, 0.666667]
"""

import math

import numpy as np

from helpers.checks.machinery import SMALL_NUMBERS, Mistake, exercise, guarded
from helpers.information import counts_to_frequencies, cross_entropy, entropy
from helpers.numerics import xlogy

_SMALL_NUMBERS = (*SMALL_NUMBERS, 1e-200, 1e-300, 1e-308, float(np.finfo(np.float64).tiny))


def _entropy(n) -> float:
    return entropy(counts_to_frequencies(n))


def _cross_entropy(n, q) -> float:
    return cross_entropy(counts_to_frequencies(n), q)


_CROSS_ENTROPY_MISTAKES = (
    Mistake(
        lambda n, q: n.sum() * _cross_entropy(n, q),
        "You did not divide by N. Are the weights counts here, or frequencies?",
    ),
    Mistake(
        lambda n, q: n.sum() * _cross_entropy(n, q) / len(n),
        "You divided by the number of outcomes, K. How many labels do the counts stand for?",
    ),
    Mistake(
        lambda n, q: _cross_entropy(n, q) / len(n),
        "You averaged over the outcomes after weighting them. The frequencies add up to 1 already: which of the two "
        "divisions is one too many?",
    ),
    Mistake(
        lambda n, q: -_cross_entropy(n, q),
        "The minus sign is missing. Which sign does the logarithm of a probability have?",
    ),
    Mistake(
        lambda n, q: _cross_entropy(n, q) / math.log(2),
        "You used the logarithm to base 2, so your answer is in bits. Which base gives nats?",
    ),
    Mistake(
        lambda n, q: _cross_entropy(n, q) / math.log(10),
        "You used the logarithm to base 10. Which base gives nats?",
    ),
    Mistake(
        lambda n, q: -xlogy(q, np.where(n > 0, counts_to_frequencies(n), 1)).sum(),
        "You swapped the roles: q is the weight and p stands in the logarithm. Which of the two made the data, and "
        "which one is being judged?",
    ),
    Mistake(
        lambda n, q: _entropy(n),
        "You returned the entropy of the frequencies. Where does q come in?",
    ),
    Mistake(
        lambda n, q: _cross_entropy(n, q) - _entropy(n),
        "You returned the Kullback-Leibler divergence. What has to be added to it to get the cross-entropy?",
    ),
    Mistake(
        lambda n, q: math.nan if np.any((n == 0) & (q == 0)) else _cross_entropy(n, q),
        "0 times log 0 gave nan. An outcome that never occurs puts no factor into the product: what does it "
        "contribute to the sum?",
    ),
    Mistake(
        lambda n, q: -xlogy(counts_to_frequencies(n), np.where(q > 0, q, 1)).sum(),
        "You left out an outcome that did occur, because its q is 0. Which zero puts no factor into the likelihood: a "
        "zero among the counts, or a zero in q?",
    ),
    Mistake(
        lambda n, q: math.nan if np.any((n > 0) & (q == 0)) else _cross_entropy(n, q),
        "An outcome that did occur has q = 0, and your function found no number for it. What does the logarithm of a "
        "probability tend to when the probability goes to 0?",
    ),
    *guarded(
        lambda n, q, guard: -counts_to_frequencies(n) @ np.log(guard(q)),
        "A small number was added to q, or q was clipped. A rare outcome then costs too little: which terms can be "
        "left out instead?",
        _SMALL_NUMBERS,
    ),
    Mistake(
        lambda n, q: -math.log(counts_to_frequencies(n) @ q),
        "You took the logarithm of the sum. The logarithm belongs to each outcome: what is weighted and added?",
    ),
    Mistake(
        lambda n, q: counts_to_frequencies(n) @ q,
        "You weighted the probabilities q themselves. Where is the logarithm?",
    ),
    Mistake(
        lambda n, q: -np.log(q[q > 0]).sum(),
        "You gave every outcome the same weight. How often does each outcome occur?",
    ),
    Mistake(
        lambda n, q: math.exp(_cross_entropy(n, q)),
        "You returned the perplexity. Of which number is it the exponential?",
    ),
    Mistake(
        lambda n, q: -xlogy(counts_to_frequencies(n), q),
        "You returned one term for each outcome. Which operation makes one number of them?",
    ),
)


@exercise(
    "02.1",
    cases=(
        (np.array([1, 2]), np.array([0.5, 0.5])),
        (np.array([1, 2]), np.array([0.2, 0.8])),
        (np.array([3, 1, 4]), np.array([0.2, 0.5, 0.3])),
        (np.array([6, 2, 1, 1]), np.array([0.4, 0.3, 0.2, 0.1])),
        (np.array([5, 0, 3]), np.array([0.6, 0.1, 0.3])),
        (np.array([5, 0, 3]), np.array([0.7, 0.0, 0.3])),
        (np.array([1, 2]), np.array([0.0, 1.0])),
        (np.array([7, 2, 1]), np.array([0.75, 0.25, 1e-20])),
    ),
    mistakes=_CROSS_ENTROPY_MISTAKES,
)
def cross_entropy_from_counts(n, q):
    """Give the cross-entropy of the frequencies n / N and `q`, in nats."""
    return _cross_entropy(n, q)


def _mean_log(labels, q) -> float:
    """Give the mean over the labels of log q, from the counts of the labels."""
    return -_cross_entropy(np.bincount(labels, minlength=len(q)), q)


_PER_LABEL_MISTAKES = (
    Mistake(
        lambda labels, q: q[labels].mean(),
        "You took the arithmetic mean of the probabilities. Probabilities of independent labels multiply: which mean "
        "goes with a product?",
    ),
    Mistake(
        lambda labels, q: math.exp(len(labels) * _mean_log(labels, q)),
        "You returned the probability of all labels together. Where do you divide the sum of the logarithms by N, or "
        "take the N-th root?",
    ),
    Mistake(
        lambda labels, q: math.exp(-_mean_log(labels, q)),
        "You returned the perplexity, which is the reciprocal. Which sign does the exponent have?",
    ),
    Mistake(
        lambda labels, q: 2 ** _mean_log(labels, q),
        "You raised 2 to a power that is measured in nats. Which base belongs to the natural logarithm?",
    ),
    Mistake(
        lambda labels, q: 10 ** _mean_log(labels, q),
        "You raised 10 to a power that is measured in nats. Which base belongs to the natural logarithm?",
    ),
    Mistake(
        lambda labels, q: math.exp(xlogy(1.0, q).mean()),
        "You took the mean over the outcomes. How often does each outcome occur among the labels?",
    ),
    Mistake(
        lambda labels, q: q.mean(),
        "You took the mean of q over the outcomes, and the labels play no part. Which probability does q give to each "
        "label?",
    ),
    Mistake(
        _mean_log,
        "You returned the mean of the logarithms. What turns a logarithm into a probability?",
    ),
    Mistake(
        lambda labels, q: -_mean_log(labels, q),
        "You returned the cross-entropy. Which function turns minus that number into a probability?",
    ),
    Mistake(
        lambda labels, q: math.exp(len(labels) * _mean_log(labels, q) / len(q)),
        "You divided by the number of outcomes, K. How many factors does the product have?",
    ),
    Mistake(
        lambda labels, q: 0.0 if len(labels) == len(_MANY) else math.exp(_mean_log(labels, q)),
        "The product became 0 before the root was taken: 30 000 factors are too many for a float. Which function turns "
        "the product into a sum?",
    ),
    Mistake(
        lambda labels, q: math.exp(xlogy(1.0, q[np.unique(labels)]).mean()),
        "You counted each distinct label once. What does a label that occurs twice contribute?",
    ),
    Mistake(
        lambda labels, q: q[labels],
        "You returned one probability for each label. Which mean makes one number of them?",
    ),
    *(
        Mistake(
            lambda labels, q, root=root: math.exp(_mean_log(seen := labels[q[labels] > 0], q) * root(seen, labels)),
            "You left out a label because its q is 0. What is a product that has a factor 0?",
        )
        for root in (lambda seen, labels: 1.0, lambda seen, labels: len(seen) / len(labels))
    ),
    Mistake(
        lambda labels, q: math.exp(_mean_log(labels, q)) if q[labels].all() else math.nan,
        "One of the labels has q = 0, and your function found no number. What is a product that has a factor 0, and "
        "what does the exponential do to −inf?",
    ),
    *guarded(
        lambda labels, q, guard: math.exp(np.log(guard(q))[labels].mean()),
        "A small number was added to q, or q was clipped. A label that q holds for nearly impossible then counts too "
        "little: to which probabilities does the mean belong?",
        _SMALL_NUMBERS,
    ),
)

# So many labels that the product of their probabilities is 0 also where np.longdouble has a wider exponent.
_MANY = np.resize([0, 2, 1, 0, 0], 30_000)


@exercise(
    "02.2",
    cases=(
        (np.array([1]), np.array([0.2, 0.8])),
        (np.array([0, 1]), np.array([0.1, 0.9])),
        (np.array([1, 1, 0]), np.array([0.25, 0.75])),
        (np.array([2, 0, 2, 2]), np.array([0.2, 0.3, 0.5])),
        (np.array([0, 3, 3, 1, 0, 0]), np.array([0.4, 0.3, 0.2, 0.1])),
        (np.array([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), np.array([1.0, 1e-20])),
        (np.array([0, 1, 2]), np.array([0.5, 0.0, 0.5])),
        (_MANY, np.array([0.5, 0.2, 0.3])),
    ),
    mistakes=_PER_LABEL_MISTAKES,
    atol=0.0,
    log_zero=lambda labels, q: not q[labels].all(),
)
def probability_per_label(labels, q):
    """Give the geometric mean of the probabilities that `q` gives to the labels."""
    return math.exp(_mean_log(labels, q))


def _mean_length(counts, lengths) -> float:
    return float(np.average(lengths, weights=counts))


_BITS_MISTAKES = (
    Mistake(
        lambda counts, lengths: lengths.mean(),
        "You averaged the lengths over the code words. How often is each of them sent?",
    ),
    Mistake(
        lambda counts, lengths: counts @ lengths,
        "You returned the bits of the whole message. How many symbols does it have?",
    ),
    Mistake(
        lambda counts, lengths: math.log(2) * _mean_length(counts, lengths),
        "You converted to nats. In which unit are the lengths of the code words given, and which unit is asked?",
    ),
    Mistake(
        lambda counts, lengths: _mean_length(counts, lengths) / math.log(2),
        "You divided by log 2, as if the lengths were in nats. In which unit are they given?",
    ),
    Mistake(
        lambda counts, lengths: counts @ lengths / len(counts),
        "You divided the bits by the number of different symbols, K. How many symbols does the message have?",
    ),
    Mistake(
        lambda counts, lengths: _mean_length(counts, lengths) / len(counts),
        "You averaged over the symbols after weighting them. The frequencies add up to 1 already: which of the two "
        "divisions is one too many?",
    ),
    Mistake(
        lambda counts, lengths: _entropy(counts) / math.log(2),
        "You returned the entropy, the floor for every code. How long are the words of this code?",
    ),
    Mistake(
        lambda counts, lengths: _entropy(counts),
        "You returned the entropy in nats, the floor for every code. How long are the words of this code?",
    ),
    Mistake(
        lambda counts, lengths: 2.0**-lengths @ lengths,
        "You weighted each length by 2 to the power minus its length, the probability that the code is made for. How "
        "often does each symbol occur in the message?",
    ),
    Mistake(
        lambda counts, lengths: _mean_length(2.0**-lengths, lengths),
        "You weighted each length by the normalised probability that the code is made for. How often does each symbol "
        "occur in the message?",
    ),
    Mistake(
        lambda counts, lengths: lengths.sum(),
        "You added the lengths of the code words. How often is each of them sent?",
    ),
    Mistake(
        lambda counts, lengths: lengths.sum() / counts.sum(),
        "You divided the lengths of the code words by the number of symbols. How many times is each word sent?",
    ),
    Mistake(
        lambda counts, lengths: 1 / _mean_length(counts, lengths),
        "You returned symbols per bit. Which of the two numbers is divided by the other?",
    ),
    Mistake(
        lambda counts, lengths: counts_to_frequencies(counts) * lengths,
        "You returned one term for each symbol. Which operation makes one number of them?",
    ),
    Mistake(
        lambda counts, lengths: counts @ lengths // counts.sum(),
        "You divided whole numbers and dropped the fraction. Which division keeps it?",
    ),
)


@exercise(
    "02.3",
    cases=(
        (np.array([3, 1]), np.array([1, 1])),
        (np.array([3, 1]), np.array([1, 2])),
        (np.array([5, 2, 1]), np.array([1, 2, 2])),
        (np.array([1, 2, 4]), np.array([1, 2, 2])),
        (np.array([4, 0, 3, 2]), np.array([1, 2, 3, 3])),
        (np.array([9, 5, 3, 2, 1]), np.array([1, 3, 3, 4, 5])),
    ),
    mistakes=_BITS_MISTAKES,
)
def bits_per_symbol(counts, lengths):
    """Give the mean length of the code words over the symbols of the message, in bits."""
    return _mean_length(counts, lengths)


def _normalised(weights) -> np.ndarray:
    return weights / weights.sum()


_KEPT_POSSIBLE = (
    "You added a small number, or clipped, so an outcome that never occurred keeps a probability. Where does the "
    "likelihood of the data alone have its maximum?"
)

_BEST_Q_MISTAKES = (
    Mistake(
        lambda n: _normalised(np.exp(n - n.max())),
        "You applied softmax to the counts. Counts are already positive: which single number turns them into shares?",
    ),
    Mistake(
        lambda n: n / n.max(),
        "You divided by the largest count, so the entries do not add up to 1. By what does a share divide?",
    ),
    Mistake(
        lambda n: np.full(len(n), 1 / len(n)),
        "You returned the uniform distribution. Which q gives more to an outcome that occurs more often?",
    ),
    Mistake(
        lambda n: (n + 1) / (n.sum() + len(n)),
        "You added 1 to each count. Where does the likelihood of the data alone have its maximum?",
    ),
    Mistake(
        lambda n: n,
        "You returned the counts themselves. To what do probabilities add up?",
    ),
    Mistake(
        lambda n: n / len(n),
        "You divided by the number of outcomes, K. How many labels do the counts stand for?",
    ),
    Mistake(
        lambda n: _normalised(n**2),
        "You squared the counts before dividing. What does the condition for the maximum say about q_i and n_i?",
    ),
    Mistake(
        lambda n: _normalised(np.sqrt(n)),
        "You took the square roots of the counts before dividing. What does the condition for the maximum say about "
        "q_i and n_i?",
    ),
    Mistake(
        lambda n: n / math.sqrt(n @ n),
        "You divided by the Euclidean length, so the squares add up to 1. What has to add up to 1?",
    ),
    Mistake(
        lambda n: n // n.sum(),
        "You divided whole numbers and dropped the fraction. Which division keeps it?",
    ),
    Mistake(
        lambda n: np.eye(len(n))[n.argmax()],
        "You gave everything to the commonest outcome. What is then the likelihood of a data set with two outcomes?",
    ),
    Mistake(
        lambda n: n.max() / n.sum(),
        "You returned the largest probability only. How many entries does q have?",
    ),
    *guarded(
        lambda n, guard: guard(counts_to_frequencies(n)),
        _KEPT_POSSIBLE,
    ),
    *(Mistake(lambda n, small=small: _normalised(n + small), _KEPT_POSSIBLE) for small in (0.5, *_SMALL_NUMBERS)),
)


@exercise(
    "02.4",
    cases=(
        (np.array([2, 2]),),
        (np.array([1, 2]),),
        (np.array([3, 1, 4]),),
        (np.array([5, 0, 3]),),
        (np.array([6, 2, 1, 1]),),
        (np.array([40, 25, 20, 10, 5]),),
    ),
    mistakes=_BEST_Q_MISTAKES,
    atol=0.0,
)
def best_q(n):
    """Give the q on the simplex under which counts `n` are most likely."""
    return counts_to_frequencies(n)
