"""The verdicts of the explorer `float_range`: at which step a value is lost, against limits known from elsewhere."""

import itertools
import math

import mpmath
import numpy as np
import pytest

from helpers.explorers import float_range
from tests import ulps

NAIVE, SHIFTED, LOG, APART = float_range.FORMULAS
LIMITS = {"half": (24, 65504.0), "single": (149, 2.0**128), "double": (1074, 2.0**1023)}
"""Minus the binary exponent of the smallest number of each format, and its largest number, to three digits."""


@pytest.mark.parametrize(("precision", "largest"), [("half", 11), ("single", 88), ("double", 709)])
def test_the_naive_formula_overflows_beyond_the_limit_of_the_format(precision, largest):
    assert "exp: overflow to ∞" not in float_range.compute(largest, 0, precision, NAIVE).lost
    state = float_range.compute(largest + 1, 0, precision, NAIVE)
    assert state.lost[0] == "exp: overflow to ∞"
    assert state.lost[1:] == ("sum: ∞, so p = 0",) * 4
    assert np.isnan(state.result[0])
    assert np.isneginf(state.result[1:]).all()
    assert "overflow encountered in exp" in state.warned


@pytest.mark.parametrize(("precision", "gap"), [("half", 17.33), ("single", 103.98), ("double", 745.14)])
def test_the_shifted_formula_underflows_beyond_the_gap_of_the_format(precision, gap):
    scale = math.ceil(gap / 2)
    assert float_range.compute(scale, 0, precision, SHIFTED).lost[4] == "exp: underflow to 0"
    assert float_range.compute(scale - 2, 0, precision, SHIFTED).lost[4] != "exp: underflow to 0"
    assert float_range.compute(scale, 0, precision, LOG).lost[4] == ""


@pytest.mark.parametrize(("precision", "scale"), [("half", 16), ("single", 40), ("double", 100)])
def test_the_winner_is_lost_in_the_sum_unless_it_stands_apart(precision, scale):
    for formula in (SHIFTED, LOG):
        state = float_range.compute(scale, 0, precision, formula)
        assert state.lost[0] == "sum: 1 + rest rounds"
        assert state.result[0] == 0 > state.exact[0]
    assert float_range.compute(scale, 0, precision, APART).lost == ("",) * 5


@pytest.mark.parametrize(
    ("precision", "first", "zero", "right"),
    [("half", 9, 16, 35), ("single", 27, 34, 208), ("double", 65, 74, 801)],
)
def test_log_softmax_of_the_winner_goes_wrong_then_is_0_until_0_is_right(precision, first, zero, right):
    states = {scale: float_range.compute(scale, 0, precision, LOG) for scale in range(1, 801)}
    assert min(scale for scale, state in states.items() if state.lost[0]) == first
    assert all(not any(state.lost[1:]) for state in states.values())
    assert all((states[scale].result[0] == 0) == (scale >= zero) for scale in states)
    assert all(bool(states[scale].lost[0]) == (scale < right) for scale in states if scale >= zero)


def test_very_negative_logits_end_as_0_over_0_without_a_warning_of_exp():
    state = float_range.compute(10, -1000, "double", NAIVE)
    assert state.lost == ("exp: every term is 0, so 0/0",) * 5
    assert state.warned == ("invalid value encountered in divide",)
    assert float_range.compute(10, -1000, "double", SHIFTED).lost == ("",) * 5


def test_logits_so_low_that_every_exponential_is_subnormal_lose_digits_in_exp():
    state = float_range.compute(10, -750, "double", NAIVE)
    assert state.lost[:3] == ("exp: digits lost near 0",) * 2 + ("exp: underflow to 0",)


def test_a_large_offset_loses_the_input_and_no_formula_helps():
    for formula in (SHIFTED, LOG, APART):
        state = float_range.compute(49, 1000, "half", formula)
        assert "input: the logits were rounded" in state.lost
        assert "input: the logits were rounded" not in float_range.compute(49, 1000, "single", formula).lost


@pytest.mark.parametrize("scale", [0.0, 1.0, 60.0, 800.0])
def test_exact_is_exact(scale):
    state = float_range.compute(scale, 0, "double", LOG)
    assert ulps.ulps(state.exact, ulps.log_softmax(scale * float_range.SHAPE)) < 4


