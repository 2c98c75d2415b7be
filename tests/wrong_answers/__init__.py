"""Wrong answers to the exercises, written as learners write them, each with the start of the hint meant for it."""

from collections.abc import Callable
from dataclasses import dataclass

from helpers.checks.machinery import Exercise


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer to an exercise and how its hint begins."""

    exercise: Exercise
    function: Callable
    hint: str


COLLECTED: list[WrongAnswer] = []


def wrong(exercise, hint):
    """Collect the decorated function as a wrong answer to `exercise`."""

    def collect(function):
        COLLECTED.append(WrongAnswer(exercise, function, hint))
        return function

    return collect
