"""Draw the pictures of figures/: each script ``<stem>.py`` writes ``<stem>.svg`` beside itself.

``python -m tests.tools.figures [stems]`` draws and stores them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tools.cells import ROOT

FIGURES = ROOT / "figures"


def scripts() -> list[Path]:
    """Return the scripts that draw pictures."""
    return sorted(FIGURES.glob("*.py"))


def draw(script: Path, folder: Path) -> bytes:
    """Return the picture that a script draws. It runs as a copy in `folder`, so the stored picture stays as it is.

    Raises
    ------
    RuntimeError
        If the script fails, warns, or writes no picture; the message holds what it printed.
    """
    copy = Path(shutil.copy(script, folder))
    picture = copy.with_suffix(".svg")
    command = [sys.executable, "-W", "error", str(copy)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if done.returncode or not picture.is_file():
        raise RuntimeError(f"{script.name} did not write {picture.name}:\n{done.stdout}{done.stderr}")
    return picture.read_bytes()


def main(stems: list[str]) -> int:
    """Draw and store the named pictures, or all."""
    known = {script.stem: script for script in scripts()}
    if unknown := set(stems).difference(known):
        raise SystemExit(f"figures/ has no script for {sorted(unknown)}; it has {sorted(known)}")
    with tempfile.TemporaryDirectory() as folder:
        for stem in stems or known:
            picture = known[stem].with_suffix(".svg")
            picture.write_bytes(draw(known[stem], Path(folder)))
            print(picture.relative_to(ROOT).as_posix(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
