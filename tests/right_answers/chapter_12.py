import math

import numpy as np

from helpers.checks import chapter_12 as checks
from tests.right_answers import right


@right(checks.scaled_test_set)
def scaled_test_set(train, test):
    columns = []
    for known, new in zip(train.T, test.T, strict=True):
        centre = sum(known) / len(known)
        spread = math.sqrt(sum((x - centre) ** 2 for x in known) / len(known))
        columns.append((new - centre) / (spread if spread > 0 else 1))
    return np.array(columns).T


@right(checks.scaled_test_set)
def scaled_by_range(train, test):
    return (test - train.mean(axis=0)) / np.where(np.ptp(train, axis=0) == 0, 1, train.std(axis=0))


@right(checks.mean_loss)
def mean_loss(z, y):
    total = 0.0
    for row, k in zip(z, y, strict=True):
        total += row.max() + math.log(sum(math.exp(x - row.max()) for x in row)) - row[k]
    return total / len(y)


@right(checks.mean_loss)
def mean_loss_by_one_hot_rows(z, y):
    return np.sum(np.eye(z.shape[1])[y] * (np.logaddexp.reduce(z, axis=1, keepdims=True) - z)) / len(z)


@right(checks.gradient)
def gradient(A, y, theta):
    total = np.zeros_like(theta)
    for a, k in zip(A, y, strict=True):
        z = theta.T @ a
        r = np.exp(z - np.logaddexp.reduce(z))
        r[k] -= 1
        total += np.outer(a, r)
    return total / len(A)


@right(checks.weighted_mean)
def weighted_mean(loss, y, w, ignore):
    above = below = 0.0
    for x, k in zip(loss, y, strict=True):
        if k != ignore:
            above, below = above + w[k] * x, below + w[k]
    return above / below


@right(checks.weighted_mean)
def weighted_mean_by_numpy(loss, y, w, ignore):
    return np.average(np.where(y == ignore, 0, loss), weights=np.where(y == ignore, 0, w[y]))


@right(checks.best_temperature)
def best_temperature(z, y, candidates):
    def total(T):
        return sum(np.logaddexp.reduce(row / T) - row[k] / T for row, k in zip(z, y, strict=True))

    return min(candidates, key=total)
