"""Measure what the project promises: accuracy and speed of the numerics, panels, and the time to validate the series.

``python -m tests.bench [numerics] [fit] [panel] [series]``; ``course.py bench`` runs it on one thread.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path

from tests.bench import fit, numerics, panel
from tests.tools.cells import ROOT


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


REPORTS = {"numerics": numerics.report, "fit": fit.report, "panel": panel.report, "series": series}


def main(names: list[str]) -> None:
    """Print the reports that are named, or all."""
    if unknown := set(names).difference(REPORTS):
        raise SystemExit(f"there is no report {sorted(unknown)}; there are {sorted(REPORTS)}")
    for name in names or REPORTS:
        print(REPORTS[name](), end="\n\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
