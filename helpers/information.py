"""Entropy, cross-entropy and divergence of discrete distributions, in nats.

Distributions lie along `axis`: entries >= 0 that sum to 1 within the square root of the dtype's machine epsilon
(1.5e-8 in float64, 3.5e-4 in float32, 3.1e-2 in float16). What does not is refused with ValueError, never rescaled.
Logits do not belong here: `helpers.losses` takes them.
"""

import numpy as np

from helpers._validation import as_float_array, check_axis, check_distributions, check_each
from helpers.numerics import xlogy


def _distributions(axis, **named):
    """The named arrays in float64 with their classes on the last axis, and the widest of their dtypes."""
    arrays = {name: as_float_array(name, x) for name, x in named.items()}
    for name, x in arrays.items():
        check_axis(name, x, axis)
        check_distributions(name, x, axis)
    moved = [np.moveaxis(x.astype(np.float64), axis, -1) for x in arrays.values()]
    try:
        if len({x.shape[-1] for x in moved}) > 1:
            raise ValueError
        np.broadcast_shapes(*(x.shape for x in moved))
    except ValueError:
        shapes = " and ".join(f"{name} of shape {x.shape}" for name, x in arrays.items())
        raise ValueError(f"{shapes} do not agree; expected as many entries along axis={axis} in both") from None
    return *moved, np.result_type(*arrays.values())


def _sum(terms, dtype):
    return np.sum(terms, axis=-1).astype(dtype)[()]


def counts_to_frequencies(counts, *, axis=-1):
    """pᵢ = nᵢ / N with N = Σᵢ nᵢ: from counts to the empirical distribution.

    Parameters
    ----------
    counts : array_like
        Whole numbers >= 0, of integer or floating dtype, not all 0 along `axis`.
    axis : int, keyword-only
        The classes, the last axis unless given.

    Returns
    -------
    ndarray
        Frequencies (probabilities), shape of `counts`; float64 for integer counts, otherwise the dtype of `counts`.

    Raises
    ------
    ValueError
        If a count is negative, not whole or not finite, if all counts along `axis` are 0, if `axis` is out of bounds or
        `counts` is empty along it.
    TypeError
        If `counts` is not real numbers of at most 64 bits.

    Notes
    -----
    The plain n / n.sum() returns nan for no data and accepts negative counts. Derived in notebook 02.

    Examples
    --------
    >>> print(counts_to_frequencies([1, 2, 1]))
    [0.25 0.5  0.25]
    """
    counts = as_float_array("counts", counts)
    check_axis("counts", counts, axis)
    check_each("counts", counts, (counts >= 0) & (counts < np.inf), "finite counts >= 0")
    check_each("counts", counts, counts == np.floor(counts), "whole numbers")
    total = counts.sum(axis=axis, keepdims=True, dtype=np.float64)
    if not total.all():
        raise ValueError(f"counts are all 0 along axis={axis}; expected at least one count above 0")
    return (counts / total).astype(counts.dtype)


def entropy(p, *, axis=-1):
    """H(p) = -Σᵢ pᵢ log pᵢ: the smallest mean surprise of data from p, in nats.

    Parameters
    ----------
    p : array_like
        Probabilities that sum to 1 along `axis`.
    axis : int, keyword-only
        The outcomes, the last axis unless given.

    Returns
    -------
    ndarray or scalar
        Between 0 and log K; shape of `p` without `axis`, dtype of `p` (float64 for integers).

    Raises
    ------
    ValueError
        If an entry is negative or nan, a sum is not 1, `axis` is out of bounds, or `p` is empty along it.
    TypeError
        If `p` is not real numbers of at most 64 bits.

    Notes
    -----
    0 log 0 counts as 0, its limit. Derived in notebook 02. The definition is C. E. Shannon's, "A mathematical theory of
    communication", 1948.

    Examples
    --------
    >>> print(f"{entropy([0.5, 0.5, 0.0]):.6f}")
    0.693147
    """
    return cross_entropy(p, p, axis=axis)


