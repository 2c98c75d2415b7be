"""Read a notebook: its cells, headings, numbered equations, asserts and exercises.

The form of a notebook (see CONTRIBUTING.md) is known here and nowhere else. Every function takes the notebook as
the plain dictionary that its JSON file holds, so a miniature notebook can be written by hand in a test.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"

Notebook = dict[str, Any]
Cell = dict[str, Any]

NUMBER = r"\d\d\.\d+"
_TAG = re.compile(rf"\\tag\{{({NUMBER})\}}")
_EXERCISE = re.compile(rf"Exercise ({NUMBER})\b")
_DETAILS = re.compile(
    r"<details[^>]*>\s*<summary>(?P<summary>.*?)</summary>(?P<body>.*?)</details>", re.DOTALL | re.IGNORECASE
)
_FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<body>.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """One exercise: the cells that belong to it, from its heading to the next heading."""

    number: str
    title: str
    cells: tuple[tuple[int, Cell], ...]

    @property
    def details(self) -> dict[str, str]:
        """Folded texts by their summary: ``{"Hint": ..., "Solution": ...}``."""
        return {
            found["summary"].strip(): found["body"].strip()
            for _, cell in self.cells
            if cell["cell_type"] == "markdown"
            for found in _DETAILS.finditer(source(cell))
        }

    @property
    def solution(self) -> str | None:
        """Python source of the worked solution: all fences of its fold, in order; None where there is none."""
        fences = [
            found["body"]
            for found in _FENCE.finditer(self.details.get("Solution", ""))
            if found["language"] == "python"
        ]
        return "\n".join(fences) if fences else None

    @property
    def checks(self) -> list[str]:
        """Names called as ``checks.<name>(...)`` in the code cells of the exercise, in order."""
        return [
            node.func.attr
            for _, cell in self.cells
            if cell["cell_type"] == "code"
            for node in ast.walk(ast.parse(source(cell)))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "checks"
        ]


def notebook_paths() -> list[Path]:
    """Return the notebooks of the series in reading order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def read_notebook(path: Path) -> Notebook:
    """Return the JSON of a notebook file as a dictionary."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def source(cell: Cell) -> str:
    """Return the source of a cell as one string (the file format allows a list of lines too)."""
    return joined(cell["source"])


def joined(text: str | list[str]) -> str:
    """Return a multi-line string of the notebook format as one string."""
    return text if isinstance(text, str) else "".join(text)


def cells(notebook: Notebook, cell_type: str) -> Iterator[tuple[int, Cell]]:
    """Yield ``(position, cell)`` for each cell of one type: ``"markdown"`` or ``"code"``."""
    return ((i, cell) for i, cell in enumerate(notebook["cells"]) if cell["cell_type"] == cell_type)


def without_code(markdown: str) -> str:
    """Return Markdown without its fenced blocks and code spans, which hold no heading, link, tag or picture."""
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", _FENCE.sub("", markdown))


def headings_of(markdown: str) -> list[tuple[int, str]]:
    """Return ``(level, title)`` for each heading of a Markdown text, in order."""
    return [(len(hashes), title) for hashes, title in _HEADING.findall(_FENCE.sub("", markdown))]


def headings(notebook: Notebook) -> list[tuple[int, str]]:
    """Return ``(level, title)`` for each heading of a notebook, in order."""
    return [heading for _, cell in cells(notebook, "markdown") for heading in headings_of(source(cell))]


def tags(notebook: Notebook) -> list[tuple[int, str]]:
    r"""Return ``(position, number)`` for each ``\tag{NN.k}`` in the Markdown cells, in order."""
    return [
        (i, number) for i, cell in cells(notebook, "markdown") for number in _TAG.findall(without_code(source(cell)))
    ]


def tag_comments(code: str) -> list[tuple[int, str]]:
    """Return ``(line, number)`` for each comment that starts with a number: ``# (01.2)`` or ``# (01.2), (01.3)``."""
    return [
        (token.start[0], number)
        for token in tokenize.generate_tokens(io.StringIO(code).readline)
        if token.type == tokenize.COMMENT and re.match(rf"#\s*\({NUMBER}\)", token.string)
        for number in re.findall(rf"\(({NUMBER})\)", token.string)
    ]


def assert_lines(code: str) -> set[int]:
    """Return every line on which an assertion stands: an ``assert`` statement, or a call like ``np.testing.assert_…``.

    The line above an assertion belongs to it when it holds only a comment.
    """
    lines = set()
    for node in ast.walk(ast.parse(code)):
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Assert) or called.startswith("assert_"):
            lines.update(range(node.lineno, node.end_lineno + 1))
    texts = code.splitlines()
    return lines | {line - 1 for line in lines if line > 1 and texts[line - 2].lstrip().startswith("#")}


def exercises(notebook: Notebook) -> list[Exercise]:
    """Return the exercises of a notebook: each ``### Exercise NN.k …`` and the cells up to the next heading."""
    found: list[Exercise] = []
    current: tuple[str, str, list[tuple[int, Cell]]] | None = None

    def close() -> None:
        if current:
            found.append(Exercise(current[0], current[1], tuple(current[2])))

    for i, cell in enumerate(notebook["cells"]):
        titles = headings_of(source(cell)) if cell["cell_type"] == "markdown" else []
        if titles:
            close()
            match = _EXERCISE.match(titles[-1][1])
            current = (match[1], titles[-1][1], []) if match else None
        if current:
            current[2].append((i, cell))
    close()
    return found


def solutions(notebook: Notebook) -> dict[str, str]:
    """Return ``{exercise number: Python source}`` of the worked solutions in a notebook."""
    return {exercise.number: exercise.solution for exercise in exercises(notebook) if exercise.solution}
