"""The functions of `helpers.information`: against SciPy and 60 digits, limits, types, errors."""

import re

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.information import counts_to_frequencies, cross_entropy, entropy, kl_divergence, perplexity
from tests import ulps

ONE = [entropy, perplexity]
TWO = [cross_entropy, kl_divergence, perplexity]
inf, nan = np.inf, np.nan


def names(functions):
    return {"argvalues": functions, "ids": [f.__name__ for f in functions]}


def distributions():
    """Pairs of distributions of equal length; some entries are 0 or tiny."""
    weights = st.one_of(st.just(0.0), st.floats(1e-300, 1e-290), st.floats(1e-6, 1.0))
    pair = st.integers(1, 40).flatmap(lambda k: st.tuples(*[hnp.arrays(np.float64, k, elements=weights)] * 2))
    return pair.filter(lambda pq: all(x.sum() > 1e-7 for x in pq)).map(lambda pq: tuple(x / x.sum() for x in pq))


# Values --------------------------------------------------------------------------------------------------------------


def test_numbers_by_hand():
    p, q = np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.25, 0.5])
    log2 = 0.6931471805599453
    np.testing.assert_allclose(entropy(p), log2, rtol=1e-15)
    np.testing.assert_allclose(cross_entropy(p, q), 2 * log2, rtol=1e-15)
    np.testing.assert_allclose(kl_divergence(p, q), log2, rtol=1e-15)
    np.testing.assert_allclose(perplexity(p), 2, rtol=1e-15)
    np.testing.assert_allclose(perplexity(p, q), 4, rtol=1e-15)
    np.testing.assert_array_equal(counts_to_frequencies([1, 2, 0, 1]), [0.25, 0.5, 0.0, 0.25])


def test_the_training_set_2_2_1():
    # The likelihood of [2, 2, 1] is exp(-N H(p, q)).
    p, q = counts_to_frequencies([1, 2]), np.array([0.3, 0.7])
    np.testing.assert_allclose(np.exp(-3 * cross_entropy(p, q)), 0.7 * 0.7 * 0.3, rtol=1e-14)
    np.testing.assert_allclose(perplexity(p, q) ** -3, 0.7 * 0.7 * 0.3, rtol=1e-14)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_agreement_with_scipy_along_every_axis(axis):
    rng = np.random.default_rng(30)
    p, q = rng.uniform(size=(2, 4, 5, 6))
    p, q = p / p.sum(axis=axis, keepdims=True), q / q.sum(axis=axis, keepdims=True)
    np.testing.assert_allclose(entropy(p, axis=axis), scipy.stats.entropy(p, axis=axis), rtol=1e-13)
    np.testing.assert_allclose(kl_divergence(p, q, axis=axis), scipy.stats.entropy(p, q, axis=axis), rtol=1e-12)
    expected = -scipy.special.xlogy(p, q).sum(axis=axis)
    np.testing.assert_allclose(cross_entropy(p, q, axis=axis), expected, rtol=1e-13)
    np.testing.assert_allclose(perplexity(p, q, axis=axis), np.exp(expected), rtol=1e-13)
    counts = rng.integers(0, 9, size=(4, 5, 6)) + 1
    expected = counts / counts.sum(axis=axis, keepdims=True)
    np.testing.assert_allclose(counts_to_frequencies(counts, axis=axis), expected, rtol=1e-15)


def test_kl_of_close_distributions_keeps_its_digits():
    # H(p, q) - H(p) has no digit left here: the divergence is about 1e-13 of either entropy's rounding error.
    p = np.array([0.5, 0.3, 0.2])
    for size in (1e-3, 1e-6, 1e-9):
        q = p + size * np.array([0.25, -0.125, -0.125])
        exact = sum(
            a * ulps.mpmath.log(a / b) - a + b for a, b in zip(ulps.exact(p), ulps.exact(q), strict=True)
        )  # the sums of p and q differ by rounding, which the last two terms take out
        assert abs(kl_divergence(p, q) / float(exact) - 1) < 1e-15 / size


def test_kl_against_60_digits():
    rng = np.random.default_rng(31)
    for spread in (0.1, 1.0, 10.0):
        p, q = np.exp(spread * rng.normal(size=(2, 50)))
        p, q = p / p.sum(), q / q.sum()
        exact = sum(a * ulps.mpmath.log(a / b) - a + b for a, b in zip(ulps.exact(p), ulps.exact(q), strict=True))
        np.testing.assert_allclose(kl_divergence(p, q), float(exact), rtol=1e-14)


