"""What the form of the series demands, as functions: each returns a list of complaints, empty when all is well.

The checks of a notebook take the notebook as a dictionary, so that a test can hand them a broken miniature one.
CONTRIBUTING.md tells the same rules to a person.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from tests.tools.cells import (
    NUMBER,
    Notebook,
    assert_lines,
    cells,
    exercises,
    headings,
    headings_of,
    joined,
    read_notebook,
    source,
    tag_comments,
    tags,
    without_code,
)

MAX_LINES = 12
MAX_LINES_FIGURE = 24  # for a cell with the tag `figure`, which draws
CHAPTER_SECTIONS = ("Exercises", "Traps", "In your own code", "Summary", "References")

CLAIMS = [
    f"{group}{k}" for group, count in {"A": 7, "B": 8, "C": 10, "D": 10, "E": 5}.items() for k in range(1, count + 1)
]

# A module of helpers may import those of a lower layer only (explorers and checks are packages: one layer each).
LAYERS = {
    "_validation": 0,
    "numerics": 1,
    "information": 2,
    "losses": 2,
    "datasets": 2,
    "training": 3,
    "dictionary": 3,
    "plotting": 3,
    "panel": 4,
    "explorers": 5,
    "checks": 5,
}
# Packages that only some layers may import; every other package than these and NumPy is a mistake.
PACKAGES = {
    "matplotlib": {"plotting", "panel", "explorers"},
    "IPython": {"plotting", "panel", "explorers", "checks"},
    "ipywidgets": {"panel", "explorers"},
}

# Paths of one machine, which say nothing to a reader.
MACHINE_WORDS = re.compile(
    r"(?<![\w.:/~-])/(?:home|root|tmp|work|Users)/[\w.-]|[A-Z]:\\\\?Users\\|ipykernel_\d|site-packages/"
)


# Cells


def check_execution(notebook: Notebook) -> list[str]:
    """Every code cell holds code and was executed, in order, in one run: counts 1, 2, … n."""
    complaints = []
    for count, (i, cell) in enumerate(cells(notebook, "code"), start=1):
        if not source(cell).strip():
            complaints.append(f"cell {i} is empty")
        if cell["execution_count"] != count:
            complaints.append(f"cell {i} has execution count {cell['execution_count']}, expected {count}")
    return complaints


def check_errors(notebook: Notebook) -> list[str]:
    """No output is an error or stands on stderr: a warning is caught and explained, or it is a bug."""
    return [
        f"cell {i} shows {output.get('ename') or joined(output['text'])!r}"
        for i, cell in cells(notebook, "code")
        for output in cell["outputs"]
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def check_cell_length(notebook: Notebook) -> list[str]:
    """A code cell of a chapter holds one idea: at most `MAX_LINES` lines of code, a drawing `MAX_LINES_FIGURE`."""
    if number_of(notebook) == "00":
        return []
    complaints = []
    for i, cell in cells(notebook, "code"):
        draws = "figure" in cell["metadata"].get("tags", [])
        if draws and "figure(" not in source(cell):
            complaints.append(f"cell {i} has the tag `figure` and draws none")
        lines, most = len(code_lines(source(cell))), MAX_LINES_FIGURE if draws else MAX_LINES
        if lines > most and not is_imports(source(cell)):
            complaints.append(f"cell {i} has {lines} lines of code, more than {most}")
    return complaints


def check_code_habits(notebook: Notebook) -> list[str]:
    """Code is plain Python: no magics, no `;` at the end of a line, no silenced warning."""
    complaints = []
    for i, cell in cells(notebook, "code"):
        code = source(cell)
        complaints += [
            f"cell {i} is not plain Python: {m.strip()}" for m in re.findall(r"^\s*[%!].*", code, re.MULTILINE)
        ]
        complaints += [
            f"cell {i} ends a line with `;`: {m.strip()}" for m in re.findall(r"^.*;\s*$", code, re.MULTILINE)
        ]
        complaints += [f"cell {i} silences warnings: {line}" for line in silenced_warnings(code)]
    return complaints


def check_lead_in(notebook: Notebook) -> list[str]:
    """A sentence stands before every code cell; only the check of an exercise may follow its stub at once."""
    in_exercise = {i for exercise in exercises(notebook) for i, _ in exercise.cells}
    kinds = [cell["cell_type"] for cell in notebook["cells"]]
    return [
        f"cell {i} follows a code cell without a word between them"
        for i in range(1, len(kinds))
        if kinds[i - 1] == kinds[i] == "code" and i not in in_exercise
    ]


# Headings, equations, exercises


def number_of(notebook: Notebook) -> str:
    """Return the number of a notebook, from its title."""
    titles = [title for level, title in headings(notebook) if level == 1]
    return titles[0][:2] if titles else ""


def check_headings(notebook: Notebook) -> list[str]:
    """One title `# NN …` comes first; sections `## NN.k …` count on from 1; no level is left out."""
    found = headings(notebook)
    number = number_of(notebook)
    complaints = []
    if [level for level, _ in found].count(1) != 1 or found[0][0] != 1:
        complaints.append("there is not exactly one title (#), and first")
    if not re.fullmatch(r"\d\d [A-Z].*", next((title for level, title in found if level == 1), "")):
        complaints.append("the title does not read `# NN Title`")
    for (above, _), (level, title) in itertools.pairwise(found):
        if level > above + 1:
            complaints.append(f"heading {title!r} has level {level} right below level {above}")
    numbered = [title for level, title in found if level == 2 and title[:1].isdigit()]
    for k, title in enumerate(numbered, start=1):
        if not title.startswith(f"{number}.{k} "):
            complaints.append(f"section {title!r} should be number {number}.{k}")
    return complaints


def check_chapter_sections(notebook: Notebook) -> list[str]:
    """A chapter ends with its exercises, traps, names in other libraries, summary and references, in this order."""
    if number_of(notebook) == "00":
        return []
    titles = [re.sub(rf"^{NUMBER} ", "", title) for level, title in headings(notebook) if level == 2]
    found = [name for title in titles for name in CHAPTER_SECTIONS if title.startswith(name)]
    return [] if found == list(CHAPTER_SECTIONS) else [f"the closing sections are {found}, expected {CHAPTER_SECTIONS}"]


def check_equations(notebook: Notebook) -> list[str]:
    r"""Every `\tag{NN.k}` is asserted before the equations of the next section; every comment has its tag."""
    found = tags(notebook)
    number = number_of(notebook)
    complaints = [
        f"equation ({name}) in cell {i} should be number ({number}.{k})"
        for k, (i, name) in enumerate(found, start=1)
        if name != f"{number}.{k}"
    ]
    asserted = []
    for i, cell in cells(notebook, "code"):
        lines = assert_lines(source(cell))
        for line, name in tag_comments(source(cell)):
            if line not in lines:
                complaints.append(f"cell {i}, line {line}: the comment ({name}) stands at no assert")
            elif not any(place < i for place, tagged in found if tagged == name):
                complaints.append(f"cell {i}, line {line}: ({name}) is asserted, but no equation above has this number")
            else:
                asserted.append((i, name))
    section = sections(notebook)
    for i, name in found:
        below = [j for j, _ in found if section[j] > section[i]]
        end = min(below, default=len(notebook["cells"]))
        if not any(i < j < end for j, tagged in asserted if tagged == name):
            complaints.append(f"equation ({name}) in cell {i} is not asserted before the equations of the next section")
    return complaints


def check_asserts(notebook: Notebook) -> list[str]:
    """An assert can fail: it looks at a computed value, and does not compare a thing with itself."""
    complaints = []
    for i, cell in cells(notebook, "code"):
        for node in ast.walk(parse(source(cell))):
            if not isinstance(node, ast.Assert):
                continue
            if not any(isinstance(part, ast.Name) for part in ast.walk(node.test)):
                complaints.append(f"cell {i}, line {node.lineno}: the assert looks at no value")
            for part in ast.walk(node.test):
                pair = [part.left, *part.comparators] if isinstance(part, ast.Compare) else []
                if isinstance(part, ast.Call) and re.search(r"(close|equal)$", ast.unparse(part.func)):
                    pair = part.args[:2]
                texts = [ast.dump(side) for side in pair]
                if len(texts) != len(set(texts)):
                    complaints.append(f"cell {i}, line {node.lineno}: the assert compares a thing with itself")
    return complaints


def check_exercises(notebook: Notebook) -> list[str]:
    """Exercises count on from 1; each has a cell to fill in, a check, a hint and a worked solution."""
    number = number_of(notebook)
    complaints = []
    for k, exercise in enumerate(exercises(notebook), start=1):
        name = f"exercise {exercise.number}"
        if exercise.number != f"{number}.{k}":
            complaints.append(f"{name} should be number {number}.{k}")
        if not exercise.checks:
            complaints.append(f"{name} calls no checks.…(…)")
        if "Hint" not in exercise.details:
            complaints.append(f"{name} has no <details> with the summary `Hint`")
        if exercise.solution is None:
            complaints.append(f"{name} has no <details> with the summary `Solution` and a Python fence")
    return complaints


# Pictures and links


class _Elements(HTMLParser):
    """Collect the elements of an HTML text as pairs of a name and its attributes."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def check_pictures(notebook: Notebook) -> list[str]:
    """Every picture is an `<img>`, an inline `<svg>` or a Markdown picture that says in words what it shows."""
    complaints = []
    for i, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            complaints += [f"cell {i}: {told}" for told in pictures_without_words(without_code(source(cell)))]
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            complaints += [f"cell {i}: {told}" for told in pictures_without_words(joined(data.get("text/html", "")))]
            complaints += [
                f"cell {i}: a bare {kind} output has no alt text" for kind in data if kind.startswith("image/")
            ]
    return complaints


