"""The reference platform: the one whose pictures are stored in the repository.

Picture bytes repeat exactly there. Elsewhere another FreeType or another compiler moves some pixels, so the text around
a picture and its alt text are compared and its bytes are not.

``pytest -p tests.tools.reference --nbval`` chooses nbval's sanitize file accordingly.
"""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import version

from tests.tools.cells import ROOT

PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")


def pinned(package: str) -> str | None:
    """Return the version that requirements.txt pins for a package, or None."""
    found = re.search(rf"^{re.escape(package)}==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    return found[1] if found else None


def is_reference() -> bool:
    """Tell whether pictures drawn here must equal the stored ones byte for byte."""
    here = (sys.platform, platform.machine())
    return here == ("linux", "x86_64") and version("matplotlib") == pinned("matplotlib")


def comparable(text: str) -> str:
    """Return the part of a text that must repeat on this platform: all of it on the reference platform."""
    return text if is_reference() else PICTURE.sub("PICTURE", text)


def pytest_configure(config) -> None:
    """Choose the sanitize file of this platform for nbval."""
    if not is_reference():
        config.option.nbval_sanitize_with = str(ROOT / "tests" / "nbval_sanitize_pictures.cfg")
