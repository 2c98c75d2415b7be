"""The explorer `temperature`: its numbers against scikit-learn, and what a temperature may and may not change."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss

from helpers.explorers import temperature
from helpers.numerics import softmax


@pytest.fixture(params=[temperature.WEAK, temperature.STRONG], ids=["weak", "strong"])
def model(request):
    return temperature.model(request.param)


def nll(z, y, log_temperature):
    p = softmax(z / 2**log_temperature)
    return -np.log(np.clip(p[np.arange(len(y)), y], 1e-300, None)).mean()


def test_the_parts_are_disjoint_and_hold_all_images_but_the_training(model):
    held_out, test = model.held_out[0], model.test[0]
    assert len(held_out) == temperature.HELD_OUT
    assert len(held_out) + len(test) == 1797 - temperature.TRAINING
    rows = {row.tobytes() for row in held_out}
    assert sum(row.tobytes() in rows for row in test) == 0


def test_the_best_temperature_is_the_one_that_a_search_finds(model):
    found = minimize_scalar(
        lambda t: nll(*model.held_out, t), bounds=(-3, 4), method="bounded", options={"xatol": 1e-9}
    )
    assert model.best == pytest.approx(found.x, abs=1e-5)
    assert model.curve.min() == pytest.approx(found.fun, abs=1e-4)
    assert model.curve.min() >= found.fun


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("log_temperature", [-3.0, 0.0, 1.5, 4.0])
def test_losses_and_groups_agree_with_scikit_learn(strong, log_temperature):
    state = temperature.compute(log_temperature, 10, strong)
    model = temperature.model(temperature.STRONG if strong else temperature.WEAK)
    for loss, (z, y) in [(state.held_out_loss, model.held_out), (state.test_loss, model.test)]:
        assert loss == pytest.approx(nll(z, y, log_temperature), rel=1e-9)
    z, y = model.test
    p = softmax(z / 2**log_temperature)
    if log_temperature >= 0:  # below, some probabilities are so small that scikit-learn clips them
        assert state.test_loss == pytest.approx(log_loss(y, p), rel=1e-6)
    share, mean = calibration_curve(z.argmax(axis=1) == y, p.max(axis=1), n_bins=10)
    np.testing.assert_allclose(state.share, share)
    np.testing.assert_allclose(state.confidence, mean)
    n = state.counts[state.counts > 0]
    assert n.sum() == len(y)
    assert state.calibration_error == pytest.approx((n * np.abs(share - mean)).sum() / len(y))
    np.testing.assert_allclose(state.error**2 * n, mean * (1 - mean))


def test_a_temperature_leaves_the_accuracy_alone_and_moves_the_confidence():
    states = [temperature.compute(t, 10, False) for t in (-3.0, 0.0, 4.0)]
    assert len({state.accuracy for state in states}) == 1
    confidence = [state.mean_confidence for state in states]
    assert confidence == sorted(confidence, reverse=True)


def test_one_model_is_too_sure_and_the_other_too_modest():
    weak, strong = (temperature.compute(0.0, 10, strong) for strong in (False, True))
    assert weak.mean_confidence > weak.accuracy
    assert weak.best > 0
    assert strong.mean_confidence < strong.accuracy
    assert strong.best < 0


@pytest.mark.parametrize("strong", [False, True])
def test_the_button_leads_to_the_best_temperature_of_the_model_that_is_shown(strong):
    panel = temperature.explore()
    panel.controls["strong"].value = strong
    panel.buttons["Smallest held-out NLL"].click()
    expected = temperature.model(temperature.STRONG if strong else temperature.WEAK).best
    assert panel.controls["log_temperature"].value == expected
