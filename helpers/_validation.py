"""Checks of what callers pass in; every message names the argument, the value found and what was expected."""

import operator

import numpy as np


def as_float_array(name, x):
    """Array of float16, float32 or float64 from `x`; integers and booleans become float64."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, and its mask would be ignored; pass {name}.filled(value)")
    try:
        x = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} is not a rectangular array: {error}") from None
    if x.dtype.kind in "biu":
        return x.astype(np.float64)
    if x.dtype.kind != "f" or x.dtype.itemsize > 8 or x.dtype == np.longdouble:
        raise TypeError(f"{name} has dtype {x.dtype}; expected float16, float32, float64, integers or booleans")
    return x


def check_axis(name, x, axis):
    """Non-negative index of `axis` in `x`, where `x` has at least one entry along it."""
    try:
        index = operator.index(axis)
    except TypeError:
        raise TypeError(f"axis must be one integer, got {axis!r}") from None
    if not -x.ndim <= index < x.ndim:
        raise np.exceptions.AxisError(f"axis={axis} is out of bounds for {name} of shape {x.shape}")
    if x.shape[index] == 0:
        raise ValueError(f"{name} of shape {x.shape} is empty along axis={axis}; expected at least one entry")
    return index % x.ndim
