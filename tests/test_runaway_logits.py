"""The runs of the explorer `runaway_logits`: against runs that take every step, and against scikit-learn's minimum."""

import math

import numpy as np
import pytest

from helpers.explorers import runaway_logits
from helpers.losses import binary_nll, binary_nll_grad
from helpers.training import gradient_descent


def every_step(state):
    """The weights after all steps of the setting, by the helper for training."""
    x, y = runaway_logits.X, runaway_logits.labels(state.flipped)

    def gradient(w):
        return binary_nll_grad(x @ w, y) @ x / len(x) + state.penalty * w

    return gradient_descent(gradient, [0, 0], learning_rate=state.learning_rate, steps=state.steps)[-1]


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("log_penalty", [-6.0, -4.0, -2.0, -0.5])
@pytest.mark.parametrize("log_rate", [-2.0, -0.75, 0.0, 0.25])
@pytest.mark.parametrize("log_steps", [0.0, 1.0, 2.25, 3.25])
def test_batches_of_steps_lead_where_single_steps_lead(flipped, log_penalty, log_rate, log_steps):
    state = runaway_logits.compute(flipped, log_penalty, log_rate, log_steps)
    end = every_step(state)
    if state.run.outcome == "restless":
        assert math.dist(end, runaway_logits.minimum(flipped, state.penalty)) > 0.05
        return
    assert state.run.steps[-1] == state.steps
    assert math.dist(state.run.weights[-1], end) < 0.01 * np.linalg.norm(end)
    if log_steps == 3.25:
        assert math.dist(state.run.weights[-1], end) < 0.005 * np.linalg.norm(end) + 0.002


@pytest.mark.parametrize(("flipped", "penalty"), [(True, 0.0), (True, 0.01), (False, 1e-5), (False, 0.1), (False, 1.0)])
def test_the_minimum_is_that_of_scikit_learn(flipped, penalty):
    linear_model = pytest.importorskip("sklearn.linear_model")
    strength = np.inf if penalty == 0 else 1 / (penalty * len(runaway_logits.X))
    model = linear_model.LogisticRegression(C=strength, fit_intercept=False, tol=1e-10, max_iter=10_000)
    model.fit(runaway_logits.X, runaway_logits.labels(flipped))
    np.testing.assert_allclose(runaway_logits.minimum(flipped, penalty), model.coef_[0], rtol=1e-4)


def test_without_flip_and_penalty_there_is_no_minimum_and_the_length_is_logarithmic():
    assert runaway_logits.minimum(False, 0.0) is None
    lengths = [runaway_logits.compute(False, -6.0, 0.0, decade).length for decade in (4.0, 5.0, 6.0)]
    assert lengths[-1] == pytest.approx(12.669, abs=0.01)  # a million single steps
    np.testing.assert_allclose(np.diff(lengths) * runaway_logits.MARGIN, math.log(10), rtol=0.01)


def test_the_margin_and_its_direction_are_the_largest():
    u, (p, q) = runaway_logits.turned(False), runaway_logits.DIRECTION
    assert math.hypot(p, q) == 1
    assert (u @ [p, q]).min() == pytest.approx(runaway_logits.MARGIN)
    angles = np.linspace(0, 2 * np.pi, 5001)
    assert (u @ [np.cos(angles), np.sin(angles)]).min(axis=0).max() <= runaway_logits.MARGIN + 1e-9


@pytest.mark.parametrize("flipped", [False, True])
def test_a_penalty_with_too_long_steps_diverges_and_says_so(flipped):
    state = runaway_logits.compute(flipped, 0.0, 0.5, 4.0)
    assert state.run.outcome == "diverged"
    assert np.linalg.norm(every_step(runaway_logits.compute(flipped, 0.0, 0.5, 1.5))) > 1e4
    assert "Diverged: ‖w‖ is above 10000 at step" in runaway_logits.describe(state)
    assert "η λ = 3.16 exceeds 2" in runaway_logits.describe(state)


def test_steps_that_jump_over_the_minimum_are_called_so():
    state = runaway_logits.compute(True, -6.0, 1.0, 4.0)
    assert state.run.outcome == "restless"
    assert f"shown: the first {runaway_logits.MOST_JUMPS} steps" in runaway_logits.describe(state)


@pytest.mark.parametrize("flipped", [False, True])
def test_the_words_hold_the_numbers_of_the_weights(flipped):
    state = runaway_logits.compute(flipped, -3.0, 0.0, 3.0)
    w, y = state.run.weights[-1], runaway_logits.labels(flipped)
    assert y[runaway_logits.FLIPPED] == (0 if flipped else 1)
    z = runaway_logits.X @ w
    loss = binary_nll(z, y).mean()
    words = runaway_logits.describe(state)
    assert f"‖w‖ = {math.hypot(*w):.3f}, smallest w·u = {min((2 * y - 1) * z):.3f}, loss = {loss:.3g} nats" in words
    angle = math.degrees(abs(math.atan2(w[1], w[0]) - math.atan2(0.8, 0.6)))
    assert (f"is {angle:.1f}° off" in words) == (not flipped)


def test_the_drawing_follows_the_state():
    panel = runaway_logits.explore()
    panel.controls["log_steps"].value = 2.0
    state = runaway_logits.compute(**panel.values)
    artists = panel._artists
    (a, b), (xs, ys) = state.run.weights[-1], artists["boundary"].get_data()
    np.testing.assert_allclose(np.array([xs, ys]).T @ [a, b], 0, atol=1e-9)
    assert artists["now"].get_xydata() == pytest.approx(np.array([[100, state.length]]))
    assert artists["path"].get_xydata()[-1] == pytest.approx([100, state.length])
    assert artists["minimum"].get_ydata()[0] == pytest.approx(state.minimum)
    x, y = artists["theory"].get_data()
    np.testing.assert_allclose(y, np.log(x))  # η = 1, γ = 1
    shown = [artists[name].get_visible() for name in ("as 1", "as 0", "ring", "band")]
    assert shown == [True, False, False, True]
    panel.controls["flipped"].value = True
    shown = [artists[name].get_visible() for name in ("as 1", "as 0", "ring", "band")]
    assert shown == [False, True, True, False]
