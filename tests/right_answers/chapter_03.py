import numpy as np

from helpers.checks import chapter_03 as checks
from tests.right_answers import right


@right(checks.divergence)
def divergence(p, q):
    return np.sum([a * (np.log(a) - np.log(b)) for a, b in zip(p, q) if a])


@right(checks.conditional_cross_entropy)
def conditional_cross_entropy(n, q):
    points = [(x, y) for x in range(n.shape[0]) for y in range(n.shape[1]) for _ in range(n[x, y])]
    return np.mean([-np.log(q[point]) for point in points])


@right(checks.floor_of_table)
def floor_of_table(n):
    plogp = lambda counts: sum(count * np.log(count) for count in np.ravel(counts) if count)
    return (plogp(n.sum(axis=1)) - plogp(n)) / n.sum()


@right(checks.squared_score)
def squared_score(p, q):
    return 1 - 2 * np.dot(p, q) + np.dot(q, q)
