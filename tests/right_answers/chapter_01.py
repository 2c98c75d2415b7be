import math
from decimal import Decimal
from fractions import Fraction
from math import log

import numpy as np

from helpers.checks import chapter_01 as checks
from tests.right_answers import right


@right(checks.likelihood)
def likelihood(data, theta):
    result = 1
    for x in data:
        result *= theta if x == 2 else 1 - theta
    return result


@right(checks.likelihood)
def likelihood_2(data, theta):
    return math.prod(theta if x == 2 else 1 - theta for x in data)


@right(checks.likelihood)
def likelihood_3(data, theta):
    return np.array([1 - theta, theta])[data - 1].prod()


@right(checks.likelihood)
def likelihood_4(data, theta):
    return np.prod(theta ** (data == 2) * (1 - theta) ** (data == 1))


@right(checks.likelihood)
def likelihood_5(data, theta):
    theta, result = Fraction(theta), Fraction(1)
    for x in data:
        result *= theta if x == 2 else 1 - theta
    return result


@right(checks.likelihood)
def likelihood_6(data, theta):
    labels = data.tolist()
    return theta ** labels.count(2) * (1 - theta) ** labels.count(1)


@right(checks.likelihood)
def likelihood_7(data, theta):
    return np.exp(np.log(np.where(data == 2, theta, 1 - theta)).sum())


@right(checks.negative_log_likelihood)
def negative_log_likelihood(data, theta):
    return sum(-log(theta) if x == 2 else -log(1 - theta) for x in data)


@right(checks.negative_log_likelihood)
def negative_log_likelihood_2(data, theta):
    loss = 0
    for x in data:
        if x == 2:
            loss = loss - math.log(theta)
        else:
            loss = loss - math.log(1 - theta)
    return loss


@right(checks.negative_log_likelihood)
def negative_log_likelihood_3(data, theta):
    product = Decimal(1)
    for x in data:
        product *= Decimal(theta if x == 2 else 1 - theta)
    return -product.ln()


@right(checks.negative_log_likelihood)
def negative_log_likelihood_4(data, theta):
    labels, counts = np.unique(data, return_counts=True)
    return np.asarray(-(counts * np.log(np.where(labels == 2, theta, 1 - theta))).sum())


@right(checks.most_likely)
def most_likely(data):
    grid = np.linspace(0, 1, 20_001)[1:-1]
    twos = np.sum(data == 2)
    return grid[np.argmax(twos * np.log(grid) + (len(data) - twos) * np.log(1 - grid))]


@right(checks.most_likely)
def most_likely_2(data):
    return np.mean(data) - 1


@right(checks.most_likely)
def most_likely_3(data):
    return Fraction(int((data == 2).sum()), len(data))


@right(checks.most_likely)
def most_likely_4(data):
    return round(sum(x == 2 for x in data) / len(data), 4)


@right(checks.most_likely)
def most_likely_5(data):
    low, high, a, b = 0.0, 1.0, np.sum(data == 2), np.sum(data == 1)
    while high - low > 1e-6:
        theta = (low + high) / 2
        low, high = (theta, high) if a * (1 - theta) > b * theta else (low, theta)
    return low


@right(checks.conditional_nll)
def conditional_nll(q, y):
    return -np.log(np.take_along_axis(q, y[:, None], axis=1)).sum()


@right(checks.conditional_nll)
def conditional_nll_2(q, y):
    return -sum(math.log(row[k]) for row, k in zip(q, y))


@right(checks.conditional_nll)
def conditional_nll_3(q, y):
    return -np.log(np.where(y == 1, q[:, 1], q[:, 0])).sum()


@right(checks.conditional_nll)
def conditional_nll_4(q, y):
    return -np.log((q * np.eye(2)[y]).sum(axis=1)).sum()


@right(checks.conditional_nll)
def conditional_nll_5(q, y):
    return -np.log(np.diag(q[:, y])).sum()


@right(checks.conditional_nll)
def conditional_nll_6(q, y):
    return -np.log(q[y == 1, 1]).sum() - np.log(q[y == 0, 0]).sum()
