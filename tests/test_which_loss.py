"""The explorer of chapter 12: nine pairs of what is passed and what is expected, by hand."""

import math

import numpy as np
import pytest

from helpers.explorers import which_loss
from helpers.explorers.which_loss import KINDS, NOTICE, compute

E = [math.e**2, math.e, 1.0]
Q = [e / sum(E) for e in E]
LOSS = -math.log(Q[0])
NAN = math.nan
BY_HAND = {
    ("logits", "logits"): LOSS,
    ("logits", "probabilities"): -math.log(2),
    ("logits", "log-probabilities"): -2.0,
    ("probabilities", "logits"): math.log(sum(math.exp(q) for q in Q)) - Q[0],
    ("probabilities", "probabilities"): LOSS,
    ("probabilities", "log-probabilities"): -Q[0],
    ("log-probabilities", "logits"): LOSS,
    ("log-probabilities", "probabilities"): NAN,
    ("log-probabilities", "log-probabilities"): LOSS,
}
every_pair = pytest.mark.parametrize(("passed", "expects"), BY_HAND)


@every_pair
def test_what_comes_out(passed, expects):
    state = compute(passed, expects, 2.0, 1.0)
    assert state.got == pytest.approx(BY_HAND[passed, expects], rel=1e-12, nan_ok=True)
    assert state.right == pytest.approx(LOSS, rel=1e-12)


@every_pair
def test_the_words_say_right_where_it_is(passed, expects):
    said = NOTICE[passed, expects]
    right = BY_HAND[passed, expects] == LOSS
    assert said.startswith(("Right", "Not wrong")) == right
    assert said.startswith("How to notice: ") != right


def test_the_floor_that_is_told_holds_at_every_setting():
    assert "0.5514" in NOTICE["probabilities", "logits"]
    assert round(math.log(1 + 2 / math.e), 4) == 0.5514
    for other in (-8.0, 0.0, 8.0):
        curve = compute("probabilities", "logits", 0.0, other).got_curve
        assert (curve > math.log(1 + 2 / math.e)).all()
        picked = compute("probabilities", "log-probabilities", 0.0, other).got_curve
        assert ((picked >= -1) & (picked <= 0)).all()


def test_a_logit_of_0_or_below_has_no_logarithm():
    assert compute("logits", "probabilities", 0.0, 1.0).got == math.inf
    assert math.isnan(compute("logits", "probabilities", -0.5, 1.0).got)
    assert np.isnan(compute("log-probabilities", "probabilities", 0.0, 1.0).got_curve).all()


def test_the_sliders_show_the_kinds_as_words():
    controls = which_loss.explore().controls
    for name, words in [("passed", "passed"), ("expects", "wanted")]:
        assert controls[name].description == words
        assert controls[name].options == KINDS


def test_every_action_is_a_pair_of_kinds():
    panel = which_loss.explore()
    for label, pair in [
        ("CrossEntropyLoss()(softmax(z), y)", ("probabilities", "logits")),
        ("NLLLoss()(z, y)", ("logits", "log-probabilities")),
        ("NLLLoss()(softmax(z), y)", ("probabilities", "log-probabilities")),
        ("-np.log(z[y])", ("logits", "probabilities")),
    ]:
        panel.buttons[label].click()
        assert (panel.controls["passed"].value, panel.controls["expects"].value) == pair