def pictures_without_words(text: str) -> list[str]:
    """Return a complaint for each picture in a Markdown or HTML text that has no text alternative."""
    complaints = [f"![]({target}) has no alt text" for target in re.findall(r"!\[\s*\]\(([^)]*)\)", text)]
    for name, attributes in _Elements(text).found:
        words = attributes.get({"img": "alt", "svg": "aria-label"}.get(name, ""))
        hidden = attributes.get("aria-hidden") == "true"
        if name in ("img", "svg") and not hidden and not (words or "").strip():
            complaints.append(f"<{name}> has no text alternative")
    return complaints


def links(markdown: str) -> Iterator[str]:
    """Yield the targets of the links and pictures of a Markdown text."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", "", without_code(markdown), flags=re.DOTALL)
    yield from (
        found[1] for found in re.finditer(r"\]\(<?([^()\s>]+(?:\([^()]*\)[^()\s>]*)*)>?(?:\s+\"[^\"]*\")?\)", text)
    )
    yield from re.findall(r"^\[[^\]]+\]:\s*(\S+)", text, re.MULTILINE)
    for _, attributes in _Elements(text).found:
        yield from (attributes[key] for key in ("href", "src") if attributes.get(key))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document, by the rule of the program that shows it.

    A notebook: the title of a heading with each space replaced by `-` (JupyterLab and nbconvert, so code hosts too).
    A Markdown file: in lower case, without punctuation, each space replaced by `-` (code hosts).
    """
    if path.suffix == ".ipynb":
        return {anchor(title) for _, title in headings(read_notebook(path))}
    titles = [plain(title) for _, title in headings_of(path.read_text(encoding="utf-8"))]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def anchor(title: str) -> str:
    """Return the anchor of a heading of a notebook."""
    return plain(title).replace(" ", "-")


