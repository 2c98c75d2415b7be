"""Losses from logits and their gradients with respect to the logits: one number per example, in nats.

The result has the dtype of the logits; labels are converted, so that unsigned labels cannot wrap around. Nothing is
averaged: take `.mean()` for the loss of a data set, and remember that its gradient is the mean too.
"""

import numpy as np

from helpers._validation import as_float_array, check_axis, check_distributions, check_each
from helpers.numerics import log_softmax, sigmoid, softmax


def _binary(z, y):
    """Return z in float64; the share of the label that z speaks against; the dtype of the result."""
    z, y = as_float_array("z", z), as_float_array("y", y)
    if z.ndim and y.ndim and z.shape != y.shape:
        raise ValueError(f"y has shape {y.shape}; expected {z.shape}, the shape of z, or one number")
    check_each("y", y, (y >= 0) & (y <= 1), "labels 0 or 1, or probabilities between them")
    y = y.astype(np.float64)
    return z.astype(np.float64), np.where(z > 0, 1 - y, y), z.dtype


def binary_nll(z, y):
    """-log p(y) = -y log σ(z) - (1-y) log(1-σ(z)), in nats; ζ((1-2y) z) for a label y of 0 or 1.

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.
    y : array_like
        Labels 0 or 1 of any numeric or boolean dtype, or the probability of label 1. Shape of `z`, or one number.

    Returns
    -------
    ndarray or scalar
        Losses >= 0 in nats, one per logit, dtype of `z`. A logit of ±inf costs 0 if it is right and +inf if it is not.

    Raises
    ------
    ValueError
        If the shapes differ, or a label is nan or outside [0, 1].
    TypeError
        If an argument is not real numbers of at most 64 bits.

    Notes
    -----
    Computed as w |z| + log1p(e^-|z|), where w is the share of the label on the side that z speaks against: 1 - y for
    z > 0, otherwise y. For hard labels that is ζ((1-2y) z), term by term. Taking the logarithm of a sigmoid
    gives inf at z = -800; ζ(z) - y z gives 0 for every confident, correct example. Derived in notebooks 05 and 09.

    Examples
    --------
    >>> print(binary_nll([-800.0, 0.0, 40.0], [1, 1, 1]))
    [8.00000000e+02 6.93147181e-01 4.24835426e-18]
    """
    z, against, dtype = _binary(z, y)
    size = np.abs(z)
    linear = np.multiply(against, size, out=np.zeros(np.broadcast_shapes(z.shape, against.shape)), where=against > 0)
    return (linear + np.log1p(np.exp(-size))).astype(dtype)[()]


def binary_nll_grad(z, y):
    """∂/∂z binary_nll(z, y) = σ(z) - y, in nats per unit of logit.

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.
    y : array_like
        Labels 0 or 1 of any numeric or boolean dtype, or the probability of label 1. Shape of `z`, or one number.

    Returns
    -------
    ndarray or scalar
        Slopes in [-1, 1], dtype of `z`.

    Raises
    ------
    ValueError, TypeError
        As in `binary_nll`.

    Notes
    -----
    For z > 0 the equal form (1 - y) - σ(-z) is used: σ(z) rounds to 1 from z = 37 on, and 1 - 1 would end the
    learning of an example whose slope is small but not 0. Derived in notebook 05.

    Examples
    --------
    >>> print(binary_nll_grad([-20.0, 0.0, 40.0], [1, 1, 1]))
    [-9.99999998e-01 -5.00000000e-01 -4.24835426e-18]
    """
    z, against, dtype = _binary(z, y)
    slope = sigmoid(-np.abs(z)) - against
    return np.where(z > 0, -slope, slope).astype(dtype)[()]


def squared_error(z, y):
    """(σ(z) - y)²: the squared error of a probability, for comparison with `binary_nll`; not in nats.

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.
    y : array_like
        Labels 0 or 1 of any numeric or boolean dtype, or the probability of label 1. Shape of `z`, or one number.

    Returns
    -------
    ndarray or scalar
        Losses in [0, 1], dtype of `z`.

    Raises
    ------
    ValueError, TypeError
        As in `binary_nll`.

    Notes
    -----
    The difference σ(z) - y is the one of `binary_nll_grad`, with its digits. Derived in notebook 06. As a score of
    forecasts it is due to G. W. Brier, 1950.

    Examples
    --------
    >>> print(squared_error([-20.0, 0.0, 1.0], [1, 1, 1]))
    [1.         0.25       0.07232949]
    """
    z = as_float_array("z", z)
    return np.square(binary_nll_grad(z.astype(np.float64), y)).astype(z.dtype)[()]


