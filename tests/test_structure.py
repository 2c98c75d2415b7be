"""The form of the series: every notebook, every page and every module keeps it, and every check can fail."""

import copy
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.tools import structure
from tests.tools.cells import NOTEBOOKS, ROOT, headings, notebook_paths, read_notebook, solutions, source
from tests.tools.reference import pinned

HELPERS = ROOT / "helpers"
PAGES = ("README.md", "CONTRIBUTING.md")
by_name = {"ids": lambda value: getattr(value, "name", None) or getattr(value, "__name__", None)}


def markdown(path: Path) -> str:
    """Return the Markdown of a page, or of all cells of a notebook."""
    if path.suffix == ".ipynb":
        found = [source(cell) for cell in read_notebook(path)["cells"] if cell["cell_type"] == "markdown"]
        return "\n\n".join(found)
    return path.read_text(encoding="utf-8")


def modules() -> list[str]:
    paths = [path.relative_to(HELPERS) for path in HELPERS.rglob("*.py")]
    names = [".".join(path.with_suffix("").parts) for path in sorted(paths)]
    return [name for name in names if name != "__init__"]


def documents() -> list[Path]:
    return [*notebook_paths(), *(ROOT / name for name in PAGES)]


# The repository


@pytest.mark.parametrize("check", structure.NOTEBOOK_CHECKS, **by_name)
@pytest.mark.parametrize("path", notebook_paths(), **by_name)
def test_notebook(path, check):
    assert check(read_notebook(path)) == []


@pytest.mark.parametrize("path", documents(), **by_name)
def test_links_lead_somewhere(path):
    assert structure.broken_links(markdown(path), path) == []


