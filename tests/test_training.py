"""The functions of `helpers.training`: paths and fits against closed forms, scikit-learn and Newton's method."""

import dataclasses
import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression

from helpers import training
from helpers.datasets import load_digits, load_penguins
from helpers.losses import binary_nll_grad, categorical_nll, categorical_nll_grad
from helpers.training import ConvergenceWarning, SeparableDataWarning, fit_softmax_regression, gradient_descent

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
    """The two species overlap in these measurements, no line separates them, so the optimum is finite."""
    penguins = load_penguins()
    chosen = penguins.species != penguins.species_names.index("Chinstrap")
    y = penguins.species[chosen] == penguins.species_names.index("Gentoo")
    x = penguins.features[chosen][:, [3, 0]]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    design = np.column_stack([x, np.ones(len(x))])
    signed = np.where(y, 1.0, -1.0)[:, None] * design
    assert linprog(np.zeros(3), A_ub=-signed, b_ub=-np.ones(len(y)), bounds=(None, None)).status == 2  # infeasible
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


# Softmax regression: what the optimum is -----------------------------------------------------------------------------


def cost(weights, bias, x, y, l2):
    """J, term by term as it is defined."""
    return categorical_nll(x @ weights + bias, y).mean() + l2 / 2 * np.sum(weights**2)


def slopes(weights, bias, x, y, l2):
    """∇J with respect to W and b."""
    error = categorical_nll_grad(x @ weights + bias, y) / len(y)
    return x.T @ error + l2 * weights, error.sum(axis=0)


def newton(x, y, l2, steps=200):
    """Least J by damped Newton steps with the whole Hessian; features are standardised first, which J is told of."""
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-12)
    design = np.column_stack([(x - mean) / scale, np.ones(len(x))])
    k, penalty = y.max() + 1, np.append(l2 / scale**2, 0.0)
    theta = np.zeros((design.shape[1], k))

    def value(theta):
        return categorical_nll(design @ theta, y).mean() + np.sum(penalty[:, None] * theta**2) / 2

    for _ in range(steps):
        p = np.exp(design @ theta - np.max(design @ theta, axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = design.T @ categorical_nll_grad(design @ theta, y) / len(y) + penalty[:, None] * theta
        inner = p[:, :, None] * (np.eye(k) - p[:, None, :])
        hessian = np.einsum("nd,nij,ne->diej", design, inner, design, optimize=True) / len(y)
        hessian += np.einsum("de,ij->diej", np.diag(penalty), np.eye(k))
        step = np.linalg.lstsq(hessian.reshape(theta.size, -1), gradient.ravel(), rcond=1e-15)[0].reshape(theta.shape)
        length, before = 1.0, value(theta)
        while length > 1e-8 and value(theta - length * step) > before - 1e-4 * length * np.vdot(step, gradient):
            length /= 2
        if value(theta - length * step) >= before:
            break
        theta = theta - length * step
    return value(theta)


def random_problem(rng):
    """Features of very different scales, some collinear or constant; labels drawn from logits, or without any link."""
    n, d, k = rng.integers(10, 150), rng.integers(1, 7), rng.integers(2, 6)
    x = rng.standard_normal((n, d)) @ rng.standard_normal((d, d)) * 10 ** rng.uniform(-3, 3, d)
    x += 10 ** rng.uniform(-2, 3) * rng.standard_normal(d)
    z = rng.choice([0, 1, 3]) * ((x - x.mean(axis=0)) / x.std(axis=0)) @ rng.standard_normal((d, k))
    y = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    y[:k] = np.arange(k)
    if rng.random() < 0.3:
        x = np.column_stack([x, x[:, 0], np.full(n, 0.1)])
    return x, y, 10 ** rng.uniform(-5, 1), 10 ** rng.uniform(-10, -1)


@pytest.mark.parametrize("seed", range(60))
def test_the_gap_that_is_reported_is_not_smaller_than_the_true_one(seed):
    x, y, l2, tol = random_problem(np.random.default_rng(seed))
    fit = fit_softmax_regression(x, y, l2=l2, tol=tol)
    least = newton(x, y, l2)
    assert fit.converged
    assert fit.iterations < 1000
    assert fit.loss == pytest.approx(cost(fit.weights, fit.bias, x, y, l2), rel=1e-12)
    assert fit.loss / least - 1 <= fit.relative_gap + 1e-12
    assert fit.relative_gap <= tol


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 13])
def test_the_gap_is_a_bound_at_every_step_and_nobody_is_told_that_the_fit_converged(steps):
    """Digits, two thirds of them; scikit-learn has the least loss."""
    digits = load_digits()
    x, y = digits.features[::3] / 16, digits.labels[::3]
    least = fit_softmax_regression(x, y, l2=0.01, tol=1e-12).loss
    with pytest.warns(ConvergenceWarning, match=f"after {steps} of {steps} steps; expected tol=1e-09"):
        fit = fit_softmax_regression(x, y, l2=0.01, tol=1e-9, max_iterations=steps)
    assert not fit.converged
    assert fit.iterations == steps
    assert fit.relative_gap >= fit.loss / least - 1 > 1e-9


