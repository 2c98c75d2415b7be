"""Measure what the project promises: accuracy and speed of the numerics, panels, and the time to validate the series.

``python -m tests.bench [--write] [numerics] [fit] [panel] [series]``; ``course.py bench`` runs it on one thread.
``--write`` takes no names: it measures everything and writes it to results.md beside this file.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

from tests.bench import fit, numerics, panel
from tests.tools.cells import ROOT

RESULTS = Path(__file__).with_name("results.md")


def series() -> str:
    """Return the seconds that strict validation of each notebook takes, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.tools.reference", "--nbval", "notebooks"]
        done = subprocess.run([*command, f"--junitxml={report}"], cwd=ROOT, capture_output=True, text=True)
        suite = next(ElementTree.parse(report).iter("testsuite"))
    seconds: dict[str, float] = defaultdict(float)
    for case in suite.iter("testcase"):
        name = re.search(r"\d\d_\w+", case.get("classname") + case.get("name"))[0]
        seconds[name] += float(case.get("time"))
    if done.returncode:
        raise SystemExit(f"the validation failed:\n{done.stdout}")
    rows = [*sorted(seconds.items()), ("with the start of pytest", float(suite.get("time")))]
    return "\n".join(["Strict validation of the notebooks", *(f"  {name:34s} {time:6.1f} s" for name, time in rows)])


def machine() -> str:
    """Return the kind of machine: processor, cores, system, Python."""
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(), re.M) if cpuinfo.exists() else None
    processor = found[1] if found else platform.processor() or platform.machine()
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        system = f"{platform.system()} {platform.release()}"
    return f"{processor}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}"


REPORTS = {"numerics": numerics.report, "fit": fit.report, "panel": panel.report, "series": series}


def written(reports: dict[str, str]) -> str:
    """Return the text of the results file."""
    head = (
        "# What was measured\n\n"
        f"Measured on {datetime.date.today().isoformat()}: {machine()}.\n"
        "`course.py bench --write` measures again and writes this file; the numbers of another machine differ.\n"
    )
    return "\n".join([head, *(f"## {name}\n\n```text\n{text}\n```\n" for name, text in reports.items())])


def main(arguments: list[str]) -> None:
    """Print the reports that are named, or all; with ``--write``, write all of them to the results file too."""
    write = "--write" in arguments
    names = [name for name in arguments if name != "--write"]
    if unknown := set(names).difference(REPORTS):
        raise SystemExit(f"there is no report {sorted(unknown)}; there are {sorted(REPORTS)}")
    if write and names:
        raise SystemExit(f"--write measures everything; leave out {sorted(names)}")
    reports = {}
    for name in names or REPORTS:
        reports[name] = REPORTS[name]()
        print(reports[name], end="\n\n", flush=True)
    if write:
        RESULTS.write_text(written(reports), encoding="utf-8", newline="\n")
        print(f"written to {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
