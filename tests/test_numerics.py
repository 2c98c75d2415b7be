"""The functions of `helpers.numerics`: accuracy, agreement with SciPy, limits, types, errors."""

import math
import re
import warnings

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from helpers import numerics
from helpers.numerics import log_sigmoid, log_softmax, logit, logsumexp, sigmoid, softmax, softplus, xlogy
from tests import ulps

FLOATS = [np.float16, np.float32, np.float64]
ONE_NUMBER = [sigmoid, log_sigmoid, softplus, logit]
OVER_CLASSES = [softmax, log_softmax, logsumexp]
inf, nan = np.inf, np.nan


def names(functions):
    return {"argvalues": functions, "ids": [f.__name__ for f in functions]}


# Accuracy ------------------------------------------------------------------------------------------------------------

FAMILIES = {dtype: ulps.families(dtype, np.random.default_rng(20)) for dtype in (np.float64, np.float32)}


def ways(function, rows):
    """Results for each row: alone, as a row of a table, and as a column of a table."""
    for row in rows:
        yield row, function(row)
    for width in {len(row) for row in rows}:
        table = np.stack([row for row in rows if len(row) == width])
        # The values are wanted here, not the layout: an axis of 0 goes through memory in another order.
        for result in (function(table), np.moveaxis(function(np.ascontiguousarray(table.T), axis=0), 0, -1)):
            yield from zip(table, result, strict=True)


@pytest.mark.parametrize(("dtype", "family"), [(d, f) for d, families in FAMILIES.items() for f in families])
def test_softmax_and_log_softmax_stay_within_their_ulps(dtype, family):
    rows = FAMILIES[dtype][family]
    exact = {row.tobytes(): ulps.log_softmax(row) for row in rows}
    probabilities = {key: [ulps.mpmath.exp(x) for x in value] for key, value in exact.items()}
    assert max(ulps.ulps(result, exact[row.tobytes()]) for row, result in ways(log_softmax, rows)) <= 3
    assert max(ulps.ulps(result, probabilities[row.tobytes()]) for row, result in ways(softmax, rows)) <= 4


@pytest.mark.parametrize(("dtype", "family"), [(d, f) for d, families in FAMILIES.items() for f in families])
def test_logsumexp_is_within_4_ulps_of_its_larger_part(dtype, family):
    for row in FAMILIES[dtype][family]:
        assert ulps.logsumexp_ulps(logsumexp(row), row) <= 4


def test_logsumexp_of_log_probabilities_is_nothing_but_rounding():
    # The two parts cancel to about 0; what is left is their rounding, in ulps of a part.
    rng = np.random.default_rng(31)
    for k in (2, 3, 5, 10):
        for _ in range(100):
            row = log_softmax(rng.normal(size=k))
            assert ulps.logsumexp_ulps(logsumexp(row), row) <= 4


def test_logsumexp_keeps_what_the_largest_term_would_swallow():
    # m = 0: the result is the log1p term alone, so that its own ulps count.
    for gap in (1.0, 20.0, 36.0, 38.0, 100.0, 700.0):
        row = np.array([0.0, -gap, -gap])
        assert ulps.ulps([logsumexp(row)], [ulps.logsumexp(row)]) <= 3


