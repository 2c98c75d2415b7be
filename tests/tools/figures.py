"""Draw the pictures of figures/: each script ``<stem>.py`` writes ``<stem>.svg`` beside itself.

``python -m tests.tools.figures [stems]`` draws in place.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools.cells import ROOT

FIGURES = ROOT / "figures"


def scripts() -> list[Path]:
    """Return the scripts that draw pictures."""
    return sorted(FIGURES.glob("*.py"))


def draw(script: Path) -> Path:
    """Run a script and return the picture that it wrote beside itself.

    Raises
    ------
    RuntimeError
        If the script fails or writes no picture; the message holds what it printed.
    """
    picture = script.with_suffix(".svg")
    command = [sys.executable, "-W", "error", str(script)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if done.returncode or not picture.is_file():
        raise RuntimeError(f"{script.name} did not write {picture.name}:\n{done.stdout}{done.stderr}")
    return picture


def draw_elsewhere(script: Path, folder: Path) -> Path:
    """Draw the picture of a script into `folder`, and leave the stored one alone."""
    return draw(Path(shutil.copy(script, folder)))


def main(stems: list[str]) -> int:
    """Draw the named pictures, or all."""
    known = {script.stem: script for script in scripts()}
    if unknown := set(stems).difference(known):
        raise SystemExit(f"figures/ has no script for {sorted(unknown)}; it has {sorted(known)}")
    for stem in stems or known:
        print(draw(known[stem]).relative_to(ROOT).as_posix(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
