"""The check of the trial exercise of chapter 00: the surprise −log q of one label.

Examples
--------
>>> from helpers.checks import chapter_00 as checks
>>> checks.surprise(lambda q: np.log(q))
Exercise 00.1: not correct yet, 1 of 6 cases is right.
Your sign is turned. The logarithm of a probability is at most 0; what should a loss be?
The smallest failing case:
    surprise(q=0.5)
    returned -0.693147
    expected 0.693147
"""

import math

import numpy as np

from helpers.checks.machinery import Mistake, exercise, guarded

_MISTAKES = (
    Mistake(
        np.log,
        "Your sign is turned. The logarithm of a probability is at most 0; what should a loss be?",
    ),
    Mistake(
        lambda q: -np.log2(q),
        "You took the logarithm to base 2, which gives bits. Which logarithm gives nats?",
    ),
    Mistake(
        lambda q: -np.log10(q),
        "You took the logarithm to base 10. Which logarithm gives nats?",
    ),
    Mistake(
        lambda q: -np.log1p(-q) if q < 1 else np.nan,
        "You took the loss of the event that did not happen, 1 − q. Which probability belongs to the label?",
    ),
    Mistake(
        lambda q: 1 - q,
        "You returned 1 − q, which no improbable label can push above 1. Where is the logarithm?",
    ),
    Mistake(
        lambda q: 1 / q,
        "You returned 1/q. Which function of it is 0 for a label that was certain?",
    ),
    Mistake(
        lambda q: -q * np.log(q),
        "You weighted the loss with q, as a mean over outcomes does. How often did this one label happen?",
    ),
    Mistake(
        lambda q: np.exp(-q),
        "You took the exponential. Which function undoes it?",
    ),
    *guarded(
        lambda q, guard: -np.log(guard(q)),
        "You added a small number to q, or clipped it. An improbable label then costs too little: to which probability "
        "does the loss belong?",
    ),
)


@exercise("00.1", cases=((1.0,), (0.5,), (0.9,), (0.25,), (0.001,), (1e-300,)), mistakes=_MISTAKES)
def surprise(q):
    """Give −log q in nats."""
    return math.log(1 / q)
