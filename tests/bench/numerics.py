"""Speed and accuracy of softmax, log_softmax and logsumexp beside SciPy, scikit-learn, PyTorch and plain np.exp.

All candidates of a row take turns, PyTorch in two processes of its own, with one thread and with two.
A time is the median of the turns; a ratio below 1 means that ours is faster.
"""

import os
from contextlib import ExitStack
from functools import partial

import numpy as np
import scipy.special
import sklearn
import sklearn.utils.extmath

from helpers import numerics
from tests import ulps
from tests.bench import timing
from tests.bench.torch_worker import Torch

CASES = [((10,), -1)] + [
    (shape, axis) for shape in ((1000, 10), (100_000, 10), (1000, 1000), (64, 50_000)) for axis in (-1, 0)
]
DTYPES = ("float64", "float32")
MOST_ULPS = {"softmax": 4, "log_softmax": 3, "logsumexp": 4}
ABSENT = "not installed"
REASONS = """\
Why a time target is missed. Every result stays within the ulps below, and that has a price which SciPy does not pay:
- The work is done in float64, since NumPy's float32 exp alone is off by 2 ulps and a quotient of two more than doubles
  that. A float32 row pays for the float64 exp and for two conversions.
- The sum over the classes of float64 is compensated: a plain one takes softmax to 5.8 ulps. On short rows that is a
  dozen calls of NumPy; there, and in a small array, the calls themselves are most of the time.
- More than 64 classes along axis 0 are transposed in and out, which alone takes half of SciPy's time."""


def most_of_scipy(name, shape, axis):
    """Target: the largest share of SciPy's time that ours may take."""
    if name == "softmax":
        return 0.35 if shape[axis] == 10 else 0.75
    return {"log_softmax": 0.75, "logsumexp": 0.3}[name]


def calls(name, z, axis):
    """Label and call of what computes `name` along `axis` of `z` in this process, ours first."""
    found = {
        "ours": partial(getattr(numerics, name), z, axis=axis),
        "scipy": partial(getattr(scipy.special, name), z, axis=axis),
    }
    if name == "softmax" and axis == -1:
        found["sklearn"] = partial(sklearn.utils.extmath.softmax, np.atleast_2d(z))
    return found


def speed(name, torches):
    """Table of microseconds per call and ratios for one function."""
    peers = ["ours", "scipy", "sklearn", *torches, "np.exp"]
    rows = []
    for dtype in DTYPES:
        for shape, axis in CASES:
            z = timing.logits(dtype, shape)
            turns = {label: partial(timing.turn, call) for label, call in calls(name, z, axis).items()}
            for label, torch in torches.items():
                if torch.version:
                    turns[label] = partial(torch.turn, name, dtype, shape, axis)
            turns["np.exp"] = partial(timing.turn, partial(np.exp, z))
            seconds = timing.medians(turns)
            cells = [f"{seconds[p] * 1e6:.1f}" if p in seconds else ABSENT if p in torches else "" for p in peers]
            ratio, target = seconds["ours"] / seconds["scipy"], most_of_scipy(name, shape, axis)
            label = f"{dtype} {'x'.join(map(str, shape))} axis {axis}"
            rows.append([label, *cells, f"{ratio:.2f}", f"{target:.2f}", timing.verdict(ratio, target)])
    return timing.table([f"{name}, microseconds", *peers, "ours/scipy", "target", ""], rows)


def error(name, row):
    """Return a function from computed values of `name` for one row to their largest error in ulps."""
    if name == "logsumexp":
        return lambda got: ulps.logsumexp_ulps(got, row)
    exact = getattr(ulps, name)(row)
    return lambda got: ulps.ulps(got, exact)


def accuracy(name, torch):
    """Table of the largest error in ulps by family of logits, for one function."""
    peers = ["ours", "scipy", "sklearn", "torch"]
    rows = []
    for dtype in DTYPES:
        for family, logits in ulps.families(np.dtype(dtype).type, np.random.default_rng(0)).items():
            worst = {}
            for row in logits:
                ulps_of = error(name, row)
                results = {label: call() for label, call in calls(name, row, -1).items()}
                if torch.version:
                    results["torch"] = torch.value(name, row)
                for label, result in results.items():
                    worst[label] = max(worst.get(label, 0.0), ulps_of(result))
            cells = [f"{worst[p]:.3g}" if p in worst else ABSENT if p == "torch" else "" for p in peers]
            target = MOST_ULPS[name]
            rows.append([f"{dtype} {family}", *cells, str(target), timing.verdict(worst["ours"], target)])
    return timing.table([f"{name}, largest error in ulps", *peers, "target", ""], rows)


def report():
    """All tables as one text."""
    threads = os.environ.get("OPENBLAS_NUM_THREADS")
    with ExitStack() as stack:
        torches = {f"torch {n}": stack.enter_context(Torch(n)) for n in (1, 2)}
        torch = torches["torch 1"]
        versions = (
            f"numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, "
            f"torch {torch.version or ABSENT} (1 and 2 threads); OPENBLAS_NUM_THREADS={threads}; logits N(0, 1)"
        )
        notes = [versions]
        if threads != "1":
            notes.append("Warning: set OPENBLAS_NUM_THREADS=1 before Python starts; thread pools blur the times.")
        tables = [speed(name, torches) for name in MOST_ULPS] + [REASONS]
        tables += [accuracy(name, torch) for name in MOST_ULPS]
    return "\n\n".join(["\n".join(notes), *tables])
