"""The runs of the explorer `saturation_race`: against the helper for training, and against counts known in advance."""

import numpy as np
import pytest

from helpers.explorers import saturation_race
from helpers.losses import binary_nll_grad, squared_error_grad
from helpers.training import gradient_descent


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("learning_rate", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("start", [-12.0, -6.0, 0.0, 5.0, 12.0])
def test_the_paths_are_those_of_gradient_descent(start, learning_rate, label):
    state = saturation_race.compute(start, learning_rate, label, 200)
    for run, gradient in [(state.nll, binary_nll_grad), (state.squared, squared_error_grad)]:
        path = gradient_descent(lambda z, g=gradient: g(z, label), start, learning_rate=learning_rate, steps=200)
        np.testing.assert_allclose(run.path, path, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("start", "nll", "squared"), [(-4.0, 5, 36), (-6.0, 7, 214), (-8.0, 9, 1507)])
@pytest.mark.parametrize("label", [0, 1])
def test_steps_until_one_half(start, nll, squared, label):
    wrong = start if label else -start
    state = saturation_race.compute(wrong, 1.0, label, 2000)
    assert (state.nll.needed, state.squared.needed) == (nll, squared)
    short = saturation_race.compute(wrong, 1.0, label, squared - 1)
    assert (short.nll.needed, short.squared.needed) == (nll, None)


@pytest.mark.parametrize(("start", "label"), [(3.0, 1), (-3.0, 0), (0.0, 1), (0.0, 0)])
def test_a_start_that_is_not_wrong_needs_no_step(start, label):
    state = saturation_race.compute(start, 1.0, label, 10)
    assert state.nll.needed == state.squared.needed == 0
    words = saturation_race.describe(state)
    assert words.count("needs no step to ŷ = ½") == 2
    assert ("undecided" if start == 0 else "on the right side") in words


def test_words_of_a_start_that_is_too_far_away():
    words = saturation_race.describe(saturation_race.compute(-12.0, 1.0, 1, 2000))
    assert "NLL: ŷ = ½ after 13 steps" in words
    assert "Squared error: ŷ = ½ not within 2000 steps" in words
    assert "on the wrong side" in words


def test_nothing_is_drawn_outside_the_axes():
    for label in (0, 1):
        for start in np.arange(-12, 12.5, 0.5):
            for learning_rate in (0.1, 1.0, 10.0):
                state = saturation_race.compute(float(start), learning_rate, label, 2000)
                for run in (state.nll, state.squared):
                    assert np.abs(run.path).max() < 13
                assert max(state.nll.losses) < 13
