"""Execute notebooks and write them in one canonical form, so that running twice changes no byte.

``python -m tests.tools.notebooks [names]`` does so in place; a name is a path or the start of a file name (``01``).
``python -m tests.tools.notebooks --check [names]`` executes in memory and tells where the stored notebook differs.
"""

from __future__ import annotations

import argparse
import copy
import difflib
import hashlib
import json
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.tools.cells import NOTEBOOKS, ROOT, Cell, Notebook, joined, notebook_paths, read_notebook, source
from tests.tools.reference import PICTURE, comparable, is_reference

CELL_TIMEOUT = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # holds the random id of a widget's model
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(notebook: Notebook) -> Notebook:
    """Return the canonical form of a notebook, executed from its first cell in a fresh kernel.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell raises.
    """
    node = nbformat.from_dict(canonical(notebook))
    client = NotebookClient(
        node,
        kernel_name="python3",
        timeout=CELL_TIMEOUT,
        record_timing=False,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    return canonical(client.execute())


def canonical(notebook: Notebook) -> Notebook:
    """Return a notebook without what differs from one execution to the next, or from one editor to the next."""
    ids: set[str] = set()
    return {
        "cells": [canonical_cell(cell, ids) for cell in notebook["cells"]],
        "metadata": copy.deepcopy(METADATA),
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def canonical_cell(cell: Cell, ids: set[str]) -> Cell:
    """Return a cell in canonical form, with an id that is not in `ids`; the id is added to `ids`."""
    text = source(cell).strip("\n")
    tags = cell.get("metadata", {}).get("tags")
    clean: Cell = {
        "cell_type": cell["cell_type"],
        "id": stable_id(cell.get("id"), text, ids),
        "metadata": {"tags": list(tags)} if tags else {},
        "source": text,
    }
    if "attachments" in cell:
        clean["attachments"] = cell["attachments"]
    if cell["cell_type"] == "code":
        clean["execution_count"] = cell.get("execution_count")
        clean["outputs"] = canonical_outputs(cell.get("outputs", []))
    return clean


def stable_id(given: str | None, text: str, taken: set[str]) -> str:
    """Return `given`, or an id made from the cell's text where it is missing or taken."""
    number, name = 0, given
    while name is None or name in taken:
        name = hashlib.sha256(f"{number}{text}".encode()).hexdigest()[:8]
        number += 1
    taken.add(name)
    return name


def canonical_outputs(outputs: list[dict]) -> list[dict]:
    """Return outputs with the pieces of a stream joined (they arrive cut by time) and without widget ids."""
    clean: list[dict] = []
    for output in outputs:
        output = copy.deepcopy(output)
        if output["output_type"] == "stream":
            output["text"] = joined(output["text"])
            if clean and (clean[-1]["output_type"], clean[-1].get("name")) == ("stream", output["name"]):
                clean[-1]["text"] += output["text"]
                continue
        if "data" in output:
            output["data"].pop(WIDGET_VIEW, None)
            output["metadata"].pop(WIDGET_VIEW, None)
        clean.append(output)
    return clean


def dumps(notebook: Notebook) -> str:
    """Return the text of a notebook's file, as JupyterLab would write it."""
    return nbformat.writes(nbformat.from_dict(notebook)) + "\n"


def difference(stored: str, fresh: str) -> str | None:
    """Tell where the text of a stored notebook differs from that of the same one executed anew; None if nowhere."""
    stored, fresh = comparable(stored), comparable(fresh)
    if stored == fresh:
        return None
    old, new = json.loads(stored), json.loads(fresh)
    for i, (before, after) in enumerate(zip(old["cells"], new["cells"], strict=False)):
        if before != after:
            part = next(key for key in (*after, *before) if before.get(key) != after.get(key))
            return f"cell {i} (id {after['id']}): {part} differ\n{excerpt(before.get(part), after.get(part))}"
    return "every cell is equal, but the file is not in its canonical form: run `course.py notebooks`"


def excerpt(before: object, after: object, width: int = 400, count: int = 30) -> str:
    """Return the lines that differ between two JSON values, each cut to `width`, at most `count` of them."""

    def digest(picture: re.Match) -> str:
        return f"picture {hashlib.sha256(picture[0].encode()).hexdigest()[:8]}"

    texts = [json.dumps(value, indent=1, ensure_ascii=False) for value in (before, after)]
    texts = [PICTURE.sub(digest, text).splitlines() for text in texts]
    lines = difflib.unified_diff(*texts, "stored", "executed anew", lineterm="", n=0)
    return "\n".join(
        line if len(line) <= width else line[: width - 2] + " …" for line, _ in zip(lines, range(count), strict=False)
    )


def check(path: Path) -> str | None:
    """Execute a stored notebook in memory and tell where the result differs; None when it is the same."""
    return difference(path.read_text(encoding="utf-8"), dumps(execute(read_notebook(path))))


def find(name: str) -> list[Path]:
    """Return the notebooks that a name stands for: a path, or the start of file names."""
    path = ROOT / name
    found = [path] if path.is_file() else [p for p in notebook_paths() if p.name.startswith(name)]
    if not found:
        raise SystemExit(f"no notebook is called {name!r}; there are {', '.join(p.name for p in notebook_paths())}")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Execute the notebooks that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.tools.notebooks", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the stored notebooks, write nothing")
    parser.add_argument("names", nargs="*", metavar="name")
    options = parser.parse_args(arguments)
    if options.check and not is_reference():
        print("This is not the reference platform: the bytes of pictures are not compared.")
    failed = 0
    for path in [p for name in options.names for p in find(name)] or notebook_paths():
        began = time.perf_counter()
        try:
            if options.check:
                told = check(path)
            else:
                path.write_text(dumps(execute(read_notebook(path))), encoding="utf-8", newline="\n")
                told = None
        except CellExecutionError as error:
            told = str(error)
        failed += told is not None
        verdict = "as stored" if options.check else "written"
        print(f"{path.name}: {told or verdict} ({time.perf_counter() - began:.1f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
