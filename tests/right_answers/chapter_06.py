import numpy as np

from helpers.checks import chapter_06 as checks
from tests.right_answers import right


@right(checks.squared_error_slope)
def squared_error_slope(z, y):
    e = np.exp(-abs(z))
    against = e / (1 + e) if (z > 0) == (y == 1) else 1 / (1 + e)
    return (1 - 2 * y) * 2 * against * e / (1 + e) ** 2


@right(checks.steepest_logit)
def steepest_logit(k):
    z = np.linspace(-4, 4, 8001)
    return z[(k * np.log1p(np.exp(z)) + np.log1p(np.exp(-z))).argmin()]


@right(checks.steps_to_recover)
def steps_to_recover(z0, y, eta, most):
    z, count = (z0 if y == 1 else -z0), 0
    while z < 0 and count < most:
        z, count = z + 2 * eta * np.exp(z) / (1 + np.exp(z)) ** 3, count + 1
    return np.int64(count)


@right(checks.clipped_slope)
def clipped_slope(z, eps):
    return np.where(z < np.log(eps / (1 - eps)), 0, -1 / (1 + np.exp(z)))


@right(checks.hidden_slope)
def hidden_slope(a, v, b, y):
    e = np.exp(-a)
    z = v / (1 + e) + b
    dJ_dz = 1 / (1 + np.exp(-z)) if y == 0 else -1 / (1 + np.exp(z))
    return dJ_dz * v * e / (1 + e) ** 2