def squared_error_grad(z, y):
    """∂/∂z (σ(z) - y)² = 2 (σ(z) - y) σ(z) (1 - σ(z)).

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.
    y : array_like
        Labels 0 or 1 of any numeric or boolean dtype, or the probability of label 1. Shape of `z`, or one number.

    Returns
    -------
    ndarray or scalar
        Slopes of size at most 8/27, dtype of `z`. They vanish at both ends, also where the label is wrong.

    Raises
    ------
    ValueError, TypeError
        As in `binary_nll`.

    Notes
    -----
    1 - σ(z) is computed as σ(-z), which keeps its digits for large z. Derived in notebook 06.

    Examples
    --------
    >>> print(squared_error_grad([-20.0, -0.6931471805599453, 0.0], [1, 1, 1]))
    [-4.12230722e-09 -2.96296296e-01 -2.50000000e-01]
    """
    z = as_float_array("z", z)
    wide = z.astype(np.float64)
    return (2 * binary_nll_grad(wide, y) * sigmoid(wide) * sigmoid(-wide)).astype(z.dtype)[()]


def _categorical(z, y, axis):
    """Return logits in float64, non-negative axis, class indices or None, target rows or None, dtype of the result."""
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)
    y = as_float_array("y", y)
    if y.shape == z.shape:
        check_distributions("y", y, axis)
        return z.astype(np.float64), axis, None, y.astype(np.float64), z.dtype
    index_shape = z.shape[:axis] + z.shape[axis + 1 :]
    if y.shape != index_shape:
        raise ValueError(
            f"y has shape {y.shape}; expected {index_shape} for class indices or {z.shape} for target rows, "
            f"since z has shape {z.shape} with the classes on axis={axis}"
        )
    classes = z.shape[axis]
    check_each("y", y, (y == np.floor(y)) & (y >= 0) & (y < classes), f"class indices 0 to {classes - 1}")
    return z.astype(np.float64), axis, np.expand_dims(y.astype(np.intp), axis), None, z.dtype


def categorical_nll(z, y, *, axis=-1):
    """-log p(y) = log Σⱼ e^zⱼ - z_y, in nats; for target rows the cross-entropy -Σᵢ yᵢ log softmax(z)ᵢ.

    Parameters
    ----------
    z : array_like
        Logits; float16, float32 or float64 are kept, integers and booleans count as float64.
    y : array_like
        Class indices 0 to K-1, shape of `z` without `axis`; or target rows (one-hot or soft, probabilities that sum
        to 1 along `axis`), shape of `z`.
    axis : int, keyword-only
        The classes, the last axis unless given.

    Returns
    -------
    ndarray or scalar
        Losses >= 0 in nats, shape of `z` without `axis`, dtype of `z`. +inf where a class of positive probability has
        logit -inf.

    Raises
    ------
    ValueError
        If a label is not whole or out of range, a target row is no distribution, the shapes do not fit, `axis` is
        out of bounds, or `z` is empty along it.
    TypeError
        If an argument is not real numbers of at most 64 bits.

    Notes
    -----
    The logarithm of a softmax is -inf as soon as a probability underflows; `log_softmax` is not. Targets of 0 count
    nothing, also against a logit of -inf. Derived in notebook 08.

    Examples
    --------
    >>> print(categorical_nll([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]], [0, 2]))
    [0.40760596 1.09861229]
    >>> print(f"{categorical_nll([2.0, 1.0, 0.0], [0.8, 0.1, 0.1]):.6f}")
    0.707606
    """
    z, axis, index, rows, dtype = _categorical(z, y, axis)
    loss = 0.0 - log_softmax(z, axis=axis)  # 0.0 - x, since -0.0 would print as "-0.0"
    if rows is None:
        loss = np.take_along_axis(loss, index, axis).squeeze(axis)
    else:
        loss = np.multiply(rows, loss, out=np.zeros(z.shape), where=rows != 0).sum(axis)
    return loss.astype(dtype)[()]


def categorical_nll_grad(z, y, *, axis=-1):
    """∂/∂z categorical_nll(z, y) = softmax(z) - onehot(y), or softmax(z) - y for target rows.

    Parameters
    ----------
    z : array_like
        Logits; float16, float32 or float64 are kept, integers and booleans count as float64.
    y : array_like
        Class indices 0 to K-1, shape of `z` without `axis`; or target rows (one-hot or soft, probabilities that sum
        to 1 along `axis`), shape of `z`.
    axis : int, keyword-only
        The classes, the last axis unless given.

    Returns
    -------
    ndarray
        Slopes in [-1, 1] that sum to 0 along `axis` up to rounding; shape and dtype of `z`.

    Raises
    ------
    ValueError, TypeError
        As in `categorical_nll`.

    Notes
    -----
    With class indices the entry of the label is computed as minus the sum of the others. It is the same number as
    softmax(z)_y - 1, and keeps its digits where the probability of the label rounds to 1. Derived in notebook 08.

    Examples
    --------
    >>> print(categorical_nll_grad([[2.0, 1.0, 0.0], [0.0, 0.0, 0.0]], [0, 2]))
    [[-0.33475904  0.24472847  0.09003057]
     [ 0.33333333  0.33333333 -0.66666667]]
    """
    z, axis, index, rows, dtype = _categorical(z, y, axis)
    slope = softmax(z, axis=axis)
    if rows is None:
        np.put_along_axis(slope, index, 0.0, axis)
        np.put_along_axis(slope, index, -slope.sum(axis, keepdims=True), axis)
    else:
        slope -= rows
    return slope.astype(dtype)