@pytest.mark.parametrize(("k", "limit"), [(2, 0), (5, 0), (8, 0), (9, 1), (10, 1), (64, 1), (65, 1), (1000, 1)])
def test_a_sum_over_classes_is_rounded_at_most_twice(k, limit):
    # Adding one after the other, or by halves, is off by 2 ulps or more in some of these columns.
    rng = np.random.default_rng(30)
    for power in (1, 20):
        e = rng.random((k, 20_000 // k)) ** power * np.exp(rng.uniform(-500, 500, 20_000 // k))
        exact = np.array([math.fsum(column) for column in e.T.tolist()])
        for layout in (e, np.asfortranarray(e)):
            assert np.max(np.abs(numerics._sum(layout, double=True) - exact) / np.spacing(exact)) <= limit


def test_mixed_rows_are_as_accurate_as_rows_alone():
    # One table with all families at once: a large row must not cost a small one its digits.
    rng = np.random.default_rng(21)
    table = np.concatenate(
        [rng.normal(size=(8, 10)) * scale + c for scale, c in ((1, 0), (100, 0), (1, 1e4), (1e3, -1e4))]
    )
    for got, row in zip(softmax(table), table, strict=True):
        assert ulps.ulps(got, ulps.softmax(row)) <= 4
    for got, row in zip(log_softmax(table), table, strict=True):
        assert ulps.ulps(got, ulps.log_softmax(row)) <= 3


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    ("function", "reference", "limit"),
    [(sigmoid, ulps.sigmoid, 3), (log_sigmoid, ulps.log_sigmoid, 3), (softplus, ulps.softplus, 3)],
    ids=["sigmoid", "log_sigmoid", "softplus"],
)
def test_functions_of_one_logit_stay_within_their_ulps(function, reference, limit, dtype):
    rng = np.random.default_rng(22)
    widest = {np.float16: 16.0, np.float32: 100.0, np.float64: 740.0}[dtype]
    z = np.concatenate([rng.normal(size=300), rng.uniform(-40, 40, 300), rng.uniform(-widest, widest, 300), [0.0]])
    z = z.astype(dtype)
    assert ulps.ulps(function(z), [reference(x) for x in z]) <= limit


@pytest.mark.parametrize("dtype", FLOATS)
def test_logit_stays_within_4_ulps(dtype):
    rng = np.random.default_rng(23)
    info = np.finfo(dtype)
    near = 0.5 + rng.normal(size=200) * 10.0 ** rng.uniform(np.log10(info.eps), -1, 200)
    ends = [info.smallest_subnormal, info.tiny, 0.25, 0.75, 1 - info.epsneg, 0.5 - info.epsneg, 0.5 + info.eps]
    p = np.concatenate([rng.uniform(size=400), rng.uniform(size=200) ** 20, near.clip(0, 1), ends]).astype(dtype)
    p = p[(p > 0) & (p < 1)]
    exact = [ulps.logit(x) for x in p]
    centre = p == dtype(0.5)
    assert np.all(logit(p)[centre] == 0)
    assert ulps.ulps(logit(p)[~centre], [x for x, c in zip(exact, centre, strict=True) if not c]) <= 4


def test_xlogy_stays_within_2_ulps():
    rng = np.random.default_rng(24)
    x, y = rng.uniform(size=300), rng.uniform(size=300) ** 5 * 3
    exact = [ulps.exact(a) * ulps.mpmath.log(ulps.exact(b)) for a, b in zip(x, y, strict=True)]
    assert ulps.ulps(xlogy(x, y), exact) <= 2


def test_the_ulp_measure_itself():
    one = ulps.mpmath.mpf(1)
    assert ulps.ulps([1.0], [one]) == 0
    assert ulps.ulps([1.0 + 2**-52], [one]) == 1
    assert ulps.ulps(np.array([1.0 + 2**-23], dtype=np.float32), [one]) == 1
    assert ulps.ulps([5e-324], [ulps.mpmath.mpf(0)]) == 1
    assert ulps.ulps([nan], [one]) == inf
    assert ulps.ulps([-inf], [-(ulps.mpmath.mpf(10) ** 400)]) == 0
    assert ulps.ulps([inf], [-(ulps.mpmath.mpf(10) ** 400)]) == inf
    for x in (1.0, 1.5, 2.0, 0.7, 1e-310, 1e300):
        assert float(ulps.ulp(ulps.exact(x), np.float64)) == np.spacing(x)


# Agreement with SciPy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
@pytest.mark.parametrize(
    "shape", [(7,), (1, 7), (5, 1), (300, 10), (10, 300), (3, 200), (2, 3, 4), (2, 3, 4, 5), (9000, 9)]
)
def test_every_axis_agrees_with_scipy(function, shape):
    z = np.random.default_rng(25).normal(size=shape) * 5
    for axis in range(-len(shape), len(shape)):
        expected = getattr(scipy.special, function.__name__)(z, axis=axis)
        got = function(z, axis=axis)
        assert got.shape == expected.shape
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(function(z), function(z, axis=-1))


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
@pytest.mark.parametrize("k", [1, 2, 3, 15, 16, 17, 33, 63, 64, 65, 127, 1000])
def test_every_width_agrees_with_scipy(function, k):
    # The layout and the order of the sums change with the width; 70 columns make several blocks of the wide ones.
    z = np.random.default_rng(k).normal(size=(70, k)) * 3
    expected = getattr(scipy.special, function.__name__)(z, axis=1)
    np.testing.assert_allclose(function(z), expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(function(z.T, axis=0).T, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        function(z + 5000), getattr(scipy.special, function.__name__)(z + 5000, axis=1), rtol=1e-9
    )


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
@pytest.mark.parametrize("k", [4, 100])
def test_ties_for_the_largest(function, k):
    z = np.zeros((3, k))
    z[1, ::2] = 5
    z[2, :2] = 700
    expected = getattr(scipy.special, function.__name__)(z, axis=1)
    np.testing.assert_allclose(function(z), expected, rtol=1e-14)


def test_functions_of_one_number_agree_with_scipy():
    z = np.linspace(-30, 30, 601)
    np.testing.assert_allclose(sigmoid(z), scipy.special.expit(z), rtol=1e-14)
    np.testing.assert_allclose(log_sigmoid(z), scipy.special.log_expit(z), rtol=1e-14)
    np.testing.assert_allclose(softplus(z), np.logaddexp(0, z), rtol=1e-14)
    p = np.linspace(0, 1, 1001)
    np.testing.assert_allclose(logit(p), scipy.special.logit(p), rtol=1e-12)
    x, y = np.meshgrid([-2.0, 0.0, 0.3, inf, nan], [0.0, 0.2, 1.0, inf, nan])
    sure = ~(np.isinf(x) & (y == 1.0))  # inf * log 1 is an undefined product; see below
    np.testing.assert_allclose(xlogy(x[sure], y[sure]), scipy.special.xlogy(x[sure], y[sure]), rtol=1e-14)


# Limits --------------------------------------------------------------------------------------------------------------


def test_limits_of_the_functions_of_one_number():
    z = [-inf, -1e308, 0.0, 1e308, inf, nan]
    np.testing.assert_array_equal(sigmoid(z), [0, 0, 0.5, 1, 1, nan])
    np.testing.assert_array_equal(softplus(z), [0, 0, np.log(2), 1e308, inf, nan])
    np.testing.assert_array_equal(log_sigmoid(z), [-inf, -1e308, -np.log(2), 0, 0, nan])
    np.testing.assert_array_equal(logit([0.0, 0.5, 1.0, nan]), [-inf, 0, inf, nan])
    np.testing.assert_array_equal(xlogy([0, 0, 1, 0, nan, 1], [0, 5, 0, nan, 1, 1]), [0, 0, -inf, nan, nan, 0])


@pytest.mark.parametrize("k", [0, 100], ids=["narrow", "wide"])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_logit_of_minus_infinity_is_probability_zero(k, axis):
    z = np.concatenate([[[2.0, -inf, 1.0], [5000.0, -inf, 5001.0], [-inf, 3.0, -inf]], np.full((3, k), -inf)], axis=1)
    s = numerics.sigmoid(1.0)
    p = np.zeros_like(z)
    p[:, :3] = [[s, 0, 1 - s], [1 - s, 0, s], [0, 1, 0]]
    turn = (lambda x: x) if axis == 1 else np.transpose
    np.testing.assert_allclose(turn(softmax(turn(z), axis=axis)), p, rtol=1e-15)
    with np.errstate(divide="ignore"):  # the reference takes log 0 on purpose
        expected = np.log(p)
    np.testing.assert_allclose(turn(log_softmax(turn(z), axis=axis)), expected, rtol=1e-15)
    np.testing.assert_allclose(
        logsumexp(turn(z), axis=axis), [2 + softplus(-1.0), 5001 + softplus(-1.0), 3], rtol=1e-15
    )


@pytest.mark.parametrize("k", [3, 100])
def test_a_row_without_any_finite_logit(k):
    row = np.full(k, -inf)
    assert logsumexp(row) == -inf
    for function in (softmax, log_softmax):
        with pytest.warns(RuntimeWarning, match="invalid value|divide by zero"):
            assert np.isnan(function(row)).all()


@pytest.mark.parametrize("k", [3, 100])
def test_a_logit_of_plus_infinity(k):
    row = np.zeros(k)
    row[1] = inf
    assert logsumexp(row) == inf
    for dtype in FLOATS:
        with pytest.warns(RuntimeWarning, match="invalid value"):
            assert np.isnan(softmax(row.astype(dtype))).all()
    with pytest.warns(RuntimeWarning, match="invalid value"):
        result = log_softmax(row)
    assert np.isnan(result[1])
    assert np.all(np.delete(result, 1) == -inf)
    row[2] = inf
    assert logsumexp(row.astype(np.float32)) == inf
    with pytest.warns(RuntimeWarning, match="invalid value"):
        assert logsumexp(row) == inf


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
@pytest.mark.parametrize("k", [3, 100])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_row_does_not_change_the_bits_of_another(function, k, axis):
    turn = (lambda x: x) if axis == 1 else np.transpose
    z = np.random.default_rng(26).normal(size=(40, k)) * 50
    before = turn(np.atleast_2d(function(turn(z), axis=axis)))
    for stranger in (np.full(k, nan), np.linspace(0, 1e300, k), np.linspace(-1e4, 0, k)):
        z[7] = stranger
        after = turn(np.atleast_2d(function(turn(z), axis=axis)))
        keep = np.arange(40) != 7
        if function is logsumexp:
            before, after = before.reshape(40, 1), after.reshape(40, 1)
        np.testing.assert_array_equal(after[keep], before[keep])
        assert np.isnan(after[7]).all() == np.isnan(stranger).any()


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
def test_nan_makes_its_row_nan(function):
    z = np.zeros((2, 3))
    z[0, 1] = nan
    assert np.isnan(function(z)[0]).all()
    assert np.isfinite(function(z)[1]).all()


def test_a_difference_beyond_the_range_of_floats():
    top = np.finfo(np.float64).max
    for function, expected in ((softmax, [1, 0]), (log_softmax, [0, -inf])):
        with pytest.warns(RuntimeWarning, match="overflow"):
            np.testing.assert_array_equal(function([top, -top]), expected)
    assert logsumexp([top / 2, -top / 2]) == top / 2
    single = np.array([top, -top]).astype(np.float64).clip(-3e38, 3e38).astype(np.float32)
    np.testing.assert_array_equal(softmax(single), [1, 0])
    with pytest.warns(RuntimeWarning, match="overflow encountered in (cast|subtract)"):
        np.testing.assert_array_equal(log_softmax(single), [0, -inf])


# Properties ----------------------------------------------------------------------------------------------------------

tables = hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=80), elements=st.floats(-1e4, 1e4))
dyadic = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 5), st.integers(1, 70)), elements=st.integers(-500, 500).map(float)
)


