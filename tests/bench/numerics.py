"""Speed and accuracy of softmax, log_softmax and logsumexp beside SciPy, scikit-learn, PyTorch and plain np.exp.

All candidates of a row run in one process and take turns, so that a change of the machine's load hits them alike.
A time is the median of the turns; a ratio below 1 means that ours is faster.
"""

import importlib.util
import os
import time
from functools import partial
from statistics import median

import numpy as np
import scipy.special
import sklearn.utils.extmath

from helpers import numerics
from tests import ulps

CASES = [((10,), -1)] + [
    (shape, axis) for shape in ((1000, 10), (100_000, 10), (1000, 1000), (64, 50_000)) for axis in (-1, 0)
]
FUNCTIONS = ("softmax", "log_softmax", "logsumexp")
TURN = 0.004  # seconds that one turn of one candidate takes at least
TURNS = 11


def candidates(name, z, axis):
    """Label and call of everything that computes `name` along `axis` of `z`, ours first."""
    calls = {
        "ours": partial(getattr(numerics, name), z, axis=axis),
        "scipy": partial(getattr(scipy.special, name), z, axis=axis),
    }
    if name == "softmax" and z.ndim == 2 and axis == -1:
        calls["sklearn"] = partial(sklearn.utils.extmath.softmax, z)
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        calls["torch"] = partial(getattr(torch, name), torch.from_numpy(z), axis)
    calls["np.exp"] = partial(np.exp, z)
    return calls


def times(calls):
    """Median seconds per call of each candidate, the candidates taking turns."""

    def turn(call, repeats):
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        return (time.perf_counter() - start) / repeats

    repeats = {label: max(1, int(TURN / min(turn(call, 1) for _ in range(3)))) for label, call in calls.items()}
    turns = [{label: turn(call, repeats[label]) for label, call in calls.items()} for _ in range(TURNS)]
    return {label: median(t[label] for t in turns) for label in calls}


def table(header, rows):
    """Plain text, columns aligned, the first to the left."""
    cells = [header, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    lines = [
        "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def speed(name):
    """Table of microseconds per call and ratios for one function."""
    peers = ["ours", "scipy", "sklearn", "torch", "np.exp"]
    rng = np.random.default_rng(0)
    rows = []
    for dtype in (np.float64, np.float32):
        for shape, axis in CASES:
            z = rng.normal(size=shape).astype(dtype)
            seconds = times(candidates(name, z, axis))
            label = f"{np.dtype(dtype).name} {'x'.join(map(str, shape))} axis {axis}"
            cells = [f"{seconds[p] * 1e6:.1f}" if p in seconds else "" for p in peers]
            rows.append([label, *cells, f"{seconds['ours'] / seconds['scipy']:.2f}"])
    return table([f"{name}, microseconds", *peers, "ours/scipy"], rows)


def accuracy(name):
    """Table of the largest error in ulps by family of logits, for one function of `softmax` and `log_softmax`."""
    reference = getattr(ulps, name)
    rows = []
    for dtype in (np.float64, np.float32):
        for family, logits in ulps.families(dtype, np.random.default_rng(0)).items():
            worst = {}
            for row in logits:
                exact = reference(row)
                for label, call in candidates(name, row, -1).items():
                    if label != "np.exp":
                        worst[label] = max(worst.get(label, 0.0), ulps.ulps(np.asarray(call()), exact))
            rows.append(
                [
                    f"{np.dtype(dtype).name} {family}",
                    *(f"{worst[k]:.3g}" if k in worst else "" for k in ("ours", "scipy", "torch")),
                ]
            )
    return table([f"{name}, largest error in ulps", "ours", "scipy", "torch"], rows)


def report():
    """All tables as one text."""
    threads = os.environ.get("OPENBLAS_NUM_THREADS")
    notes = [f"numpy {np.__version__}, scipy {scipy.__version__}, OPENBLAS_NUM_THREADS={threads}; logits N(0, 1)"]
    if threads != "1":
        notes.append("Warning: set OPENBLAS_NUM_THREADS=1 before Python starts; thread pools otherwise blur the times.")
    if not importlib.util.find_spec("torch"):
        notes.append("torch is not installed: its columns are empty")
    return "\n\n".join(["\n".join(notes), *map(speed, FUNCTIONS), *map(accuracy, FUNCTIONS[:2])])