@pytest.mark.parametrize(("scale", "l2"), [(16, 1 / 1797), (16, 0.1), (1, 0.1), (1, 10.0)])
def test_on_digits_it_finds_the_optimum_of_scikit_learn(scale, l2):
    digits = load_digits()
    x, y = digits.features / scale, digits.labels
    fit = fit_softmax_regression(x, y, l2=l2, tol=1e-12)
    reference = LogisticRegression(C=1 / (len(x) * l2), solver="newton-cholesky", tol=1e-10, max_iter=1000).fit(x, y)
    least = cost(reference.coef_.T, reference.intercept_, x, y, l2)
    assert fit.converged
    assert fit.loss == pytest.approx(least, rel=1e-9)
    assert fit.loss <= least * (1 + 1e-12)
    np.testing.assert_allclose(fit.weights, reference.coef_.T, atol=1e-4 * np.abs(fit.weights).max())
    np.testing.assert_array_equal(fit.logits(x).argmax(axis=1), reference.predict(x))


def test_without_a_penalty_it_finds_the_optimum_of_scikit_learn():
    """Bill length and flipper length of the penguins, in millimetres: the species overlap."""
    penguins = load_penguins()
    x, y = penguins.features[:, [0, 2]], penguins.species
    fit = fit_softmax_regression(x, y, l2=0, tol=1e-10)
    standard = (x - x.mean(axis=0)) / x.std(axis=0)
    reference = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000).fit(standard, y)
    assert fit.converged
    assert fit.loss == pytest.approx(cost(reference.coef_.T, reference.intercept_, standard, y, 0), rel=1e-9)
    coarse = fit_softmax_regression(x, y, l2=0, tol=1e-2)
    assert 1e-9 < coarse.loss / fit.loss - 1 <= coarse.relative_gap <= 1e-2


def test_at_the_end_the_gradient_is_zero_and_finite_differences_agree_with_it():
    x, y, _, _ = random_problem(np.random.default_rng(4))
    x = (x - x.mean(axis=0)) / x.std(axis=0).clip(1e-9)
    fit = fit_softmax_regression(x, y, l2=0.02, tol=1e-13)
    for slope in slopes(fit.weights, fit.bias, x, y, 0.02):
        np.testing.assert_allclose(slope, 0, atol=1e-6)
    problem = training._SoftmaxProblem(x, y, y.max() + 1, np.full(x.shape[1], 0.5), np.full(x.shape[1], 2.0), 0.02)
    theta = np.random.default_rng(0).standard_normal((y.max() + 1, x.shape[1] + 1))
    loss, gradient, p = problem.evaluate(theta)
    weights = theta[:, :-1].T / 2
    assert loss == pytest.approx(cost(weights, theta[:, -1] - 0.5 * weights.sum(axis=0), x, y, 0.02), rel=1e-12)
    np.testing.assert_allclose(p.sum(axis=0), 1, rtol=1e-12)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros_like(theta)
        nudge[index] = 1e-5
        difference = (problem.evaluate(theta + nudge)[0] - problem.evaluate(theta - nudge)[0]) / 2e-5
        assert gradient[index] == pytest.approx(difference, abs=1e-8)


def test_at_the_start_the_curvature_is_that_of_finite_differences():
    """On rows that sum to 0 over the classes; the Hessian is then the same block for every class."""
    x, y = load_penguins().features[:, :2], load_penguins().species
    problem = training._SoftmaxProblem(x, y, 3, x.mean(axis=0), x.std(axis=0), 0.3)
    theta = np.zeros((3, 3))
    _, gradient, p = problem.evaluate(theta)
    direction = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 1.0], [-1.5, -1.0, -4.0]])
    change = (problem.evaluate(theta + 1e-6 * direction)[1] - gradient) / 1e-6
    np.testing.assert_allclose(change @ problem.inverse_curvature(p), direction, rtol=1e-4)


