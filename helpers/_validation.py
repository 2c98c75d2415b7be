"""Checks of what callers pass in; every message names the argument, the value found and what was expected."""

import operator

import numpy as np


def as_float_array(name, x):
    """Array of float16, float32 or float64 from `x`; integers and booleans become float64."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, whose mask would be ignored; pass {name}.filled(value)")
    try:
        x = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} must be a number or a rectangular array: {error}") from None
    if x.dtype.kind in "biu":
        return x.astype(np.float64)
    if x.dtype.type not in (np.float16, np.float32, np.float64):
        raise TypeError(f"{name} has dtype {x.dtype}; expected float16, float32, float64, integers or booleans")
    return x.astype(x.dtype.newbyteorder("="), copy=False)


def check_axis(name, x, axis):
    """Non-negative index of `axis` in `x`, which has at least one entry along it."""
    try:
        index = operator.index(axis)
    except TypeError:
        raise TypeError(f"axis must be one integer, got {axis!r}") from None
    if not -x.ndim <= index < x.ndim:
        raise np.exceptions.AxisError(f"axis={index} is out of bounds for {name} of shape {x.shape}")
    if x.shape[index] == 0:
        raise ValueError(f"{name} of shape {x.shape} is empty along axis={index}; expected at least one entry")
    return index % x.ndim


def check_each(name, x, good, expected):
    """Raise ValueError with the first entry of `x` where `good` is False."""
    if not good.all():
        raise ValueError(f"{name} contains {x[~good][0]}; expected {expected}")


def check_distributions(name, p, axis):
    """Raise ValueError unless `p` holds probabilities that sum to 1 along `axis`, to half the digits of its dtype."""
    check_each(name, p, (p >= 0) & (p < np.inf), "probabilities >= 0")
    total = np.sum(p, axis=axis, dtype=np.float64)
    tolerance = np.sqrt(np.finfo(p.dtype).eps)
    bad = np.abs(total - 1) > tolerance
    if bad.any():
        raise ValueError(
            f"{name} sums to {total[bad][0]:.9g} along axis={axis}; expected 1 within {tolerance:.1e} for {p.dtype}"
        )