@given(tables)
def test_softmax_is_a_distribution(z):
    p = softmax(z)
    assert ((p >= 0) & (p <= 1 + 1e-15)).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)
    assert (log_softmax(z) <= 0).all()
    np.testing.assert_allclose(np.exp(log_softmax(z)), p, rtol=1e-11, atol=1e-300)
    assert (logsumexp(z) >= z.max(axis=-1)).all()


@given(dyadic, st.integers(-4000, 4000))
def test_a_common_offset_changes_nothing(z, c):
    # Whole numbers, so that z + c is exact; what remains is the rounding of two different routes.
    np.testing.assert_allclose(softmax(z + c), softmax(z), rtol=2e-15, atol=1e-322)
    np.testing.assert_allclose(log_softmax(z + c), log_softmax(z), rtol=2e-15, atol=1e-322)
    np.testing.assert_allclose(logsumexp(z + c), logsumexp(z) + c, rtol=1e-15, atol=1e-11)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_the_classes_does_not_matter(z, random):
    order = list(range(z.shape[1]))
    random.shuffle(order)
    np.testing.assert_allclose(softmax(z[:, order]), softmax(z)[:, order], rtol=2e-15, atol=1e-322)
    np.testing.assert_allclose(log_softmax(z[:, order]), log_softmax(z)[:, order], rtol=2e-15, atol=1e-322)


