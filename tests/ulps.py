"""Errors in units in the last place, measured against 60-digit arithmetic (mpmath).

Each reference takes the floats of an array as exact numbers. `ulps` divides the error by the distance between
neighbouring floats at the exact result, so that a correctly rounded result has at most half an ulp.
"""

import mpmath
import numpy as np

mpmath.mp.dps = 60


def exact(x):
    """Nested lists of mpf with the exact values of the floats in `x`."""
    return [exact(row) for row in x] if np.ndim(x) else mpmath.mpf(float(x))


def _largest_and_excess(row):
    """Exact m = max z and log1p of the sum of the other e^(z - m): tiny excesses keep their 60 digits too."""
    z = exact(row)
    m = max(z)
    largest = z.index(m)
    return z, m, mpmath.log1p(mpmath.fsum(mpmath.exp(x - m) for i, x in enumerate(z) if i != largest))


def logsumexp(row):
    """Exact log Σ e^z of one row of floats."""
    _, m, excess = _largest_and_excess(row)
    return m + excess


def log_softmax(row):
    """Exact log-probabilities of one row of floats."""
    z, m, excess = _largest_and_excess(row)
    return [(x - m) - excess for x in z]


def softmax(row):
    """Exact probabilities of one row."""
    return [mpmath.exp(x) for x in log_softmax(row)]


def sigmoid(z):
    return 1 / (1 + mpmath.exp(-mpmath.mpf(float(z))))


def softplus(z):
    return mpmath.log1p(mpmath.exp(mpmath.mpf(float(z))))


def log_sigmoid(z):
    return -mpmath.log1p(mpmath.exp(-mpmath.mpf(float(z))))


def logit(p):
    p = mpmath.mpf(float(p))
    return mpmath.log(p) - mpmath.log1p(-p)


def ulp(reference, dtype):
    """Distance between neighbouring floats of `dtype` at the exact number `reference`."""
    info = np.finfo(dtype)
    _, exponent = mpmath.frexp(reference)  # |reference| in [2^(exponent-1), 2^exponent)
    exponent = max(exponent if reference else info.minexp, info.minexp + 1)
    return mpmath.ldexp(1, exponent - 1 - info.nmant)


def ulps(result, reference):
    """Largest error of the floats `result` against the exact numbers `reference`, in ulps; inf for nan.

    Where the exact number is beyond the range of the dtype, the right result is the infinity of its sign.
    """
    result = np.asarray(result).ravel()
    worst = 0.0
    for got, want in zip(result, reference, strict=True):
        unit = ulp(want, result.dtype)
        if abs(want) > mpmath.mpf(float(np.finfo(result.dtype).max)) + unit / 2:
            error = 0.0 if np.isinf(got) and (got > 0) == (want > 0) else float("inf")
        else:
            error = float(abs(mpmath.mpf(float(got)) - want) / unit) if np.isfinite(got) else float("inf")
        worst = max(worst, error)
    return worst


def logsumexp_ulps(result, row):
    """Error of `result` as logsumexp of one row, in ulps of the larger of its two parts, m and the excess.

    The parts may cancel, and what then remains is their rounding.
    """
    _, m, excess = _largest_and_excess(row)
    error = abs(mpmath.mpf(float(result)) - (m + excess)) if np.isfinite(result) else mpmath.inf
    return float(error / ulp(max(abs(m), excess), row.dtype))


def families(dtype, rng):
    """Name and rows of each family of logits that the accuracy is stated for; widths 2 to 1000."""
    info = np.finfo(dtype)
    gap = 700.0 if dtype == np.float64 else 100.0
    huge = float(info.max) / 2

    def rows(scale, offset=0.0):
        return [
            (rng.normal(scale=scale, size=width) + offset).astype(dtype)
            for width, repeats in ((2, 40), (3, 30), (10, 20), (65, 4), (100, 3), (1000, 1))
            for _ in range(repeats)
        ]

    def gaps():
        for width in (2, 3, 10, 100):
            for size in np.linspace(1.0, gap, 12):
                row = rng.normal(size=width)
                row[rng.integers(width)] += size
                yield row.astype(dtype)

    return {
        "moderate N(0, 1)": rows(1.0),
        "sd 100": rows(100.0),
        f"one gap up to {gap:.0f}": list(gaps()),
        "offset +1e4": rows(1.0, 1e4) + rows(100.0, 1e4),
        "offset -1e4": rows(1.0, -1e4) + rows(100.0, -1e4),
        "around the limit of the shift": rows(1.0, 600.0) + rows(1.0, -600.0) + rows(300.0),
        "extremes": [
            np.array(row, dtype=dtype)
            for row in (
                [huge, -huge],
                [huge, huge, -huge],
                [-huge, -huge],
                [huge, 0.0, 1.0],
                [-huge, 0.0, 1.0],
                [info.tiny, -info.tiny, 0.0],
                [info.smallest_subnormal, 0.0],
                [0.0, -745.0],
                [0.0, -740.0, -740.0],
                [-200.0, -740.0],
                [1000.0, 260.0],
                [5.0],
                [-huge],
            )
        ],
    }
