import math

import numpy as np

from helpers.checks import chapter_00 as checks
from tests.right_answers import right


@right(checks.surprise)
def surprise(q):
    return float(np.log(1 / np.asarray(q)))


@right(checks.surprise)
def surprise_2(q):
    return -math.log(q)


@right(checks.surprise)
def surprise_3(q):
    return np.abs(np.log([q]))[0]


@right(checks.surprise)
def surprise_4(q):
    return -math.log2(q) * math.log(2)
