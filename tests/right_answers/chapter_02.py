import math
from fractions import Fraction

import numpy as np

from helpers.checks import chapter_02 as checks
from tests.right_answers import right


@right(checks.cross_entropy_from_counts)
def cross_entropy_from_counts(n, q):
    seen = [(count, probability) for count, probability in zip(n, q) if count > 0]
    return -sum(count * np.log(probability) for count, probability in seen) / sum(n)


@right(checks.cross_entropy_from_counts)
def cross_entropy_from_counts_2(n, q):
    return -np.log(np.repeat(q, n)).mean()


@right(checks.cross_entropy_from_counts)
def cross_entropy_from_counts_3(n, q):
    total = 0.0
    for count, probability in zip(n, q):
        if count == 0:
            continue
        if probability == 0:
            return math.inf
        total -= count * math.log(probability)
    return total / n.sum()


@right(checks.cross_entropy_from_counts)
def cross_entropy_from_counts_4(n, q):
    p = n / n.sum()
    log_q = np.log(q, where=n > 0, out=np.zeros(len(q)))
    return -(p @ log_q)


@right(checks.probability_per_label)
def probability_per_label(labels, q):
    return np.float64(np.e) ** (np.log(q)[labels].sum() / len(labels))


@right(checks.probability_per_label)
def probability_per_label_2(labels, q):
    return np.prod(q[labels] ** (1 / len(labels)))


@right(checks.probability_per_label)
def probability_per_label_3(labels, q):
    n = np.bincount(labels, minlength=len(q))
    return math.prod(q ** (n / n.sum()))


@right(checks.probability_per_label)
def probability_per_label_4(labels, q):
    if any(q[label] == 0 for label in labels):
        return 0
    return math.exp(sum(math.log(q[label]) for label in labels) / len(labels))


@right(checks.bits_per_symbol)
def bits_per_symbol(counts, lengths):
    return sum(int(c) * int(l) for c, l in zip(counts, lengths)) / int(sum(counts))


@right(checks.bits_per_symbol)
def bits_per_symbol_2(counts, lengths):
    return np.average(lengths, weights=counts)


@right(checks.bits_per_symbol)
def bits_per_symbol_3(counts, lengths):
    return np.repeat(lengths, counts).mean()


@right(checks.bits_per_symbol)
def bits_per_symbol_4(counts, lengths):
    return Fraction(int(counts @ lengths), int(counts.sum()))


@right(checks.best_q)
def best_q(n):
    return [count / sum(n) for count in n]


@right(checks.best_q)
def best_q_2(n):
    return [Fraction(int(count), int(n.sum())) for count in n]


@right(checks.best_q)
def best_q_3(n):
    return tuple(n * (1 / n.sum()))