@given(st.floats(-700, 700))
def test_two_classes_are_a_sigmoid(z):
    np.testing.assert_allclose(softmax([z, 0.0]), [sigmoid(z), sigmoid(-z)], rtol=2e-15, atol=1e-322)
    np.testing.assert_allclose(log_softmax([z, 0.0]), [log_sigmoid(z), log_sigmoid(-z)], rtol=2e-15, atol=1e-322)
    np.testing.assert_allclose(logsumexp([z, 0.0]), softplus(z), rtol=2e-15)


@given(st.floats(-30, 30))
def test_logit_inverts_the_sigmoid(z):
    # An error of half an ulp of the probability p becomes one of eps / (2 (1 - p)) in the logit.
    np.testing.assert_allclose(logit(sigmoid(z)), z, atol=3e-16 * (1 + np.exp(abs(z))), rtol=1e-15)
    np.testing.assert_allclose(sigmoid(z) + sigmoid(-z), 1, rtol=1e-15)
    np.testing.assert_allclose(softplus(z) - softplus(-z), z, rtol=1e-14, atol=1e-14)


# Types, shapes, arguments --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", **names(ONE_NUMBER + OVER_CLASSES))
@pytest.mark.parametrize("dtype", [*FLOATS, np.int8, np.uint8, np.int64, np.bool_])
def test_dtype_of_the_result(function, dtype):
    z = np.array([[0, 1, 1], [1, 0, 0]], dtype=dtype)
    result = function(z)
    assert result.dtype == (dtype if dtype in FLOATS else np.float64)
    np.testing.assert_array_equal(result, function(z.astype(np.float64)).astype(result.dtype))