@pytest.mark.parametrize("name", PAGES)
def test_pictures_of_pages_have_words(name):
    assert structure.pictures_without_words((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("module", modules())
def test_layers(module):
    code = (HELPERS / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
    assert structure.check_layers(module, code) == []


@pytest.mark.parametrize("module", modules())
def test_no_module_silences_warnings(module):
    code = (HELPERS / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
    assert structure.silenced_warnings(code) == []


def test_figures_pair_up_and_are_shown():
    names = {path.name for path in (ROOT / "figures").iterdir() if path.is_file()}
    assert structure.check_figures(names, {path.name: markdown(path) for path in documents()}) == []


def test_notebooks_are_numbered_from_00():
    assert structure.check_numbering([path.name for path in NOTEBOOKS.glob("*.ipynb")]) == []


def test_readme_lists_every_notebook():
    listed = set(re.findall(r"^\|.*\]\((notebooks/[^)#]+\.ipynb)\)", markdown(ROOT / "README.md"), re.MULTILINE))
    assert listed == {path.relative_to(ROOT).as_posix() for path in notebook_paths()}


def test_every_claim_has_a_home():
    titles = {path.name[:2]: [title for _, title in headings(read_notebook(path))] for path in notebook_paths()}
    assert structure.check_claims(markdown(ROOT / "CONTRIBUTING.md"), titles) == []


def test_no_file_speaks_of_one_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if listed.returncode:
        pytest.skip("this copy of the project is no git repository, so its own files are not known")
    own = {Path("tests/tools/structure.py"), Path("tests/test_structure.py")}  # they hold the words that they look for
    found = []
    for name in listed.stdout.strip("\0").split("\0"):
        if Path(name) in own or not (ROOT / name).is_file():
            continue
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1):
            found += [f"{name}, line {number}: {word}" for word in structure.MACHINE_WORDS.findall(line)]
    assert found == []


def test_pins_lie_in_the_ranges_of_the_package():
    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ranges = re.findall(r'"(\w+)>=([\d.]+),<(\d+)"', re.search(r"^dependencies = .*$", metadata, re.MULTILINE)[0])
    assert {name for name, _, _ in ranges} == {"numpy", "matplotlib", "ipywidgets"}
    if pinned("numpy") is None:
        pytest.skip("the pins were taken away, to try the newest versions")
    for name, low, high in ranges:
        version = [int(part) for part in pinned(name).split(".")]
        assert [int(part) for part in low.split(".")] <= version < [int(high)]


# Each check can fail: a small notebook in good order, and one broken sample or more for each check


def md(text):
    return {"cell_type": "markdown", "id": "m", "metadata": {}, "source": text}


def code(text, count, outputs=(), tags=()):
    metadata = {"tags": list(tags)} if tags else {}
    cell = {"cell_type": "code", "id": "c", "metadata": metadata, "source": text}
    return {**cell, "execution_count": count, "outputs": list(outputs)}


SOLUTION = """\
<details><summary>Hint</summary>

Look at the sign.

</details>
<details><summary>Solution</summary>

```python
def double(x):
    return 2 * x
```

</details>"""
PICTURE = {
    "output_type": "display_data",
    "metadata": {},
    "data": {"text/html": '<img alt="A line." src="data:image/png;base64,AAAA">', "text/plain": "A line."},
}
GOOD = {
    "cells": [
        md("# 07 Double a number\n\nWhat is 2x?"),
        code("import math\n\ncount = 3", 1),
        md("## 07.1 The sum\n\n$$2x = x + x \\tag{07.1}$$\n\n![a line](line.svg)"),
        code("x = 3\nassert 2 * x == x + x  # (07.1)", 2, [PICTURE]),
        md("## 07.2 The product\n\n### Why\n\n$$a = b \\tag{07.2}$$"),
        code("y = math.pi\n# (07.2)\nassert math.isclose(y / y, 1)", 3),
        md("## Exercises\n\n### Exercise 07.1 Double it"),
        code("def double(x):\n    ...", 4),
        code("checks.double(double)", 5),
        md(SOLUTION),
        md("## 07.3 Traps"),
        *[md(f"## {name}") for name in structure.CHAPTER_SECTIONS[2:]],
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.mark.parametrize("check", structure.NOTEBOOK_CHECKS, **by_name)
def test_good_notebook_passes(check):
    assert check(GOOD) == []


def changed(position, **parts):
    """Return the good notebook with parts of one cell replaced."""
    notebook = copy.deepcopy(GOOD)
    notebook["cells"][position].update(parts)
    return notebook


def with_output(**output):
    return changed(3, outputs=[output])


LONG = "\n".join(f"x{k} = {k}" for k in range(structure.MAX_LINES + 1))
BROKEN = [
    (structure.check_execution, changed(3, execution_count=None), "execution count None, expected 2"),
    (structure.check_execution, changed(5, execution_count=2), "execution count 2, expected 3"),
    (structure.check_execution, changed(3, source=" \n"), "cell 3 is empty"),
    (structure.check_errors, with_output(output_type="error", ename="ValueError"), "cell 3 shows 'ValueError'"),
    (structure.check_errors, with_output(output_type="stream", name="stderr", text="RuntimeWarning"), "RuntimeWarning"),
    (structure.check_cell_length, changed(3, source=LONG), "cell 3 has 13 lines of code, more than 12"),
    (structure.check_cell_length, changed(3, metadata={"tags": ["figure"]}), "draws none"),
    (
        structure.check_cell_length,
        changed(3, source="with figure():\n" + "    pass\n" * 24, metadata={"tags": ["figure"]}),
        "25 lines of code, more than 24",
    ),
    (structure.check_code_habits, changed(3, source="%matplotlib inline"), "not plain Python: %matplotlib"),
    (structure.check_code_habits, changed(3, source="!ls"), "not plain Python: !ls"),
    (structure.check_code_habits, changed(3, source="ax.plot(x);"), "ends a line with `;`"),
    (structure.check_code_habits, changed(3, source="warnings.filterwarnings('ignore')"), "silences warnings"),
    (structure.check_code_habits, changed(3, source="simplefilter(action='ignore')"), "silences warnings"),
    (structure.check_code_habits, changed(3, source="with np.errstate(over='ignore'):\n    pass"), "silences warnings"),
    (structure.check_code_habits, changed(3, source="np.seterr(all='ignore')"), "silences warnings"),
    (structure.check_code_habits, changed(3, source="with suppress(RuntimeWarning):\n    pass"), "silences warnings"),
    (structure.check_lead_in, changed(2, **code("x = 1", 2)), "follows a code cell without a word"),
    (structure.check_headings, changed(0, source="What is 2x?"), "not exactly one title"),
    (structure.check_headings, changed(4, source="# 08 Another title"), "not exactly one title"),
    (structure.check_headings, changed(0, source="# Double"), "does not read `# NN Title`"),
    (structure.check_headings, changed(4, source="## 07.3 The product"), "should be number 07.2"),
    (structure.check_headings, changed(4, source="## 7.2 The product"), "should be number 07.2"),
    (structure.check_headings, changed(4, source="#### Why"), "has level 4 right below level 2"),
    (structure.check_chapter_sections, changed(10, source="## Trap"), "the closing sections are"),
    (structure.check_equations, changed(3, source="assert x == 1"), "equation (07.1) in cell 2 is not asserted"),
    (structure.check_equations, changed(3, source="x = 3  # (07.1)"), "the comment (07.1) stands at no assert"),
    (
        structure.check_equations,
        changed(3, source='assert x == "# (07.1)"'),
        "equation (07.1) in cell 2 is not asserted",
    ),
    (
        structure.check_equations,
        changed(5, source="assert x == 2  # (07.2), (07.3)"),
        "no equation above has this number",
    ),
    (structure.check_equations, changed(3, source="assert x == 2  # (07.2)"), "no equation above has this number"),
    (structure.check_equations, changed(2, source="## 07.1 A\n\n$$a \\tag{07.2}$$"), "should be number (07.1)"),
    (structure.check_asserts, changed(3, source="assert True  # (07.1)"), "looks at no value"),
    (structure.check_asserts, changed(3, source="assert x == x"), "compares a thing with itself"),
    (structure.check_asserts, changed(3, source="assert np.isclose(f(x), f(x))"), "compares a thing with itself"),
    (structure.check_exercises, changed(6, source="### Exercise 07.2 Double it"), "should be number 07.1"),
    (structure.check_exercises, changed(8, source="print(double(2))"), "calls no checks"),
    (structure.check_exercises, changed(9, source=SOLUTION.replace("Hint", "Help")), "summary `Hint`"),
    (structure.check_exercises, changed(9, source=SOLUTION.replace("```python", "```")), "summary `Solution`"),
    (structure.check_pictures, changed(2, source="![](line.svg)"), "has no alt text"),
    (structure.check_pictures, changed(2, source='<img src="line.svg">'), "<img> has no text alternative"),
    (
        structure.check_pictures,
        with_output(output_type="display_data", data={"text/html": '<img alt=" " src="data:">'}),
        "<img> has no text alternative",
    ),
    (
        structure.check_pictures,
        with_output(output_type="display_data", data={"text/html": '<svg role="img"></svg>'}),
        "<svg> has no text alternative",
    ),
    (structure.check_pictures, with_output(output_type="display_data", data={"image/png": "AAAA"}), "bare image/png"),
]


@pytest.mark.parametrize(("check", "notebook", "told"), BROKEN)
def test_broken_notebook_is_told(check, notebook, told):
    assert any(told in complaint for complaint in check(notebook)), check(notebook)


def test_every_notebook_check_has_a_broken_sample():
    assert {check for check, _, _ in BROKEN} == set(structure.NOTEBOOK_CHECKS)


def test_assert_in_the_next_section_comes_too_late():
    notebook = copy.deepcopy(GOOD)
    notebook["cells"][3]["source"] = "x = 3"
    notebook["cells"][5]["source"] += "\nassert x == 3  # (07.1)"
    assert structure.check_equations(notebook) == [
        "equation (07.1) in cell 2 is not asserted before the equations of the next section"
    ]


def test_a_docstring_and_comments_are_no_lines_of_code():
    text = (
        '"""Not the docstring of a function."""\n\ndef f():\n    """Two\n    lines."""\n    # a comment\n    return 1'
    )
    assert structure.code_lines(text) == {1, 3, 7}


def test_solutions_are_read():
    assert solutions(GOOD) == {"07.1": "def double(x):\n    return 2 * x\n"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a](none.md)", "there is no file none.md"),
        ("[a](page.md#no-such)", "no heading with the anchor #no-such"),
        ("[a](page.md#What-is-it)", "no heading with the anchor #What-is-it"),
        ("[a](07.ipynb#07.1-the-sum)", "no heading with the anchor #07.1-the-sum"),
        ('<img alt="a" src="none.svg">', "there is no file none.svg"),
        ("![a](none.svg)", "there is no file none.svg"),
        ("[a]: none.md", "there is no file none.md"),
        ("[a](#none)", "no heading with the anchor #none"),
    ],
)
def test_broken_links_are_told(tmp_path, text, told):
    page = write_documents(tmp_path)
    (complaint,) = structure.broken_links(text, page)
    assert told in complaint


@pytest.mark.parametrize(
    "text",
    [
        "[a](page.md)",
        "[a](page.md#what-is-it)",
        "[a](07.ipynb#07.1-The-sum)",
        "[a](#what-is-it)",
        "[a](https://example.org/none)",
        "`[a](none.md)` and $E[f](x)$",
        "```\n[a](none.md)\n```",
    ],
)
def test_good_links_pass(tmp_path, text):
    assert structure.broken_links(text, write_documents(tmp_path)) == []


def write_documents(folder):
    (folder / "07.ipynb").write_text(json.dumps(GOOD), encoding="utf-8")
    page = folder / "page.md"
    page.write_text("# What *is* it?\n", encoding="utf-8")
    return page


@pytest.mark.parametrize(
    ("module", "text", "told"),
    [
        ("numerics", "from helpers.losses import binary_nll", "does not lie below it"),
        ("losses", "from helpers import training", "does not lie below it"),
        ("losses", "from .plotting import figure", "does not lie below it"),
        ("explorers.coin", "from helpers.explorers.dice import compute", "does not lie below it"),
        ("explorers.coin", "from . import dice", "does not lie below it"),
        ("explorers.coin", "from helpers.checks import chapter_01", "does not lie below it"),
        ("numerics", "import matplotlib", "imports matplotlib, which only"),
        ("plotting", "import ipywidgets as widgets", "imports ipywidgets, which only"),
        ("checks.chapter_01", "import ipywidgets", "imports ipywidgets, which only"),
        ("numerics", "import scipy.special", "which the course does not install"),
        ("panel", "from tests.tools import cells", "which the course does not install"),
        ("plotting", "import matplotlib.pyplot as plt", "imports pyplot"),
        ("novelties", "", "has no place in the layers"),
    ],
)
def test_upward_import_is_told(module, text, told):
    (complaint,) = structure.check_layers(module, text)
    assert told in complaint


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("numerics", "import math\nimport numpy as np\nfrom helpers._validation import as_float"),
        ("checks.chapter_01", "from helpers.checks.machinery import check\nfrom . import machinery"),
        ("explorers.coin", "import ipywidgets\nfrom helpers import panel, plotting\nfrom ..panel import slider"),
    ],
)
def test_downward_import_passes(module, text):
    assert structure.check_layers(module, text) == []


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"a.py"}, ["figures/a.py has no picture beside it"]),
        ({"a.svg"}, ["figures/a.svg has no script beside it"]),
        ({"a.py", "a.svg", "b.py", "b.svg"}, ["figures/b.svg is shown nowhere"]),
        ({"a.py", "a.svg", "a.png"}, ["figures/a.png is neither a script nor a picture"]),
        ({"a.py", "a.svg"}, []),
    ],
)
def test_orphan_figures_are_told(names, told):
    assert structure.check_figures(names, {"README.md": "![A line](figures/a.svg)"}) == told


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["00_a.ipynb", "02_b.ipynb"], ["the notebooks are numbered ['00', '02'], expected ['00', '01']"]),
        (["00_a.ipynb", "00_b.ipynb"], ["the notebooks are numbered ['00', '00'], expected ['00', '01']"]),
        (["00-A.ipynb"], ["00-A.ipynb is not of the form NN_words.ipynb"]),
        (["00_a.ipynb", "01_b_c.ipynb"], []),
    ],
)
def test_gaps_in_the_numbering_are_told(names, told):
    assert structure.check_numbering(names) == told


