import math
from statistics import NormalDist

import numpy as np

from helpers.checks import chapter_11 as checks
from tests.right_answers import right


@right(checks.count_gradient)
def count_gradient(X, y, w):
    rates = [math.exp(sum(a * b for a, b in zip(row, w, strict=True))) for row in X]
    return [sum((r - k) * row[j] for r, k, row in zip(rates, y, X, strict=True)) / len(y) for j in range(len(w))]


@right(checks.normal_nll)
def normal_nll(y, mu, s):
    return -sum(math.log(NormalDist(m, d).pdf(v)) for v, m, d in zip(y, mu, s, strict=True)) / len(y)


@right(checks.best_value)
def best_value(y, s):
    return np.linalg.lstsq((1 / s)[:, None], y / s)[0][0]


@right(checks.best_value)
def with_average(y, s):
    return np.average(y, weights=s**-2.0)


@right(checks.tempered)
def tempered(z, T):
    shifted = (z - z.max(axis=-1)[:, None]) / T
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=-1))[:, None])


@right(checks.tempered)
def by_pairs(z, T):
    with np.errstate(over="ignore"):
        return 1 / np.exp((z[:, None, :] - z[:, :, None]) / T).sum(axis=2)


@right(checks.calibration_error)
def calibration_error(c, right, bins):
    index = np.digitize(c, np.linspace(0, 1, bins + 1)[1:-1])
    n, share, mean = (np.bincount(index, weights, bins) for weights in (None, right, c))
    filled = n > 0
    return np.average(np.abs(share - mean)[filled] / n[filled], weights=n[filled])
