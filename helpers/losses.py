"""Losses from logits and their gradients with respect to the logits, unreduced, in nats."""

import numpy as np

from helpers._validation import as_float_array, check_axis
from helpers.numerics import log_softmax, sigmoid, softmax, softplus


def binary_nll(z, y):
    z = as_float_array("z", z)
    y = np.asarray(y, dtype=np.float64)
    return softplus((1 - 2 * y) * z).astype(z.dtype)


def binary_nll_grad(z, y):
    z = as_float_array("z", z)
    return (sigmoid(z) - np.asarray(y, dtype=np.float64)).astype(z.dtype)


def _targets(z, y, axis):
    y = np.asarray(y)
    if y.shape == z.shape:
        return y
    return (np.expand_dims(y, axis) == np.expand_dims(np.arange(z.shape[axis]), [i for i in range(z.ndim) if i != axis])) * 1.0


def categorical_nll(z, y, *, axis=-1):
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)
    return -np.sum(_targets(z, y, axis) * log_softmax(z, axis=axis), axis=axis)


def categorical_nll_grad(z, y, *, axis=-1):
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)
    return softmax(z, axis=axis) - _targets(z, y, axis)


def squared_error(z, y):
    return (sigmoid(z) - y) ** 2


def squared_error_grad(z, y):
    p = sigmoid(z)
    return 2 * (p - y) * p * (1 - p)