TABLE = "".join(f"| {name} | what it says | chapter 09 |\n" for name in structure.CLAIMS)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("| A3 | what it says | chapter 09 |\n", "", ["claim A3 has 0 rows, expected 1"]),
        ("| A3 |", "| A2 |", ["claim A2 has 2 rows, expected 1", "claim A3 has 0 rows, expected 1"]),
        ("| E5 |", "| E6 |", ["claim E5 has 0 rows, expected 1", "there is no claim E6"]),
        ("| B1 | what it says | chapter 09 |", "| B1 | it | 01.1 The sum |", []),
        ("| B1 | what it says | chapter 09 |", "| B1 | it | chapter 09; 01.1 The sum |", []),
        (
            "| B1 | what it says | chapter 09 |",
            "| B1 | it | 01.1 The product |",
            ["claim B1: notebook 01 has no section '01.1 The product'"],
        ),
        (
            "| B1 | what it says | chapter 09 |",
            "| B1 | it | chapter 01 |",
            ["claim B1: chapter 01 is written, so name its section"],
        ),
        (
            "| B1 | what it says | chapter 09 |",
            "| B1 | it | later |",
            ["claim B1: 'later' is neither `NN.k Title` nor `chapter NN`"],
        ),
    ],
)
def test_claims_without_a_home_are_told(old, new, told):
    assert structure.check_claims(TABLE.replace(old, new), {"01": ["01 Add", "01.1 The sum"]}) == told


@pytest.mark.parametrize(
    "line",
    ["see /home/me/x", "/tmp/a.py:3: RuntimeWarning", r"C:\Users\me", "ipykernel_123", "lib/site-packages/numpy"],
)
def test_machine_words_are_found(line):
    assert structure.MACHINE_WORDS.search(line)


@pytest.mark.parametrize("line", ["a/home/b", "https://example.org/home/x", "/ work", "tmp_path / name", "and/or"])
def test_other_words_pass(line):
    assert not structure.MACHINE_WORDS.search(line)
