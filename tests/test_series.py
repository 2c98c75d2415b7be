"""The series as a whole: one table of chapters, links between neighbours, an index, a glossary, symbols, minutes."""

import copy
from functools import partial

import pytest

from tests.tools import series
from tests.tools.cells import ROOT, notebook_paths, read_notebook, source

NOTEBOOKS = {path.name: read_notebook(path) for path in notebook_paths()}
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHECKS = [
    partial(series.check_tables, readme=README),
    series.check_navigation,
    series.check_minutes,
    series.check_index,
    series.check_glossary,
    series.check_symbols,
]


def name_of(check):
    return getattr(check, "func", check).__name__


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_series(check):
    assert check(NOTEBOOKS) == []


# Each check can fail: the series with one thing broken


def replaced(name, old, new):
    """Return the series with a text replaced in the first cell of a notebook that holds it."""
    broken = {key: copy.deepcopy(value) if key == name else value for key, value in NOTEBOOKS.items()}
    cell = next(cell for cell in broken[name]["cells"] if cell["cell_type"] == "markdown" and old in source(cell))
    cell["source"] = source(cell).replace(old, new)
    return broken


def without(name):
    """Return the series with one notebook left out."""
    return {key: value for key, value in NOTEBOOKS.items() if key != name}


def moved_to_the_front(first, second):
    """Return the series with two notebooks before all others."""
    return {first: NOTEBOOKS[first], second: NOTEBOOKS[second], **NOTEBOOKS}


START, SIGMOID, CODE = "00_start_here.ipynb", "04_sigmoid.ipynb", "12_your_own_code.ipynb"


@pytest.mark.parametrize(
    ("check", "breaking", "told"),
    [
        (CHECKS[0], partial(replaced, SIGMOID, "# 04 Turn", "# 04 Turns"), "README.md lacks the row [04 Turns scores"),
        (
            CHECKS[0],
            partial(replaced, SIGMOID, "**Why this S-curve", "**Why that S-curve"),
            "lacks the row [04 Turn scores",
        ),
        (CHECKS[0], partial(without, CODE), "README.md has the row [12"),
        (
            CHECKS[0],
            partial(replaced, START, "| Why this S-curve", "| Why that S-curve"),
            "00_start_here.ipynb has the row [04",
        ),
        (
            CHECKS[0],
            partial(moved_to_the_front, START, SIGMOID),
            "README.md lists the chapters in another order",
        ),
        (
            CHECKS[1],
            partial(replaced, SIGMOID, "Next: [05 Fit", "Next: [05 fit"),
            "the head of 04_sigmoid.ipynb lacks 'Next: [05",
        ),
        (CHECKS[1], partial(without, "05_logistic_regression.ipynb"), "the foot of 04_sigmoid.ipynb lacks 'Next: [06"),
        (
            CHECKS[1],
            partial(replaced, SIGMOID, "00.3-Where", "00.3-where"),
            "the head of 04_sigmoid.ipynb lacks '00_start_here",
        ),
        (
            CHECKS[2],
            partial(replaced, SIGMOID, "Time: about 60", "Time: about 75"),
            "04_sigmoid.ipynb states 'Time: about 75",
        ),
        (CHECKS[2], partial(replaced, SIGMOID, "Time: about 60", "Time: 60"), "04_sigmoid.ipynb states 'no time'"),
        (
            CHECKS[2],
            partial(replaced, SIGMOID, "\n\nYou need", "\n\n" + "word " * 900 + "\n\nYou need"),
            "asks for 65 minutes",
        ),
        (
            CHECKS[3],
            partial(replaced, START, "| What is a likelihood? |", "| Why the minus sign? |"),
            "the index asks twice",
        ),
        (CHECKS[3], partial(replaced, START, "#01.2-Whom-do", "#01.3-Whom-do"), "to 01.2, but its link leads to"),
        (
            CHECKS[3],
            partial(replaced, START, "[01.2](01_likelihood.ipynb#01.2-Whom", "[01.3](01_likelihood.ipynb#01.2-Whom"),
            "to 01.3, but its link leads to",
        ),
        (
            CHECKS[3],
            partial(replaced, START, "00.7 Which section answers your question?", "00.7 Questions"),
            "0 questions",
        ),
        (
            CHECKS[3],
            partial(replaced, START, "](06_saturation.ipynb#", "](05_x.ipynb#"),
            "leads into 06_saturation.ipynb",
        ),
        (CHECKS[4], partial(replaced, CODE, series.GLOSSARY_HEADING, "Words"), "0 sections are called"),
        (CHECKS[4], partial(replaced, CODE, "| odds |", "| chances |"), "the glossary lacks 'odds'"),
        (
            CHECKS[5],
            partial(replaced, SIGMOID, "$$\\sigma(z) = ", "$$\\omega\\, \\sigma(z) = "),
            r"uses \omega unexplained",
        ),
        (CHECKS[5], partial(replaced, START, "and $H(p, q)$ is", "and it is"), "equation (00.1) uses H unexplained"),
    ],
)
def test_a_broken_series_is_told(check, breaking, told):
    assert any(told in complaint for complaint in check(breaking()))


def test_a_glossary_entry_without_a_link_is_told():
    lines = series.section_text(NOTEBOOKS[CODE], series.GLOSSARY_HEADING).splitlines()
    row = next(line for line in lines if series.plain(line.split("|")[1].strip() if "|" in line else "") == "nat")
    broken = replaced(CODE, row, "| nat | the unit of the natural logarithm |")
    assert series.check_glossary(broken) == ["the glossary links no section for 'nat'"]


@pytest.mark.parametrize(
    ("tex", "found"),
    [
        (r"\hat y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", {r"\haty", "i", "e", "z", "j"}),
        (r"\hat{y} \tag{07.1}", {r"\haty"}),
        (r"\theta \log \mathrm{odds}_A \text{ of } x", {r"\theta", "A", "x"}),
        (r"\begin{aligned} a &= \sigma(b) \end{aligned}", {"a", r"\sigma", "b"}),
    ],
)
def test_symbols_of_a_formula(tex, found):
    assert series.symbols(tex) == found