def test_the_zones_and_terms_are_drawn_where_they_belong():
    panel = float_range.explore()
    panel.controls["formula"].value = NAIVE
    artists = panel._artists
    for precision, (bits, top) in LIMITS.items():
        panel.controls["precision"].value = precision
        ends = [2 * math.sinh(x) for x in (artists["few digits"].get_x(), artists["inf"].get_x())]
        assert ends[0] == pytest.approx(-bits * math.log10(2), rel=1e-6)
        assert ends[1] == pytest.approx(math.log10(top), rel=2e-3)
    panel.controls["precision"].value = "single"
    points = {y: x for name in ("right", "lost") for x, y in artists[name].get_xydata()}
    for i, z in enumerate([60, 30, 0, -30, -60]):
        assert 2 * math.sinh(points[i]) == pytest.approx(float(mpmath.log10(mpmath.exp(z))), abs=1e-9)


def words(panel, name):
    return [text for *_, text in panel._artists[name].texts]


def test_a_lost_value_is_shown_with_the_exact_one():
    panel = float_range.explore()
    assert words(panel, "right words") == ["30 → −30, right", "0 → −60, right", "−30 → −90, right"]
    assert words(panel, "lost words")[2:] == ["−60 → −∞, not −120", "exp: underflow to 0"]
    assert words(panel, "head") == ["float32: shifted softmax, then log", "warned: divide by zero in log"]
    assert "E: logit −60, log p = −∞ (exact −120), lost at exp: underflow to 0" in panel.alt
    assert "3 of 5 are right" in panel.alt


def test_a_step_that_fails_is_named_once():
    panel = float_range.explore()
    panel.controls["formula"].value = NAIVE
    panel.controls["scale"].value = 100.0
    shown = "\n".join(words(panel, "lost words"))
    assert shown.count(", not −") == 5
    assert shown.count("exp: overflow to ∞") == shown.count("sum: ∞, so p = 0") == 1


LETTERS = "head", "zero name", "inf name", "right words", "lost words"


def boxes(panel):
    """The box of every piece of lettering, in dots."""
    found = {}
    for name in LETTERS:
        artist = panel._artists[name]
        texts = artist.texts
        for i, entry in enumerate(texts):
            artist.write([entry], align=0.5 if name.endswith("name") else 0.0)
            found[name, i, entry[2]] = artist.get_path().get_extents(artist.get_transform())
        artist.write(texts, align=0.5 if name.endswith("name") else 0.0)
    return found


@pytest.mark.parametrize("formula", float_range.FORMULAS)
@pytest.mark.parametrize("precision", float_range.FORMATS)
def test_texts_keep_inside_and_apart(formula, precision):
    panel = float_range.explore()
    frame = panel.fig.bbox
    for scale, c in itertools.product((0.0, 61.0, 799.0), (-1000.0, 0.0, 1000.0)):
        panel._set(lambda _, scale=scale, c=c: {"scale": scale, "c": c, "precision": precision, "formula": formula})
        assert panel.message.value == ""
        found = boxes(panel)
        for name, box in found.items():
            assert frame.x0 <= box.x0 <= box.x1 <= frame.x1, (scale, c, name)
            assert frame.y0 <= box.y0 <= box.y1 <= frame.y1, (scale, c, name)
        for (one, a), (other, b) in itertools.combinations(found.items(), 2):
            assert not a.overlaps(b), (scale, c, one, other)


def test_a_line_of_words_stands_beside_its_class():
    panel = float_range.explore()
    dots = {y: panel.fig.axes[0].transData.transform((0, y))[1] for y in range(5)}
    found = boxes(panel)
    for i, (name, k) in {1: ("right words", 0), 2: ("right words", 1), 3: ("right words", 2)}.items():
        box = next(box for (a, b, _), box in found.items() if (a, b) == (name, k))
        assert (box.y0 + box.y1) / 2 == pytest.approx(dots[i], abs=3)
    for i, first in {0: 0, 4: 2}.items():  # two lines: pairs centred at the class
        ends = [box for (name, k, _), box in found.items() if name == "lost words" and k in (first, first + 1)]
        assert (ends[0].y1 + ends[1].y0) / 2 == pytest.approx(dots[i], abs=3)
