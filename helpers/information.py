"""Entropy, cross-entropy and divergence of discrete distributions, in nats."""

import numpy as np

from helpers._validation import as_float_array, check_axis
from helpers.numerics import xlogy


def counts_to_frequencies(counts, *, axis=-1):
    counts = as_float_array("counts", counts)
    check_axis("counts", counts, axis)
    if np.any(counts < 0) or np.any(counts != np.floor(counts)):
        raise ValueError("counts must be whole numbers >= 0")
    return counts / np.sum(counts, axis=axis, keepdims=True)


def entropy(p, *, axis=-1):
    return cross_entropy(p, p, axis=axis)


def cross_entropy(p, q, *, axis=-1):
    return -np.sum(xlogy(p, q), axis=axis)


def kl_divergence(p, q, *, axis=-1):
    p, q = np.asarray(p, float), np.asarray(q, float)
    return np.sum(xlogy(p, p) - xlogy(p, q) - p + q, axis=axis)


def perplexity(p, q=None, *, axis=-1):
    return np.exp(cross_entropy(p, p if q is None else q, axis=axis))