@pytest.mark.parametrize("dtype", FLOATS)
def test_narrow_types_are_rounded_once(dtype):
    z = (np.random.default_rng(27).normal(size=(50, 300)) * 8).astype(dtype)
    for function in (softmax, log_softmax, logsumexp, sigmoid, log_sigmoid, softplus):
        np.testing.assert_array_equal(function(z), function(z.astype(np.float64)).astype(dtype))
    np.testing.assert_array_equal(logit(softmax(z)), logit(softmax(z).astype(np.float64)).astype(dtype))


def test_xlogy_has_the_wider_dtype():
    one = np.ones(2)
    assert xlogy(one.astype(np.float16), one.astype(np.float32)).dtype == np.float32
    assert xlogy(one.astype(np.float32), one).dtype == np.float64
    assert xlogy(1, 2).dtype == np.float64
    assert xlogy(np.ones((2, 1)), np.ones(3)).shape == (2, 3)


def test_a_big_endian_array_is_understood():
    z = np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(softmax(z.astype(">f8")), softmax(z))
    assert softmax(z.astype(">f8")).dtype == np.float64
    assert sigmoid(z.astype(">f4")).dtype == np.float32


@pytest.mark.parametrize(
    "function", **names([*ONE_NUMBER, *OVER_CLASSES, lambda z: xlogy(z, 1.0), lambda z: xlogy(1.0, z)])
)
@pytest.mark.parametrize(
    "bad",
    [
        np.ones(2, dtype=complex),
        np.ones(2, dtype=object),
        np.array(["1", "2"]),
        np.array(["2020-01-01"], dtype="M8[D]"),
    ],
    ids=["complex", "object", "text", "date"],
)
def test_other_dtypes_are_refused(function, bad):
    with pytest.raises(
        TypeError, match=re.escape(f"has dtype {bad.dtype}; expected float16, float32, float64, integers")
    ):
        function(bad)


@pytest.mark.parametrize("function", **names(ONE_NUMBER + OVER_CLASSES))
def test_longdouble_is_refused_on_every_platform(function):
    with pytest.raises(TypeError, match=f"has dtype {np.dtype(np.longdouble)}"):
        function(np.ones(2, dtype=np.longdouble))


@pytest.mark.parametrize("function", **names(ONE_NUMBER + OVER_CLASSES))
def test_masked_and_ragged_input_is_refused(function):
    with pytest.raises(TypeError, match=r"[zp] is a masked array"):
        function(np.ma.array([0.5, 1.0], mask=[True, False]))
    with pytest.raises(ValueError, match=r"[zp] must be a number or a rectangular array"):
        function([[1.0, 2.0], [3.0]])


@pytest.mark.parametrize("function", **names(ONE_NUMBER))
def test_functions_of_one_number_take_any_shape(function):
    assert isinstance(function(0.5), np.float64)
    assert isinstance(function(np.float32(0.5)), np.float32)
    assert function(np.full((2, 0), 0.5)).shape == (2, 0)
    assert function([[0.5]]).shape == (1, 1)


