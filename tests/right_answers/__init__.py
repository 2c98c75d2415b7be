"""Right answers to the exercises in other styles than the notebook's solution: each must pass its check."""

from collections.abc import Callable
from dataclasses import dataclass

from helpers.checks.machinery import Exercise


@dataclass(frozen=True)
class RightAnswer:
    """A right answer to an exercise."""

    exercise: Exercise
    function: Callable


COLLECTED: list[RightAnswer] = []


def right(exercise):
    """Collect the decorated function as a right answer to `exercise`."""

    def collect(function):
        COLLECTED.append(RightAnswer(exercise, function))
        return function

    return collect