# Properties ----------------------------------------------------------------------------------------------------------


@given(distributions())
def test_kl_is_never_negative_and_0_only_for_equals(pair):
    p, q = pair
    assert kl_divergence(p, q) >= 0
    assert kl_divergence(p, p) == 0
    if np.abs(p - q).max() > 1e-3:
        assert kl_divergence(p, q) > 1e-7


@given(distributions(), st.floats(0, 1e-9))
def test_kl_is_never_negative_for_neighbours(pair, step):
    p, q = pair
    q = (1 - step) * p + step * q
    assume(abs(q.sum() - 1) < 1e-10)
    assert 0 <= kl_divergence(p, q) <= 2e-9 * (1 + np.log(1 / min(p[p > 0].min(), 1)))


@given(distributions())
def test_cross_entropy_is_entropy_plus_kl(pair):
    p, q = pair
    np.testing.assert_allclose(cross_entropy(p, q), entropy(p) + kl_divergence(p, q), rtol=1e-12, atol=1e-14)


@given(distributions())
def test_entropy_lies_between_0_and_log_k(pair):
    p, _ = pair
    assert -1e-15 <= entropy(p) <= np.log(len(p)) + 1e-14
    assert 1 - 1e-15 <= perplexity(p) <= len(p) * (1 + 1e-13)


@given(hnp.arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 10**9)), st.integers(1, 1000))
def test_frequencies_are_a_distribution_and_know_no_scale(counts, times):
    assume(counts.any())
    p = counts_to_frequencies(counts)
    np.testing.assert_allclose(p.sum(), 1, rtol=1e-14)
    np.testing.assert_allclose(counts_to_frequencies(counts * times), p, rtol=1e-15)
    np.testing.assert_allclose(p * counts.sum(), counts, rtol=1e-15)


# Limits --------------------------------------------------------------------------------------------------------------


def test_what_cannot_happen_and_what_is_excluded():
    sure, half, other = [1.0, 0.0], [0.5, 0.5], [0.0, 1.0]
    assert entropy(sure) == 0
    assert not np.signbit(entropy(sure))
    assert not np.signbit(cross_entropy(sure, sure))
    assert cross_entropy(half, sure) == inf
    assert kl_divergence(half, sure) == inf
    assert perplexity(half, sure) == inf
    assert kl_divergence(sure, other) == inf
    np.testing.assert_allclose(kl_divergence(sure, half), np.log(2), rtol=1e-15)
    assert kl_divergence(sure, sure) == 0
    assert entropy([1]) == 0
    assert not np.signbit(entropy([1]))


def test_subnormal_and_tiny_probabilities_do_not_warn():
    tiny = np.array([5e-324, 1.0])
    assert 0 <= kl_divergence(tiny, [1.0, 0.0]) == inf
    np.testing.assert_allclose(kl_divergence([1.0, 0.0], tiny), 744.4400719213812, rtol=1e-14)
    assert kl_divergence(tiny, [0.5, 0.5]) > 0


# Types, shapes, arguments --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_dtype_is_kept_and_rounded_once(dtype):
    p, q = np.array([0.5, 0.25, 0.25], dtype=dtype), np.array([0.125, 0.125, 0.75], dtype=dtype)
    for function in TWO:
        result = function(p, q)
        assert result.dtype == dtype
        np.testing.assert_allclose(result, function(p.astype(float), q.astype(float)), rtol=2 * np.finfo(dtype).eps)
        assert function(p, q.astype(np.float64)).dtype == np.float64
    assert entropy(p).dtype == dtype
    assert counts_to_frequencies(np.array([1, 3], dtype=dtype)).dtype == dtype
    for whole in (np.uint8, np.int64, np.bool_):
        assert entropy(np.array([0, 1], dtype=whole)).dtype == np.float64
        assert counts_to_frequencies(np.array([0, 1], dtype=whole)).dtype == np.float64


def test_many_small_counts_do_not_overflow_their_dtype():
    np.testing.assert_array_equal(counts_to_frequencies(np.full(4, 200, dtype=np.uint8)), 0.25)
    np.testing.assert_array_equal(counts_to_frequencies(np.full(4, 60000, dtype=np.float16)), 0.25)