def cross_entropy(p, q, *, axis=-1):
    """H(p, q) = -Σᵢ pᵢ log qᵢ: the mean surprise when data follow p and the model says q, in nats.

    Parameters
    ----------
    p, q : array_like
        Probabilities that sum to 1 along `axis`: the data and the model. As many entries along `axis` in both; other
        axes broadcast.
    axis : int, keyword-only
        The outcomes, the last axis unless given.

    Returns
    -------
    ndarray or scalar
        At least H(p); broadcast shape without `axis`, the wider of the two dtypes.
        +inf where qᵢ = 0 and pᵢ > 0: the model excludes what the data show.

    Raises
    ------
    ValueError
        If an entry is negative or nan, a sum is not 1, the shapes do not agree, `axis` is out of bounds, or an argument
        is empty along it.
    TypeError
        If an argument is not real numbers of at most 64 bits.

    Notes
    -----
    No ε is added to q: it would turn an infinite loss into an arbitrary finite one. An outcome with pᵢ = 0 counts
    nothing, whatever qᵢ is. Derived in notebook 02.

    Examples
    --------
    >>> print(f"{cross_entropy([0.5, 0.5], [0.9, 0.1]):.6f}")
    1.203973
    """
    p, q, dtype = _distributions(axis, p=p, q=q)
    return _sum(-xlogy(p, q), dtype)


def kl_divergence(p, q, *, axis=-1):
    """KL(p‖q) = Σᵢ pᵢ log(pᵢ / qᵢ) = H(p, q) - H(p): the surprise that the wrong model adds, in nats.

    Parameters
    ----------
    p, q : array_like
        Probabilities that sum to 1 along `axis`: the data and the model. As many entries along `axis` in both; other
        axes broadcast.
    axis : int, keyword-only
        The outcomes, the last axis unless given.

    Returns
    -------
    ndarray or scalar
        At least 0; broadcast shape without `axis`, the wider of the two dtypes. +inf where qᵢ = 0 and pᵢ > 0.

    Raises
    ------
    ValueError
        If an entry is negative or nan, a sum is not 1, the shapes do not agree, `axis` is out of bounds, or an argument
        is empty along it.
    TypeError
        If an argument is not real numbers of at most 64 bits.

    Notes
    -----
    The plain terms pᵢ log(pᵢ/qᵢ) have both signs and cancel, and their sum may come out below 0. Because Σ pᵢ = Σ qᵢ,
    the terms pᵢ log(pᵢ/qᵢ) - pᵢ + qᵢ have the same sum, and each is >= 0 since log x <= x - 1. With t = qᵢ/pᵢ - 1
    such a term is pᵢ (t - log1p t), the form used where qᵢ is near pᵢ. Derived in notebook 03.

    Examples
    --------
    >>> print(f"{kl_divergence([0.5, 0.5], [0.9, 0.1]):.6f}")
    0.510826
    >>> print(kl_divergence([0.5, 0.5], [1.0, 0.0]))
    inf
    """
    p, q, dtype = _distributions(axis, p=p, q=q)
    p, q = np.broadcast_arrays(p, q)
    near = (p < 2 * q) & (q < 2 * p)
    t = np.divide(q - p, p, out=np.zeros(p.shape), where=near)
    return _sum(np.where(near, p * (t - np.log1p(t)), xlogy(p, p) - xlogy(p, q) + (q - p)), dtype)


def perplexity(p, q=None, *, axis=-1):
    """perplexity(p, q) = exp H(p, q): the number of equally likely outcomes that would surprise as much.

    Parameters
    ----------
    p : array_like
        Probabilities that sum to 1 along `axis`: the data.
    q : array_like, optional
        Probabilities of the model; `p` itself unless given, which makes the result exp H(p).
    axis : int, keyword-only
        The outcomes, the last axis unless given.

    Returns
    -------
    ndarray or scalar
        A number without unit, at least 1; at most K if `q` is not given; +inf where qᵢ = 0 and pᵢ > 0.

    Raises
    ------
    ValueError, TypeError
        As in `cross_entropy`.

    Notes
    -----
    Its inverse is the geometric mean of the probabilities that the model gives to the data. Derived in notebook 02.

    Examples
    --------
    >>> print(f"{perplexity([0.25, 0.25, 0.25, 0.25]):.6f}")
    4.000000
    >>> print(f"{perplexity([0.5, 0.5], [0.9, 0.1]):.6f}")
    3.333333
    """
    return np.exp(cross_entropy(p, p if q is None else q, axis=axis))
