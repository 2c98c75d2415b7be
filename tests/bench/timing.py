"""What the speed tables share: the logits, the turns of the candidates, the layout and the verdicts."""

import time
from statistics import median

import numpy as np

TURN = 0.004  # seconds that one turn of one candidate takes at least
TURNS = 11


def logits(dtype, shape):
    """Logits N(0, 1), the same for every candidate and every run."""
    return np.random.default_rng(0).normal(size=shape).astype(dtype)


def turn(call, repeats):
    """Seconds per call of `repeats` calls."""
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def medians(turns):
    """Median seconds per call by label; `turns` maps a label to a function from repeats to seconds per call.

    The candidates take turns, so that a change of the machine's load hits them alike.
    """
    repeats = {label: max(1, int(TURN / min(take(1) for _ in range(3)))) for label, take in turns.items()}
    rounds = [{label: take(repeats[label]) for label, take in turns.items()} for _ in range(TURNS)]
    return {label: median(times[label] for times in rounds) for label in turns}


def verdict(value, target):
    """Say whether a number is at most its target; what is printed as equal counts as equal."""
    return "met" if round(value, 2) <= target else "not met"


def table(header, rows):
    """Plain text, columns aligned, the first to the left."""
    cells = [header, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = [
        "  ".join(
            c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
