"""Exponentials and logarithms that neither overflow nor lose digits."""

import numpy as np

from helpers._validation import as_float_array, check_axis


def _compute(function, z):
    """Apply `function` in float64 and round the result once to the dtype of `z`."""
    return function(z.astype(np.float64, copy=False)).astype(z.dtype, copy=False)[()]


def sigmoid(z):
    z = as_float_array("z", z)

    def formula(z):
        e = np.exp(-np.abs(z))
        return np.where(z < 0, e, 1.0) / (1 + e)

    return _compute(formula, z)


def log_sigmoid(z):
    return -softplus(-as_float_array("z", z))


def softplus(z):
    return _compute(lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))), as_float_array("z", z))


def logit(p):
    p = as_float_array("p", p)
    bad = (p < 0) | (p > 1)
    if bad.any():
        raise ValueError(f"p contains {p[bad][0]}; expected probabilities between 0 and 1")
    return _compute(lambda p: _log(p) - _log(1 - p), p)


def _log(x):
    return np.log(x, out=np.full(np.shape(x), -np.inf), where=x != 0)


def xlogy(x, y):
    x, y = as_float_array("x", x), as_float_array("y", y)
    dtype = np.result_type(x, y)
    x, y = np.broadcast_arrays(x.astype(np.float64), y.astype(np.float64))
    zero = (x == 0) & ~np.isnan(y)
    return np.where(zero, 0.0, x * _log(np.where(zero, 1.0, y))).astype(dtype)[()]


def _parts(z, axis):
    k = np.argmax(z, axis=axis, keepdims=True)
    m = np.take_along_axis(z, k, axis)
    d = z - m
    e = np.exp(d)
    np.put_along_axis(e, k, 0.0, axis)
    return m, d, np.log1p(np.sum(e, axis=axis, keepdims=True))


def logsumexp(z, *, axis=-1):
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)

    def formula(z):
        m, _, rest = _parts(z, axis)
        return np.squeeze(m + rest, axis)

    return _compute(formula, z)


def log_softmax(z, *, axis=-1):
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)

    def formula(z):
        _, d, rest = _parts(z, axis)
        return d - rest

    return _compute(formula, z)


def softmax(z, *, axis=-1):
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)

    def formula(z):
        e = np.exp(z - np.max(z, axis=axis, keepdims=True))
        return e / np.sum(e, axis=axis, keepdims=True)

    return _compute(formula, z)