def test_few_steps_are_enough_on_digits():
    """31 and 108. With one curvature for all steps raw digits take 500; without the scale of the last step it is 37."""
    digits = load_digits()
    assert fit_softmax_regression(digits.features / 16, digits.labels, l2=1 / 1797).iterations <= 35
    assert fit_softmax_regression(digits.features, digits.labels, l2=1 / 1797).iterations <= 150


# Softmax regression: invariances --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def penguins():
    data = load_penguins()
    return data.features, data.species


def test_the_rows_of_the_weights_sum_to_zero(penguins):
    fit = fit_softmax_regression(*penguins, l2=0.01, tol=1e-12)
    np.testing.assert_allclose(fit.weights.sum(axis=1), 0, atol=1e-9)
    shifted = cost(fit.weights + 0.1, fit.bias, *penguins, 0.01)
    assert shifted > fit.loss
    assert cost(fit.weights, fit.bias + 7, *penguins, 0.01) == pytest.approx(fit.loss, rel=1e-12)


def test_permuted_classes_give_permuted_columns(penguins):
    x, y = penguins
    order = np.array([2, 0, 1])
    fit, other = (fit_softmax_regression(x, labels, l2=0.01, tol=1e-12) for labels in (y, order[y]))
    np.testing.assert_allclose(other.weights[:, order], fit.weights, atol=1e-6)
    np.testing.assert_allclose(other.logits(x)[:, order], fit.logits(x), atol=1e-4)


def test_the_bias_takes_up_what_is_added_to_the_features(penguins):
    x, y = penguins
    fit = fit_softmax_regression(x, y, l2=0.01, tol=1e-12)
    other = fit_softmax_regression(x + 1e5, y, l2=0.01, tol=1e-9)
    np.testing.assert_allclose(other.weights, fit.weights, atol=1e-4)
    np.testing.assert_allclose(other.logits(x + 1e5), fit.logits(x), atol=1e-2)


def test_examples_given_twice_change_nothing(penguins):
    x, y = penguins
    fit = fit_softmax_regression(x, y, l2=0.01, tol=1e-12)
    twice = fit_softmax_regression(np.tile(x, (2, 1)), np.tile(y, 2), l2=0.01, tol=1e-12)
    assert twice.loss == pytest.approx(fit.loss, rel=1e-11)


def test_a_constant_feature_gets_no_weight_and_two_equal_ones_share_theirs(penguins):
    x, y = penguins
    wide = np.column_stack([x[:, 0], x[:, 0], np.full(len(x), 0.1), np.zeros(len(x))])
    fit = fit_softmax_regression(wide, y, l2=0.01, tol=1e-12)
    np.testing.assert_array_equal(fit.weights[2:], 0)
    np.testing.assert_allclose(fit.weights[0], fit.weights[1], rtol=1e-6)
    free = fit_softmax_regression(wide, y, l2=0)
    assert free.converged
    assert free.loss == pytest.approx(fit_softmax_regression(x[:, :1], y, l2=0).loss, rel=2e-6)


def test_features_without_information_leave_the_frequencies():
    fit = fit_softmax_regression(np.zeros((6, 2)), [0, 0, 0, 1, 1, 2], l2=1.0)
    np.testing.assert_array_equal(fit.weights, 0)
    frequencies = np.array([3, 2, 1]) / 6
    assert fit.loss == pytest.approx(-(frequencies * np.log(frequencies)).sum(), rel=1e-6)
    np.testing.assert_allclose(fit.bias - fit.bias[0], np.log(frequencies / frequencies[0]), atol=1e-2)


def test_where_only_the_bias_matters_the_gap_is_exact():
    """At the start p is uniform; J - J* is the divergence of the frequencies from it."""
    with pytest.warns(ConvergenceWarning, match="after 0 of 0 steps"):
        fit = fit_softmax_regression(np.zeros((6, 2)), [0, 0, 0, 1, 1, 2], l2=1.0, max_iterations=0)
    frequencies = np.array([3, 2, 1]) / 6
    assert fit.loss == pytest.approx(np.log(3), rel=1e-12)
    assert fit.relative_gap == pytest.approx(np.log(3) / -(frequencies * np.log(frequencies)).sum() - 1, rel=1e-9)