def test_one_distribution_against_rows():
    rows = np.array([[0.5, 0.5], [0.9, 0.1]])
    p = np.array([0.25, 0.75])
    for function in TWO:
        expected = [function(p, row) for row in rows]
        np.testing.assert_array_equal(function(p, rows), expected)
        np.testing.assert_array_equal(function(p, rows.T, axis=0), expected)
        assert function(rows[:, None], rows[None]).shape == (2, 2)
        assert isinstance(function(p, p), np.float64)
    assert entropy(np.empty((0, 3))).shape == (0,)


@pytest.mark.parametrize(
    "function", **names([*ONE, lambda p: cross_entropy(p, [0.5, 0.5]), lambda p: kl_divergence(p, p)])
)
def test_what_is_no_distribution_is_refused(function):
    for bad in (-0.1, nan, -inf, inf):
        with pytest.raises(ValueError, match=re.escape(f"p contains {bad}; expected probabilities >= 0")):
            function([bad, 0.5])
    with pytest.raises(
        ValueError, match=re.escape("p sums to 0.9 along axis=-1; expected 1 within 1.5e-08 for float64")
    ):
        function([[0.5, 0.5], [0.5, 0.4]])
    with pytest.raises(ValueError, match=re.escape("p sums to 2 along axis=0; expected 1 within 1.5e-08")):
        kl_divergence(np.ones((2, 1)), np.ones((2, 1)), axis=0)


@pytest.mark.parametrize("function", **names(TWO))
def test_the_second_distribution_is_checked_too(function):
    half = [0.5, 0.5]
    with pytest.raises(ValueError, match=re.escape("q contains -0.5; expected probabilities >= 0")):
        function(half, [1.5, -0.5])
    with pytest.raises(ValueError, match=re.escape("q sums to 1.1")):
        function(half, [0.5, 0.6])
    for p, q in ((half, [0.2, 0.3, 0.5]), (half, [1.0]), (np.full((3, 2), 0.5), np.full((2, 2), 0.5))):
        shapes = f"p of shape {np.shape(p)} and q of shape {np.shape(q)} do not agree"
        with pytest.raises(ValueError, match=re.escape(shapes)):
            function(p, q)
    with pytest.raises(TypeError, match="q has dtype complex128"):
        function(half, np.array(half, dtype=complex))


def test_the_tolerance_follows_the_dtype():
    for dtype, off in ((np.float64, 1e-8), (np.float32, 3e-4), (np.float16, 2e-2)):
        entropy(np.array([0.5, 0.5 + off], dtype=dtype))
        with pytest.raises(ValueError, match="p sums to"):
            entropy(np.array([0.5, 0.5 + 3 * off], dtype=dtype))


@pytest.mark.parametrize("function", **names([*ONE, counts_to_frequencies]))
def test_axis_errors(function):
    with pytest.raises(ValueError, match=re.escape("axis=1 is out of bounds for")):
        function([1.0], axis=1)
    with pytest.raises(ValueError, match=r"is out of bounds for \w+ of shape \(\)"):
        function(1.0)
    with pytest.raises(ValueError, match="is empty along axis=-1"):
        function([])
    with pytest.raises(TypeError, match="axis must be one integer, got None"):
        function([1.0], axis=None)


def test_counts_that_are_none():
    for bad in (-1, nan, inf):
        with pytest.raises(ValueError, match=re.escape(f"counts contains {float(bad)}; expected finite counts >= 0")):
            counts_to_frequencies([3.0, bad])
    with pytest.raises(ValueError, match=re.escape("counts contains 1.5; expected whole numbers")):
        counts_to_frequencies([3.0, 1.5])
    with pytest.raises(
        ValueError, match=re.escape("counts are all 0 along axis=1; expected at least one count above 0")
    ):
        counts_to_frequencies([[1, 2], [0, 0]], axis=1)
    with pytest.raises(TypeError, match="counts has dtype"):
        counts_to_frequencies(["1", "2"])


def test_arguments_are_not_changed():
    p, q, counts = np.array([0.5, 0.5]), np.array([0.9, 0.1]), np.array([1.0, 3.0])
    for x in (p, q, counts):
        x.flags.writeable = False
    for function in TWO:
        function(p, q)
    assert counts_to_frequencies(counts).flags.writeable
    assert (p.tolist(), q.tolist(), counts.tolist()) == ([0.5, 0.5], [0.9, 0.1], [1.0, 3.0])
