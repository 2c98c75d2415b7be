"""The explorer `logistic_fit`: its numbers against scikit-learn, finite differences and a count by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from helpers.datasets import load_penguins
from helpers.explorers import logistic_fit


def fitted():
    x, y, _, _ = logistic_fit.data()
    return LogisticRegression(C=np.inf, tol=1e-12, max_iter=1000).fit(x[:, None], y)


def test_the_data_are_the_body_masses_of_two_species_in_their_order():
    x, y, mean, deviation = logistic_fit.data()
    penguins = load_penguins()
    chosen = penguins.species != 1
    np.testing.assert_allclose(x * deviation + mean, penguins.features[chosen, 3] / 1000)
    np.testing.assert_array_equal(y, penguins.species[chosen] // 2)
    assert (len(y), y.sum()) == (274, 123)
    assert (x.mean(), x.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))


def test_the_star_stands_at_the_optimum():
    model = fitted()
    np.testing.assert_allclose(logistic_fit.OPTIMUM, [model.coef_[0, 0], model.intercept_[0]], atol=5e-5)
    assert np.abs(logistic_fit.compute(*logistic_fit.OPTIMUM, 1.0).slope).max() < 1e-5


@pytest.mark.parametrize(("w", "b"), [(0.0, 0.0), (2.0, -0.5), (-4.0, 5.0), (10.0, -5.0)])
def test_loss_slopes_and_counts(w, b):
    x, y, mean, deviation = logistic_fit.data()
    state = logistic_fit.compute(w, b, 1.0)
    p = 1 / (1 + np.exp(-(w * x + b)))
    assert state.loss == pytest.approx(log_loss(y, p))
    h = 1e-6
    moved = [(w + h, b), (w - h, b), (w, b + h), (w, b - h)]
    losses = [np.logaddexp(0, np.where(y, -1, 1) * (w_ * x + b_)).mean() for w_, b_ in moved]
    np.testing.assert_allclose(state.slope, np.subtract(losses[::2], losses[1::2]) / (2 * h), atol=1e-8)
    assert state.right == ((p > 0.5) == y).sum()
    if w:
        assert w * (state.boundary - mean) / deviation + b == pytest.approx(0)
    else:
        assert state.boundary is None


@pytest.mark.parametrize("count", logistic_fit.STEPS)
@pytest.mark.parametrize("rate", [1.0, 8.0])
def test_a_button_walks_along_the_path_shown_ahead(count, rate):
    panel = logistic_fit.explore()
    panel.controls["learning_rate"].value = rate
    ahead = logistic_fit.compute(**panel.values).path
    panel.buttons["1 step" if count == 1 else f"{count} steps"].click()
    np.testing.assert_allclose([panel.controls["w"].value, panel.controls["b"].value], ahead[count])


def test_the_loss_ahead_is_that_at_the_end_of_the_path():
    state = logistic_fit.compute(-4.0, 5.0, 8.0)
    assert state.ahead == pytest.approx(logistic_fit.compute(*state.path[25], 1.0).loss)
    assert len(state.path) == 26


def test_what_is_drawn_is_what_was_computed():
    panel = logistic_fit.explore()
    state = logistic_fit.compute(3.0, 1.0, 2.0)
    artists = panel._artists
    logistic_fit.draw(artists, state)
    assert artists["point"].get_xydata().tolist() == [[3.0, 1.0]]
    np.testing.assert_array_equal(artists["path"].get_xydata(), state.path)
    np.testing.assert_array_equal(artists["marks"].get_xydata(), state.path[[1, 5, 25]])
    np.testing.assert_array_equal(artists["curve"].get_ydata(), state.curve)
    crossing = np.interp(0.5, state.curve, artists["curve"].get_xdata())
    assert artists["boundary"].get_xdata()[0] == pytest.approx(crossing, abs=0.01)
    assert artists["boundary"].get_visible()
    assert f"{state.loss:.4f}" in artists["numbers"].get_text()


def test_without_a_boundary_the_words_say_so():
    assert "there is no boundary" in logistic_fit.describe(logistic_fit.compute(0.0, 1.0, 1.0))
    assert "there is no boundary" not in logistic_fit.describe(logistic_fit.compute(0.1, 1.0, 1.0))


@pytest.mark.parametrize(
    ("w", "b", "told"),
    [
        (0.0, 2.0, "there is no boundary."),
        (2.0, -0.5, "½ at 4.53 kg."),
        (1.0, -5.0, "½ at 8.49 kg, outside the picture."),
        (0.1, 5.0, "½ at no mass."),
    ],
)
def test_the_text_tells_where_the_boundary_is(w, b, told):
    assert told in logistic_fit.describe(logistic_fit.compute(w, b, 1.0))
