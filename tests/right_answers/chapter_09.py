import math
from decimal import Decimal

import numpy as np

from helpers.checks import chapter_09 as checks
from tests.right_answers import right


@right(checks.batch_softmax)
def batch_softmax(z):
    return np.stack([[1 / np.exp(np.minimum(row - x, 700)).sum() for x in row] for row in z])


@right(checks.stable_log_softmax)
def stable_log_softmax(z):
    return [x - np.logaddexp.reduce(z) for x in z]


@right(checks.binary_loss_from_logits)
def binary_loss_from_logits(z, y):
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


@right(checks.masked_softmax)
def masked_softmax(z, allowed):
    result = np.zeros(len(z))
    kept = z[allowed]
    result[allowed] = np.exp(kept - np.logaddexp.reduce(kept))
    return result


@right(checks.online_update)
def online_update(m, s, z):
    if z <= m:
        return [m, s + math.exp(z - m)]
    return [z, float(Decimal(s) * (Decimal(m) - Decimal(z)).exp() + 1)]