def test_digits_that_an_offset_costs_count_as_a_gap(penguins):
    """At 10¹³ the features are rounded to 1/500, a logit of them to more."""
    x, y = penguins[0] + 1e13, penguins[1]
    with pytest.warns(ConvergenceWarning, match="of 1000 steps; expected tol=1e-09"):
        fit = fit_softmax_regression(x, y, l2=0.01, tol=1e-9)
    least = fit_softmax_regression(x - 1e13, y, l2=0.01, tol=1e-12).loss
    assert fit.loss == pytest.approx(cost(fit.weights, fit.bias, x, y, 0.01), rel=1e-12)
    assert fit.iterations < 1000
    assert 1e-9 < fit.loss / least - 1 <= fit.relative_gap
    assert not fit.converged


@pytest.mark.parametrize("features", [np.float32, np.float16, np.int64])
@pytest.mark.parametrize("labels", [np.uint8, np.float64])
def test_narrow_features_and_other_labels_give_float64(features, labels):
    digits = load_digits()
    x, y = digits.features[:300].astype(features), digits.labels[:300].astype(labels)
    before = x.copy()
    fit = fit_softmax_regression(x, y, l2=1.0)
    assert fit.weights.dtype == fit.bias.dtype == fit.logits(x).dtype == np.float64
    assert fit.loss == fit_softmax_regression(digits.features[:300], digits.labels[:300], l2=1.0).loss
    np.testing.assert_array_equal(x, before)
    assert x.dtype == features


def test_two_classes_are_logistic_regression(penguins):
    x, y = penguins[0], (penguins[1] == 2)
    fit = fit_softmax_regression(x, y, l2=0.5, tol=1e-12)
    np.testing.assert_allclose(fit.weights[:, 0], -fit.weights[:, 1], atol=1e-9)
    slope = fit.weights[:, 1] - fit.weights[:, 0]  # one logit with half the penalty
    reference = LogisticRegression(C=2 / (0.5 * len(x)), tol=1e-10, max_iter=10_000).fit(x - x.mean(axis=0), y)
    np.testing.assert_allclose(slope, reference.coef_[0], rtol=1e-4, atol=1e-6)


