"""Stored figures are what their scripts draw today."""

import xml.etree.ElementTree as ElementTree

import pytest

from tests.tools import figures
from tests.tools.reference import is_reference


@pytest.mark.parametrize("script", figures.scripts(), ids=lambda script: script.stem)
def test_drawing_again_changes_nothing(script, tmp_path):
    drawn = figures.draw(script, tmp_path)
    stored = script.with_suffix(".svg").read_bytes()
    if is_reference():
        assert drawn == stored
    else:  # another FreeType moves outlines of letters by a fraction of a pixel; what is drawn stays the same
        assert elements(drawn) == elements(stored)


def elements(svg: bytes) -> list[str]:
    """Return the names of the groups that matplotlib drew, in order."""
    return [node.get("id") for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("}g") and node.get("id")]


DRAW = "from pathlib import Path\nPath(__file__).with_suffix('.svg').write_text('<svg/>')\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (DRAW + "raise ValueError('no data')", "no data"),
        (DRAW + "import warnings\nwarnings.warn('careful')", "careful"),
        ("print('nothing drawn')", "nothing drawn"),
    ],
)
def test_a_script_that_fails_is_told(tmp_path, text, told):
    script = tmp_path / "broken.py"
    script.write_text(text, encoding="utf-8")
    script.with_suffix(".svg").write_text("<svg/>", encoding="utf-8")  # an old picture must not hide the failure
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with pytest.raises(RuntimeError, match=told):
        figures.draw(script, folder)


def test_a_script_that_draws_is_run_elsewhere(tmp_path):
    script = tmp_path / "line.py"
    script.write_text(DRAW, encoding="utf-8")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    assert figures.draw(script, folder) == b"<svg/>"
    assert not script.with_suffix(".svg").exists()


def test_unknown_stem_is_told():
    with pytest.raises(SystemExit, match="no-such"):
        figures.main(["no-such"])
