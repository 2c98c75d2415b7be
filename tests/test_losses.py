"""The functions of `helpers.losses`: against scikit-learn and 60 digits, gradients, labels, errors."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from helpers.information import cross_entropy
from helpers.losses import (
    binary_nll,
    binary_nll_grad,
    categorical_nll,
    categorical_nll_grad,
    squared_error,
    squared_error_grad,
)
from helpers.numerics import log_softmax, sigmoid, softmax, softplus
from tests import ulps

BINARY = [binary_nll, binary_nll_grad, squared_error, squared_error_grad]
CATEGORICAL = [categorical_nll, categorical_nll_grad]
inf, nan = np.inf, np.nan


def names(functions):
    return {"argvalues": functions, "ids": [f.__name__ for f in functions]}


# Binary losses -------------------------------------------------------------------------------------------------------


def test_binary_nll_is_the_log_loss_of_scikit_learn():
    rng = np.random.default_rng(40)
    z, y = rng.normal(size=500) * 3, rng.integers(0, 2, 500)
    np.testing.assert_allclose(binary_nll(z, y).mean(), log_loss(y, sigmoid(z)), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_hard_labels_give_the_softplus_to_the_last_bit(dtype):
    z = np.concatenate([np.random.default_rng(41).normal(size=200) * 30, [0.0, -0.0, 40.0, -40.0, 700.0, -700.0]])
    z = z.astype(dtype)
    np.testing.assert_array_equal(binary_nll(z, 0), softplus(z))
    np.testing.assert_array_equal(binary_nll(z, 1), softplus(-z))


def test_binary_nll_and_its_gradient_within_3_ulps():
    rng = np.random.default_rng(42)
    z = np.concatenate([rng.normal(size=150), rng.uniform(-700, 700, 150)])
    assert ulps.ulps(binary_nll(z, 0), [ulps.softplus(x) for x in z]) <= 3
    assert ulps.ulps(binary_nll(z, 1), [ulps.softplus(-x) for x in z]) <= 3
    assert ulps.ulps(binary_nll_grad(z, 0), [ulps.sigmoid(x) for x in z]) <= 3
    assert ulps.ulps(binary_nll_grad(z, 1), [-ulps.sigmoid(-x) for x in z]) <= 3
    squared = [2 * ulps.sigmoid(x) ** 2 * ulps.sigmoid(-x) for x in z]
    normal = np.array([x > 1e-300 for x in squared])
    got, want = squared_error_grad(z, 0)[normal], [x for x, n in zip(squared, normal, strict=True) if n]
    assert ulps.ulps(got, want) <= 12


@given(st.floats(-700, 700), st.floats(0, 1))
def test_soft_labels_mix_the_two_losses(z, y):
    mixed = y * binary_nll(z, 1) + (1 - y) * binary_nll(z, 0)
    np.testing.assert_allclose(binary_nll(z, y), mixed, rtol=1e-14)
    np.testing.assert_allclose(binary_nll_grad(z, y), sigmoid(z) - y, rtol=1e-14, atol=3e-16)
    np.testing.assert_allclose(squared_error(z, y), (sigmoid(z) - y) ** 2, rtol=1e-14, atol=1e-15)
    assert binary_nll(z, y) >= 0


@given(st.floats(-30, 30), st.floats(0, 1))
def test_binary_gradients_are_the_slopes(z, y):
    h = 1e-4
    for loss, grad in ((binary_nll, binary_nll_grad), (squared_error, squared_error_grad)):
        slope = (loss(z + h, y) - loss(z - h, y)) / (2 * h)
        np.testing.assert_allclose(grad(z, y), slope, rtol=1e-5, atol=1e-8)


def test_the_largest_slope_of_the_squared_error():
    z = np.linspace(-6, 6, 120001)
    slope = -squared_error_grad(z, 1)
    np.testing.assert_allclose(slope.max(), 8 / 27, rtol=1e-8)
    np.testing.assert_allclose(z[slope.argmax()], -np.log(2), atol=1e-4)


def test_binary_limits():
    z = [-inf, -1e308, 1e308, inf]
    np.testing.assert_array_equal(binary_nll(z, 1), [inf, 1e308, 0, 0])
    np.testing.assert_array_equal(binary_nll(z, 0), [0, 0, 1e308, inf])
    np.testing.assert_array_equal(binary_nll_grad(z, 1), [-1, -1, 0, 0])
    np.testing.assert_array_equal(binary_nll_grad(z, 0), [0, 0, 1, 1])
    np.testing.assert_array_equal(squared_error(z, 1), [1, 1, 0, 0])
    np.testing.assert_array_equal(squared_error_grad(z, 1), [0, 0, 0, 0])
    for function in BINARY:
        assert np.isnan(function(nan, 1))
        assert np.isnan(function(nan, 0))


def test_confident_and_correct_is_not_free():
    # softplus(z) - y z gives 0 here, and log(sigmoid(z)) too.
    np.testing.assert_allclose(binary_nll(40.0, 1), 4.248354255291589e-18, rtol=1e-15)
    np.testing.assert_allclose(binary_nll_grad(40.0, 1), -4.248354255291589e-18, rtol=1e-15)


@pytest.mark.parametrize("function", **names(BINARY))
def test_labels_of_every_dtype_mean_the_same(function):
    z = np.array([-2.0, 0.5, 3.0])
    expected = function(z, np.array([0.0, 1.0, 1.0]))
    for dtype in (np.bool_, np.uint8, np.int8, np.int64, np.float16, np.float32):
        np.testing.assert_array_equal(function(z, np.array([0, 1, 1], dtype=dtype)), expected)
    np.testing.assert_array_equal(function(z, [False, True, True]), expected)
    soft = np.array([0.1, 0.3, 0.7], dtype=np.float16)  # 1 - y must not be rounded to float16
    np.testing.assert_array_equal(function(z, soft), function(z, soft.astype(np.float64)))


@pytest.mark.parametrize("function", **names(BINARY))
def test_binary_dtype_and_shape(function):
    for dtype in (np.float16, np.float32, np.float64):
        z = np.array([[-2.0, 0.5, 3.0]], dtype=dtype)
        assert function(z, np.ones((1, 3))).dtype == dtype
        assert function(z, 1).shape == (1, 3)
    assert function([1, 2], [0, 1]).dtype == np.float64
    assert isinstance(function(1.0, 1), np.float64)
    assert function(1.0, [0, 1]).shape == (2,)
    assert function([], []).shape == (0,)


@pytest.mark.parametrize("function", **names(BINARY))
def test_binary_errors(function):
    for bad in (-1, 2, nan):
        expected = f"y contains {float(bad)}; expected labels 0 or 1, or probabilities between them"
        with pytest.raises(ValueError, match=re.escape(expected)):
            function([1.0, 2.0], [0, bad])
    # (3,) against (3, 1) would broadcast to nine losses.
    with pytest.raises(ValueError, match=re.escape("y has shape (3, 1); expected (3,), the shape of z, or one number")):
        function(np.ones(3), np.ones((3, 1)))
    with pytest.raises(TypeError, match="z has dtype complex128"):
        function(np.ones(1, dtype=complex), [1])
    with pytest.raises(TypeError, match="y has dtype <U3"):
        function([1.0], ["yes"])


# Categorical losses --------------------------------------------------------------------------------------------------


def one_hot(y, k, axis=-1):
    return np.moveaxis(np.eye(k)[y], -1, axis)


def test_categorical_nll_is_the_log_loss_of_scikit_learn():
    rng = np.random.default_rng(43)
    z, y = rng.normal(size=(300, 5)) * 3, rng.integers(0, 5, 300)
    expected = log_loss(y, softmax(z), labels=range(5))
    np.testing.assert_allclose(categorical_nll(z, y).mean(), expected, rtol=1e-12)
    np.testing.assert_allclose(categorical_nll(z, one_hot(y, 5)).mean(), expected, rtol=1e-12)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_indices_and_one_hot_rows_agree_along_every_axis(axis):
    rng = np.random.default_rng(44)
    z = rng.normal(size=(3, 4, 5))
    k = z.shape[axis]
    shape = np.delete(z.shape, axis)
    y = rng.integers(0, k, shape)
    hot = one_hot(y, k, axis)
    loss, slope = categorical_nll(z, y, axis=axis), categorical_nll_grad(z, y, axis=axis)
    assert loss.shape == tuple(shape)
    assert slope.shape == z.shape
    np.testing.assert_allclose(loss, -(hot * log_softmax(z, axis=axis)).sum(axis=axis), rtol=1e-15)
    np.testing.assert_allclose(categorical_nll(z, hot, axis=axis), loss, rtol=1e-15)
    np.testing.assert_allclose(slope, softmax(z, axis=axis) - hot, atol=4e-16)
    np.testing.assert_allclose(categorical_nll_grad(z, hot, axis=axis), slope, atol=4e-16)


@pytest.mark.parametrize("k", [2, 10, 100])
def test_categorical_nll_within_3_ulps(k):
    rng = np.random.default_rng(45)
    z = rng.normal(size=(20, k)) * np.logspace(-1, 2, 20)[:, None]
    y = z.argmax(axis=1)  # the largest class is the one that other forms lose
    exact = [ulps.log_softmax(row) for row in z]
    assert ulps.ulps(categorical_nll(z, y), [-row[i] for row, i in zip(exact, y, strict=True)]) <= 3
    slope = categorical_nll_grad(z, y)[np.arange(20), y]
    assert ulps.ulps(slope, [ulps.mpmath.expm1(row[i]) for row, i in zip(exact, y, strict=True)]) <= 8


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=8), st.data())
def test_the_categorical_gradient_is_the_slope(z, data):
    z = np.array(z)
    k = len(z)
    weights = np.array(data.draw(st.lists(st.floats(0.01, 1), min_size=k, max_size=k)))
    h = 1e-4
    for y in (data.draw(st.integers(0, k - 1)), weights / weights.sum()):
        grad = categorical_nll_grad(z, y)
        slope = [(categorical_nll(z + step, y) - categorical_nll(z - step, y)) / (2 * h) for step in h * np.eye(k)]
        np.testing.assert_allclose(grad, slope, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(grad.sum(), 0, atol=1e-14)


@given(st.floats(-700, 700), st.integers(0, 1))
def test_two_classes_are_the_binary_loss(z, y):
    np.testing.assert_allclose(categorical_nll([0.0, z], y), binary_nll(z, y), rtol=2e-15, atol=1e-322)
    np.testing.assert_allclose(categorical_nll_grad([0.0, z], y)[1], binary_nll_grad(z, y), rtol=2e-15, atol=1e-322)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=8), st.data())
def test_soft_targets_give_the_cross_entropy(z, data):
    weights = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(z), max_size=len(z))))
    weights[0] += 0.1
    y = weights / weights.sum()
    np.testing.assert_allclose(categorical_nll(z, y), cross_entropy(y, softmax(z)), rtol=1e-13, atol=1e-15)


def test_equal_logits_cost_log_k():
    np.testing.assert_allclose(categorical_nll(np.zeros((2, 7)), [0, 6]), np.log(7), rtol=1e-15)


def test_categorical_limits():
    z = [0.0, -inf, -40.0]
    assert categorical_nll(z, 1) == inf
    np.testing.assert_allclose(categorical_nll(z, [1.0, 0.0, 0.0]), 4.248354255291589e-18, rtol=1e-15)
    np.testing.assert_allclose(
        categorical_nll_grad(z, 0), [-4.248354255291589e-18, 0, 4.248354255291589e-18], rtol=1e-15
    )
    np.testing.assert_array_equal(categorical_nll_grad(z, 1), softmax(z) - [0, 1, 0])
    assert not np.signbit(categorical_nll([1000.0, 0.0], 0))
    assert np.isnan(categorical_nll([nan, 0.0], 1))
    for row, message in (([-inf, -inf], "invalid value|divide by zero"), ([inf, 0.0], "invalid value")):
        with pytest.warns(RuntimeWarning, match=message):
            assert np.isnan(categorical_nll(row, 0))


@pytest.mark.parametrize("function", **names(CATEGORICAL))
def test_class_indices_of_every_dtype_mean_the_same(function):
    z = np.random.default_rng(46).normal(size=(3, 2))
    expected = function(z, np.array([0, 1, 1]))
    for dtype in (np.bool_, np.uint8, np.int8, np.uint64, np.float32):
        np.testing.assert_array_equal(function(z, np.array([0, 1, 1], dtype=dtype)), expected)
    for dtype in (np.bool_, np.uint8, np.float16):
        np.testing.assert_allclose(function(z, one_hot([0, 1, 1], 2).astype(dtype)), expected, rtol=1e-14)


@pytest.mark.parametrize("function", **names(CATEGORICAL))
def test_categorical_dtype_and_shape(function):
    for dtype in (np.float16, np.float32, np.float64):
        z = np.array([[-2.0, 0.5, 3.0], [0, 0, 0]], dtype=dtype)
        for y in ([2, 0], np.full((2, 3), 1 / 3)):
            assert function(z, y).dtype == dtype
            np.testing.assert_array_equal(function(z, y), function(z.astype(float), y).astype(dtype))
    assert function([1, 2], 0).dtype == np.float64
    assert function(np.empty((0, 3)), []).shape[0] == 0
    assert isinstance(categorical_nll([1.0, 2.0], 1), np.float64)


@pytest.mark.parametrize("function", **names(CATEGORICAL))
def test_categorical_errors(function):
    z = np.zeros((4, 3))
    for bad in (3, -1, 1.5, nan):
        expected = f"y contains {float(bad)}; expected class indices 0 to 2"
        with pytest.raises(ValueError, match=re.escape(expected)):
            function(z, [0, 1, 2, bad])
    for y in ([0, 1, 2], np.zeros((4, 1)), np.zeros((3, 4)), 1):
        expected = f"y has shape {np.shape(y)}; expected (4,) for class indices or (4, 3) for target rows"
        with pytest.raises(ValueError, match=re.escape(expected)):
            function(z, y)
    with pytest.raises(ValueError, match=re.escape("y sums to 2 along axis=1; expected 1")):
        function(z, np.full((4, 3), 2 / 3), axis=1)
    with pytest.raises(ValueError, match=re.escape("y contains -1.0; expected probabilities >= 0")):
        function(z, np.tile([2.0, -1.0, 0.0], (4, 1)))
    with pytest.raises(ValueError, match=re.escape("axis=2 is out of bounds for z of shape (4, 3)")):
        function(z, [0, 0, 0, 0], axis=2)
    with pytest.raises(ValueError, match=re.escape("z of shape (4, 0) is empty along axis=-1")):
        function(np.zeros((4, 0)), [0, 0, 0, 0])
    with pytest.raises(TypeError, match="y has dtype <U1"):
        function(z, list("abca"))
    with pytest.raises(TypeError, match="z has dtype object"):
        function(np.zeros((4, 3), dtype=object), [0, 0, 0, 0])


def test_arguments_are_not_changed():
    z, y, hot = np.zeros((2, 2)), np.array([0, 1]), np.eye(2)
    for x in (z, y, hot):
        x.flags.writeable = False
    for function in CATEGORICAL:
        function(z, y)
        function(z, hot)
    for function in BINARY:
        function(z, hot)
    assert (z.tolist(), y.tolist(), hot.tolist()) == ([[0, 0], [0, 0]], [0, 1], [[1, 0], [0, 1]])
