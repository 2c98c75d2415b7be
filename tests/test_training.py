"""The functions of `helpers.training`: paths against closed forms and scikit-learn, errors."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from helpers.datasets import load_penguins
from helpers.losses import binary_nll_grad
from helpers.training import gradient_descent

inf, nan = np.inf, np.nan


def parabola(theta):
    """Gradient of (θ - 3)²."""
    return 2 * (theta - 3)


# The path -------------------------------------------------------------------------------------------------------------


@given(rate=st.floats(0.001, 1.5), start=st.floats(-100, 100), steps=st.integers(0, 20))
def test_on_a_parabola_every_step_shrinks_the_distance_by_the_same_factor(rate, start, steps):
    path = gradient_descent(parabola, start, learning_rate=rate, steps=steps)
    expected = 3 + (start - 3) * (1 - 2 * rate) ** np.arange(steps + 1)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-9 * (1 + np.abs(expected).max()))


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 3, 4)])
def test_the_path_has_one_entry_more_than_steps(shape):
    start = np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)
    path = gradient_descent(parabola, start, learning_rate=0.25, steps=2)
    assert path.shape == (3, *shape)
    assert path.dtype == np.float64
    np.testing.assert_array_equal(path[0], start)
    np.testing.assert_array_equal(path[2], 3 + (start - 3) / 4)


def test_no_step_leaves_the_start():
    def never(theta):
        raise AssertionError("called")

    np.testing.assert_array_equal(gradient_descent(never, [1, 2], learning_rate=1, steps=0), [[1, 2]])


def test_every_coordinate_follows_its_own_slope():
    path = gradient_descent(lambda theta: np.array([1.0, -10.0]) * theta, [1.0, 1.0], learning_rate=0.1, steps=3)
    np.testing.assert_allclose(path, [[0.9**t, 2.0**t] for t in range(4)], rtol=1e-12)


def test_the_gradient_is_called_once_per_step_at_the_point_of_that_step():
    seen = []

    def gradient(theta):
        seen.append(theta.copy())
        return parabola(theta)

    path = gradient_descent(gradient, [0.0, 7.0], learning_rate=0.1, steps=5)
    np.testing.assert_array_equal(seen, path[:-1])


@pytest.mark.parametrize("start", [0, [0, 1], np.float32([0, 1]), np.array([0, 1], dtype=np.uint8), [False, True]])
def test_whole_and_short_numbers_become_float64(start):
    path = gradient_descent(parabola, start, learning_rate=0.1, steps=1)
    assert path.dtype == np.float64
    np.testing.assert_array_equal(path[1], np.asarray(start, float) - 0.1 * parabola(np.asarray(start, float)))


def test_a_gradient_may_be_a_list_or_an_array_of_whole_numbers():
    path = gradient_descent(lambda theta: [1, 2], [0.0, 0.0], learning_rate=0.5, steps=2)
    np.testing.assert_array_equal(path, [[0, 0], [-0.5, -1], [-1, -2]])


def test_neither_the_start_nor_the_path_changes_when_a_gradient_writes_into_its_argument():
    def careless(theta):
        theta *= 2
        theta -= 6
        return theta

    start = np.array([0.0, 10.0])
    path = gradient_descent(careless, start, learning_rate=0.25, steps=3)
    np.testing.assert_array_equal(start, [0, 10])
    np.testing.assert_array_equal(path, gradient_descent(parabola, start, learning_rate=0.25, steps=3))


def test_logistic_regression_on_penguins_ends_where_scikit_learn_does():
    """Adelie against Gentoo by body mass and bill length overlap, so the optimum is finite."""
    penguins = load_penguins()
    chosen = penguins.species != penguins.species_names.index("Chinstrap")
    y = penguins.species[chosen] == penguins.species_names.index("Gentoo")
    x = penguins.features[chosen][:, [3, 0]]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    design = np.column_stack([x, np.ones(len(x))])
    path = gradient_descent(
        lambda theta: design.T @ binary_nll_grad(design @ theta, y) / len(y), np.zeros(3), learning_rate=4, steps=4000
    )
    reference = LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(x, y)
    np.testing.assert_allclose(path[-1], [*reference.coef_[0], reference.intercept_[0]], rtol=1e-6)


# Errors ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0, 0.0, -0.1, inf, nan, [0.1], [[0.1, 0.2]]])
def test_a_learning_rate_that_is_no_step(rate):
    with pytest.raises(ValueError, match="expected one positive, finite number") as error:
        gradient_descent(parabola, 0.0, learning_rate=rate, steps=1)
    assert f"learning_rate is {rate!r};" in str(error.value)


@pytest.mark.parametrize("rate", [None, "0.1", 1j])
def test_a_learning_rate_that_is_no_number(rate):
    with pytest.raises(TypeError, match="learning_rate"):
        gradient_descent(parabola, 0.0, learning_rate=rate, steps=1)


@pytest.mark.parametrize("steps", [1.0, 1.5, "1", None, [1]])
def test_steps_that_are_no_whole_number(steps):
    with pytest.raises(TypeError, match=re.escape(f"steps is {steps!r}; expected a whole number")):
        gradient_descent(parabola, 0.0, learning_rate=0.1, steps=steps)


def test_negative_steps():
    with pytest.raises(ValueError, match="steps is -1; expected 0 or more"):
        gradient_descent(parabola, 0.0, learning_rate=0.1, steps=-1)


def test_something_else_than_a_function():
    with pytest.raises(TypeError, match=r"gradient is 0\.5; expected a function of the parameters"):
        gradient_descent(0.5, 0.0, learning_rate=0.1, steps=1)


@pytest.mark.parametrize(("start", "value"), [(nan, "nan"), ([0.0, -inf], "-inf")])
def test_a_start_that_is_not_finite(start, value):
    with pytest.raises(ValueError, match=f"start contains {value}; expected finite numbers"):
        gradient_descent(parabola, start, learning_rate=0.1, steps=1)


def test_a_start_that_is_no_number():
    with pytest.raises(TypeError, match="start has dtype <U1"):
        gradient_descent(parabola, ["a"], learning_rate=0.1, steps=1)


@pytest.mark.parametrize("wrong", [0.0, [0.0], [0.0, 0.0, 0.0], [[0.0], [0.0]], [[0.0, 0.0]]])
def test_a_gradient_of_another_shape_is_not_broadcast(wrong):
    shape = re.escape(f"the gradient has shape {np.shape(wrong)} at step 1; expected (2,), the shape of start")
    with pytest.raises(ValueError, match=shape):
        gradient_descent(lambda theta: wrong, [0.0, 0.0], learning_rate=0.1, steps=3)


def test_a_gradient_that_is_no_number():
    with pytest.raises(TypeError, match="the gradient has dtype object"):
        gradient_descent(lambda theta: None, 0.0, learning_rate=0.1, steps=1)


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_a_gradient_that_is_not_finite_is_named_with_its_step(value):
    calls = []

    def gradient(theta):
        calls.append(theta)
        return value if len(calls) == 3 else 0.0

    message = f"the gradient became {value} at step 3 of 10, with learning_rate=0.1;"
    with pytest.raises(FloatingPointError, match=re.escape(message)):
        gradient_descent(gradient, 0.0, learning_rate=0.1, steps=10)


def test_parameters_that_overflow_are_named_with_their_step():
    """Each step adds 10³⁰⁸, and 1.8·10³⁰⁸ is the largest float."""
    with (
        pytest.warns(RuntimeWarning, match="overflow"),
        pytest.raises(
            FloatingPointError, match="the parameters became inf at step 2 of 5, with learning_rate=1e\\+08;"
        ),
    ):
        gradient_descent(lambda theta: -1e300, 0.0, learning_rate=1e8, steps=5)