def plain(title: str) -> str:
    """Return a heading as it is read: without the marks of Markdown for code, emphasis and links."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "").replace("*", "")


def broken_links(markdown: str, path: Path, own_anchors: set[str] | None = None) -> list[str]:
    """Return a complaint for each relative link of a text (that stands in the file `path`) which leads nowhere."""
    complaints = []
    for target in links(markdown):
        if re.match(r"[a-z][a-z+.-]*:", target):
            continue
        name, _, fragment = unquote(target).partition("#")
        file = (path.parent / name) if name else path
        if not file.exists():
            complaints.append(f"{target}: there is no file {name}")
        elif fragment and file.suffix in (".md", ".ipynb"):
            known = anchors(file) if name or own_anchors is None else own_anchors
            if fragment not in known:
                complaints.append(f"{target}: {file.name} has no heading with the anchor #{fragment}")
    return complaints


# The package and the whole


def check_layers(module: str, code: str) -> list[str]:
    """Imports of a module (`numerics`, `explorers.coin`) run downwards, and to the packages of its layer only."""
    layer = module.partition(".")[0]
    if layer not in LAYERS:
        return [f"helpers/{module} has no place in the layers of tests/tools/structure.py"]
    complaints = []
    for name in imports(module, code):
        top, _, rest = name.partition(".")
        below = rest.partition(".")[0]
        if top == "helpers":
            inside = layer == below == "checks" or not below
            if not inside and LAYERS.get(below, 99) >= LAYERS[layer]:
                complaints.append(f"helpers.{module} imports {name}, which does not lie below it")
        elif top in PACKAGES and layer not in PACKAGES[top]:
            complaints.append(f"helpers.{module} imports {top}, which only {sorted(PACKAGES[top])} may")
        elif top not in PACKAGES and top not in {"numpy", *sys.stdlib_module_names}:
            complaints.append(f"helpers.{module} imports {name}, which the course does not install for it")
        if name.startswith("matplotlib.pyplot"):
            complaints.append(f"helpers.{module} imports pyplot, which keeps state between notebooks' pictures")
    return complaints


def imports(module: str, code: str) -> Iterator[str]:
    """Yield the full name of each module that a module of helpers imports."""
    package = ["helpers", *module.split(".")[:-1]]
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            if prefix == "helpers" or prefix == "helpers.explorers":
                yield from (f"{prefix}.{alias.name}" for alias in node.names)
            else:
                yield prefix


def silenced_warnings(code: str) -> list[str]:
    """Return the lines of code that keep a warning from being seen."""
    lines = []
    for node in ast.walk(parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        values = [
            part.value for part in [*node.args, *(k.value for k in node.keywords)] if isinstance(part, ast.Constant)
        ]
        if name in ("filterwarnings", "simplefilter") and not {"error", "always"}.intersection(values):
            lines.append(ast.unparse(node))
        if name in ("errstate", "seterr") and "ignore" in values:
            lines.append(ast.unparse(node))
        if name == "suppress" and "Warning" in ast.unparse(node):
            lines.append(ast.unparse(node))
    return lines


def check_figures(names: set[str], texts: Mapping[str, str]) -> list[str]:
    """Scripts and pictures of figures/ pair up by stem, and each picture is shown in one of `texts` at least."""
    stems = {
        suffix: {name.removesuffix(suffix) for name in names if name.endswith(suffix)} for suffix in (".py", ".svg")
    }
    complaints = [f"figures/{stem}.py has no picture beside it" for stem in sorted(stems[".py"] - stems[".svg"])]
    complaints += [f"figures/{stem}.svg has no script beside it" for stem in sorted(stems[".svg"] - stems[".py"])]
    shown = {target.rpartition("/")[2] for text in texts.values() for target in links(text)}
    complaints += [
        f"figures/{stem}.svg is shown nowhere" for stem in sorted(stems[".svg"]) if f"{stem}.svg" not in shown
    ]
    complaints += [
        f"figures/{name} is neither a script nor a picture"
        for name in sorted(names)
        if name[-3:] != ".py" and name[-4:] != ".svg"
    ]
    return complaints


def check_numbering(names: list[str]) -> list[str]:
    """Notebooks are called `NN_words.ipynb` and count on from 00."""
    complaints = [
        f"{name} is not of the form NN_words.ipynb"
        for name in names
        if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", name)
    ]
    expected = [f"{k:02d}" for k in range(len(names))]
    found = sorted(name[:2] for name in names)
    return (
        complaints if found == expected else [*complaints, f"the notebooks are numbered {found}, expected {expected}"]
    )


def check_claims(contributing: str, titles: Mapping[str, list[str]]) -> list[str]:
    """Each claim has one row in the table of CONTRIBUTING.md: its sections, or `chapter NN` while that is unwritten.

    `titles` maps the number of each notebook that exists to the titles of its headings.
    """
    rows = re.findall(r"^\|\s*([A-E]\d+)\s*\|[^|\n]*\|\s*([^|\n]+?)\s*\|$", contributing, re.MULTILINE)
    names = [name for name, _ in rows]
    complaints = [f"claim {name} has {names.count(name)} rows, expected 1" for name in CLAIMS if names.count(name) != 1]
    complaints += [f"there is no claim {name}" for name in names if name not in CLAIMS]
    for name, homes in rows:
        for home in re.split(r"\s*;\s*", homes):
            planned = re.fullmatch(r"chapter (\d\d)", home)
            number = planned[1] if planned else home[:2]
            if planned and number in titles:
                complaints.append(f"claim {name}: chapter {number} is written, so name its section")
            elif not planned and not re.match(NUMBER, home):
                complaints.append(f"claim {name}: {home!r} is neither `NN.k Title` nor `chapter NN`")
            elif not planned and home not in titles.get(number, []):
                complaints.append(f"claim {name}: notebook {number} has no section {home!r}")
    return complaints


# Code


def parse(code: str) -> ast.Module:
    """Return the tree of a cell's code; lines that only IPython understands count as empty."""
    return ast.parse(re.sub(r"^\s*[%!].*$", "", code, flags=re.MULTILINE))


def code_lines(code: str) -> set[int]:
    """Return the numbers of the lines that hold code: no blank line, no comment, no docstring."""
    lines = {
        i for i, line in enumerate(code.splitlines(), start=1) if line.strip() and not line.lstrip().startswith("#")
    }
    for node in ast.walk(parse(code)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            lines.difference_update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def is_imports(code: str) -> bool:
    """Tell whether a cell is the import cell: imports, and names given to values such as the random generator."""
    body = parse(code).body
    return isinstance(body[0], ast.Import | ast.ImportFrom) and all(
        isinstance(node, ast.Import | ast.ImportFrom | ast.Assign) for node in body
    )


def sections(notebook: Notebook) -> list[int]:
    """Return for each cell how many headings of level 2 stand at or above it."""
    count, found = 0, []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            count += sum(level == 2 for level, _ in headings_of(source(cell)))
        found.append(count)
    return found


NOTEBOOK_CHECKS = [
    check_execution,
    check_errors,
    check_cell_length,
    check_code_habits,
    check_lead_in,
    check_headings,
    check_chapter_sections,
    check_equations,
    check_asserts,
    check_exercises,
    check_pictures,
]