def test_a_fit_cannot_be_rebound(penguins):
    fit = fit_softmax_regression(*penguins, l2=1.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit.weights = None


# Softmax regression: no minimum ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [2, 3])
def test_separable_data_without_a_penalty_end_with_a_warning(k):
    x = np.repeat(np.eye(k), 4, axis=0) + np.random.default_rng(0).uniform(-0.3, 0.3, (4 * k, k))
    y = np.repeat(np.arange(k), 4)
    with pytest.warns(SeparableDataWarning, match="the loss has no minimum, .* set l2 > 0") as caught:
        fit = fit_softmax_regression(x, y, l2=0)
    assert caught[0].filename == __file__
    assert not fit.converged
    assert fit.relative_gap == inf
    assert fit.iterations < 100
    np.testing.assert_array_equal(fit.logits(x).argmax(axis=1), y)
    assert fit_softmax_regression(x, y, l2=1e-4).converged  # and says nothing, since warnings are errors here


@pytest.mark.parametrize("seed", range(20))
def test_the_warning_comes_exactly_where_a_linear_program_separates_the_classes(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal((12, 3)), rng.integers(0, 2, 12)
    y[:2] = 0, 1
    rows = np.where(y == 1, -1.0, 1.0)[:, None] * np.column_stack([x, np.ones(12)])
    separable = linprog(np.zeros(4), A_ub=rows, b_ub=-np.ones(12), bounds=(None, None)).status == 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit = fit_softmax_regression(x, y, l2=0)
    assert [w.category for w in caught] == [SeparableDataWarning] * separable
    assert fit.converged != separable


def test_classes_that_touch_end_near_the_limit_or_say_that_they_did_not():
    """Class 0 can be told apart, classes 1 and 2 cannot: J* = (4/6) log 2 is a limit that no finite weights reach."""
    x, y = np.array([[0.0], [0.1], [5.0], [5.0], [6.0], [6.0]]), [0, 0, 1, 2, 1, 2]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit = fit_softmax_regression(x, y, l2=0)
    assert fit.loss / (4 / 6 * np.log(2)) - 1 <= min(fit.relative_gap, 1e-3)
    assert [w.category for w in caught] == [ConvergenceWarning] * (not fit.converged)


def test_a_long_fit_reports_once_a_second_and_a_short_one_never(penguins, monkeypatch, capsys):
    fit_softmax_regression(*penguins, l2=0.01)
    assert capsys.readouterr() == ("", "")
    clock = iter(np.arange(0, 1000, 0.4).tolist())
    monkeypatch.setattr(training.time, "monotonic", lambda: next(clock))
    fit = fit_softmax_regression(*penguins, l2=0.01)
    out, err = capsys.readouterr()
    assert out == ""
    assert 1 <= len(err.splitlines()) < fit.iterations / 2
    for line in err.splitlines():
        assert re.fullmatch(r"step \d+ of at most 1000: loss 0\.\d+ nats", line)
    fit_softmax_regression(*penguins, l2=0.01, progress=False)
    assert capsys.readouterr() == ("", "")


# Softmax regression: errors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"features": [1.0, 2.0, 3.0]}, ValueError, "features has shape (3,); expected (N, D)"),
        ({"features": np.zeros((0, 2)), "labels": []}, ValueError, "features has shape (0, 2); expected (N, D)"),
        ({"features": np.zeros((3, 0))}, ValueError, "features has shape (3, 0); expected (N, D)"),
        ({"features": [[1.0], [nan], [2.0]]}, ValueError, "features contains nan; expected finite numbers"),
        ({"features": [[1.0], [-inf], [2.0]]}, ValueError, "features contains -inf; expected finite numbers"),
        ({"features": [[1.0], [1e200], [2.0]]}, ValueError, "features contains 1e+200; expected finite numbers below"),
        ({"features": [["a"], ["b"], ["c"]]}, TypeError, "features has dtype <U1"),
        ({"labels": [0, 1]}, ValueError, "labels has shape (2,); expected (3,), one label per row of features"),
        ({"labels": [[0], [1], [0]]}, ValueError, "labels has shape (3, 1); expected (3,)"),
        ({"labels": [0, 1, 0.5]}, ValueError, "labels contains 0.5; expected class indices"),
        ({"labels": [0, 1, -1]}, ValueError, "labels contains -1.0; expected class indices"),
        ({"labels": [0, 1, nan]}, ValueError, "labels contains nan; expected class indices"),
        ({"labels": [0, 1, 1e12]}, ValueError, "labels contains 1000000000000.0; expected class indices"),
        ({"labels": [0, 1, 3]}, ValueError, "labels go up to 3 but hold no 2; expected an example of each class"),
        ({"labels": [1, 2, 2]}, ValueError, "labels go up to 2 but hold no 0;"),
        ({"labels": [0, 0, 0]}, ValueError, "labels holds the class 0 only; expected two classes or more"),
        ({"labels": ["a", "b", "a"]}, TypeError, "labels has dtype <U1"),
        ({"l2": -1e-3}, ValueError, "l2 is -0.001; expected one finite number >= 0"),
        ({"l2": nan}, ValueError, "l2 is nan; expected one finite number >= 0"),
        ({"l2": inf}, ValueError, "l2 is inf; expected one finite number >= 0"),
        ({"l2": [1.0]}, ValueError, "l2 is [1.0]; expected one finite number >= 0"),
        ({"l2": None}, TypeError, "l2 has dtype object"),
        ({"tol": 0}, ValueError, "tol is 0; expected one number between 0 and 1"),
        ({"tol": 1}, ValueError, "tol is 1; expected one number between 0 and 1"),
        ({"max_iterations": -1}, ValueError, "max_iterations is -1; expected 0 or more"),
        ({"max_iterations": 10.0}, TypeError, "max_iterations is 10.0; expected a whole number"),
    ],
)
def test_a_wrong_argument_of_a_fit_is_named_with_its_value(changes, error, message):
    arguments = {"features": [[0.0], [1.0], [2.0]], "labels": [0, 1, 0], "l2": 0.1} | changes
    with pytest.raises(error, match=re.escape(message)):
        fit_softmax_regression(**arguments)


@pytest.mark.parametrize("features", [[1.0, 2.0], [[1.0]], [[1.0, 2.0, 3.0]]])
def test_logits_of_features_of_another_shape(features):
    fit = fit_softmax_regression([[0.0, 1.0], [1.0, 1.0], [2.0, 0.0]], [0, 1, 0], l2=0.1)
    message = re.escape(f"features has shape {np.shape(features)}; expected (N, 2), as in the fit")
    with pytest.raises(ValueError, match=message):
        fit.logits(features)
