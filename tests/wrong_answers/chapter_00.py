import math

import numpy as np

from helpers.checks import chapter_00 as checks
from tests.wrong_answers import wrong

# 00.1 surprise


@wrong(checks.surprise, "Your sign is turned.")
def sign_turned(q):
    return np.log(q)


@wrong(checks.surprise, "Your sign is turned.")
def sign_turned_twice(q):
    return -math.log(1 / q)


@wrong(checks.surprise, "You took the logarithm to base 2,")
def bits(q):
    return -math.log2(q)


@wrong(checks.surprise, "You took the logarithm to base 10.")
def base_ten(q):
    return -math.log(q, 10)


@wrong(checks.surprise, "You took the loss of the event that did not happen,")
def other_event(q):
    return -math.log(1 - q)


@wrong(checks.surprise, "You took the loss of the event that did not happen,")
def other_event_with_array(q):
    return float(np.where(q < 1, np.log(1 / np.maximum(1 - q, 1e-300)), np.inf))


@wrong(checks.surprise, "You returned 1 − q,")
def distance_from_certain(q):
    return 1.0 - q


@wrong(checks.surprise, "You returned 1/q.")
def inverse(q):
    return q**-1


@wrong(checks.surprise, "You weighted the loss with q,")
def entropy_term(q):
    return q * math.log(1 / q)


@wrong(checks.surprise, "You added a small number to q,")
def clipped_below(q):
    return -math.log(max(q, 1e-3))


@wrong(checks.surprise, "You added a small number to q,")
def added(q):
    return -np.log(q + 1e-12)


@wrong(checks.surprise, "You added a small number to q,")
def clipped_on_both_sides(q):
    return -np.log(np.clip(q, 1e-7, 1 - 1e-7))


@wrong(checks.surprise, "You took the exponential.")
def exponential(q):
    return math.e**-q