def test_functions_over_classes_take_any_shape():
    assert isinstance(logsumexp([1.0, 2.0]), np.float64)
    assert isinstance(logsumexp(np.ones(2, dtype=np.float16)), np.float16)
    assert softmax([3]).tolist() == [1.0]
    assert log_softmax([3]).tolist() == [0.0]
    assert logsumexp([3]) == 3
    assert softmax(np.ones((0, 3))).shape == (0, 3)
    assert logsumexp(np.ones((0, 3))).shape == (0,)
    assert log_softmax(np.ones((3, 0)), axis=0).shape == (3, 0)
    assert softmax(np.ones((2, 0, 3)), axis=0).shape == (2, 0, 3)


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
def test_axis_errors_name_axis_and_shape(function):
    z = np.ones((2, 3))
    for axis in (2, -3):
        with pytest.raises(
            np.exceptions.AxisError, match=re.escape(f"axis={axis} is out of bounds for z of shape (2, 3)")
        ):
            function(z, axis=axis)
    with pytest.raises(ValueError, match=re.escape("axis=-1 is out of bounds for z of shape ()")):
        function(1.0)
    for axis in (None, (0, 1), 1.0, "0"):
        with pytest.raises(TypeError, match=re.escape(f"axis must be one integer, got {axis!r}")):
            function(z, axis=axis)
    with pytest.raises(
        ValueError, match=re.escape("z of shape (2, 0) is empty along axis=-1; expected at least one entry")
    ):
        function(np.ones((2, 0)))
    with pytest.raises(TypeError, match="positional argument"):
        function(z, 0)


def test_logit_and_xlogy_refuse_what_is_no_probability():
    for bad in (-0.25, 1.5, -inf, inf):
        with pytest.raises(ValueError, match=re.escape(f"p contains {bad}; expected probabilities between 0 and 1")):
            logit([0.5, bad])
    with pytest.raises(ValueError, match=re.escape("y contains -1.0; expected numbers >= 0")):
        xlogy(0.0, [1.0, -1.0])
    with pytest.raises(ValueError, match=re.escape("x of shape (2,) and y of shape (3,) do not broadcast")):
        xlogy(np.ones(2), np.ones(3))


@pytest.mark.parametrize("function", **names([*ONE_NUMBER, *OVER_CLASSES, lambda z: xlogy(z, z)]))
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(4, 3), (3, 100)])
def test_arguments_are_not_changed(function, order, shape):
    for scale in (1.0, 1e4):
        z = np.asarray(np.random.default_rng(28).uniform(size=shape), order=order)
        if function not in ONE_NUMBER:
            z = z * scale
        copy = z.copy()
        z.flags.writeable = False
        for axis in (0, 1) if function in OVER_CLASSES else (None,):
            result = function(z) if axis is None else function(z, axis=axis)
            np.testing.assert_array_equal(z, copy)
            assert not np.shares_memory(result, z)
            assert result.flags.writeable


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
@pytest.mark.parametrize("shape", [(5,), (40, 3), (3, 40_000)])
def test_settings_of_numpy_are_left_as_they_were(function, shape):
    with np.errstate(over="raise"):
        np.setbufsize(4096)
        before = np.geterr()
        function(np.zeros(shape))
        assert (np.getbufsize(), np.geterr()) == (4096, before)


def test_settings_of_numpy_hold_inside_and_outlive_an_error():
    top = np.finfo(np.float64).max
    with np.errstate(over="raise"):
        np.setbufsize(4096)
        with pytest.raises(FloatingPointError, match="overflow"):
            softmax([[top, -top], [top, -top]])
        assert np.getbufsize() == 4096


@pytest.mark.parametrize("function", **names(OVER_CLASSES))
def test_views_with_any_strides(function):
    base = np.random.default_rng(29).normal(size=(6, 20, 8))
    for view in (base[::2, ::-1], base[:, :, ::-3], base.transpose(2, 0, 1), np.broadcast_to(base[0, 0], (5, 8))):
        for axis in range(view.ndim):
            np.testing.assert_array_equal(function(view, axis=axis), function(view.copy(), axis=axis))


def test_finite_input_never_warns():
    z = np.concatenate([np.linspace(-1e5, 1e5, 2001), [5e-324, -5e-324, 1e308, -0.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for function in (sigmoid, log_sigmoid, softplus, softmax, log_softmax, logsumexp):
            assert np.isfinite(function(z)).all() or function is log_softmax
