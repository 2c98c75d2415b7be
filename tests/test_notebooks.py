"""Stored notebooks are what their code produces today, in canonical form, and the tool that says so can fail."""

import copy
import json
import re

import pytest
from nbclient.exceptions import CellExecutionError

from tests.tools import notebooks
from tests.tools.cells import notebook_paths, read_notebook
from tests.tools.notebooks import WIDGET_VIEW, canonical, difference, dumps, execute
from tests.tools.reference import PICTURE, comparable, is_reference


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.name)
def test_executing_again_changes_nothing(path):
    assert notebooks.check(path) is None


def code(text, **parts):
    return {"cell_type": "code", "metadata": {}, "source": text, "execution_count": None, "outputs": [], **parts}


def notebook(*cells):
    return {"cells": list(cells), "metadata": {"editor": "any"}, "nbformat": 4, "nbformat_minor": 4}


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


@pytest.fixture(scope="module")
def executed():
    return execute(
        notebook(
            {"cell_type": "markdown", "metadata": {"collapsed": True}, "source": ["# 00 Try\n", "text"]},
            code("import time\nprint('a', flush=True)\ntime.sleep(0.3)\nprint('b')"),
            code("import ipywidgets\nipywidgets.IntSlider(value=3)", metadata={"tags": ["figure"], "scrolled": True}),
            code("6 * 7", id="kept"),
        )
    )


def test_execution_counts_start_at_one(executed):
    assert [cell.get("execution_count") for cell in executed["cells"]] == [None, 1, 2, 3]


def test_pieces_of_a_stream_are_joined(executed):
    assert executed["cells"][1]["outputs"] == [stream("a\nb\n")]


def test_widgets_leave_no_ids(executed):
    (output,) = executed["cells"][2]["outputs"]
    assert list(output["data"]) == ["text/plain"]
    assert "IntSlider" in output["data"]["text/plain"]
    assert executed["metadata"] == notebooks.METADATA


def test_only_tags_stay_of_the_metadata(executed):
    assert [cell["metadata"] for cell in executed["cells"]] == [{}, {}, {"tags": ["figure"]}, {}]


def test_executing_twice_gives_the_same_bytes(executed):
    assert dumps(execute(executed)) == dumps(executed)


def test_file_ends_with_one_newline(executed):
    text = dumps(executed)
    assert text.endswith("}\n")
    assert json.loads(text)["nbformat_minor"] == 5


def test_ids_are_kept_and_made_stable(executed):
    assert executed["cells"][3]["id"] == "kept"
    twins = canonical(notebook(code("x", id="a"), code("x", id="a"), code("x"), code("x")))
    again = canonical(notebook(code("x", id="a"), code("x", id="a"), code("x"), code("x")))
    ids = [cell["id"] for cell in twins["cells"]]
    assert ids[0] == "a"
    assert len(set(ids)) == 4
    assert twins == again


def test_widget_view_goes_and_the_picture_stays():
    data = {WIDGET_VIEW: {"model_id": "1"}, "text/html": "<img alt='a'>", "text/plain": "a"}
    shown = {"output_type": "display_data", "data": data, "metadata": {WIDGET_VIEW: {}}}
    (output,) = notebooks.canonical_outputs([shown])
    assert output["data"] == {"text/html": "<img alt='a'>", "text/plain": "a"}
    assert output["metadata"] == {}
    assert WIDGET_VIEW in shown["data"], "the input was changed"


def test_streams_of_two_names_stay_apart():
    outputs = [stream("a"), stream("b", "stderr"), stream("c", "stderr"), stream("d")]
    assert notebooks.canonical_outputs(outputs) == [stream("a"), stream("bc", "stderr"), stream("d")]


def test_an_error_is_raised():
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(notebook(code("1 / 0")))


def test_a_failing_notebook_is_left_alone(tmp_path, capsys):
    path = tmp_path / "00_bad.ipynb"
    path.write_text(dumps(canonical(notebook(code("1 / 0")))), encoding="utf-8")
    before = path.read_bytes()
    assert notebooks.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "ZeroDivisionError" in capsys.readouterr().out


def changed(stored, position, **parts):
    other = copy.deepcopy(stored)
    other["cells"][position].update(parts)
    return dumps(other)


def test_the_first_cell_that_differs_is_named(executed):
    stored = changed(executed, 1, outputs=[stream("a\nc\n")])
    told = difference(stored, dumps(executed))
    assert told.startswith(f"cell 1 (id {executed['cells'][1]['id']}): outputs differ")
    assert '+   "b\\n"' in told


def test_a_form_that_is_not_canonical_is_told(executed):
    told = difference(json.dumps(json.loads(dumps(executed))), dumps(executed))
    assert "not in its canonical form" in told
    assert difference(dumps(executed), dumps(executed)) is None


def test_pictures_count_on_the_reference_platform_only(executed, monkeypatch):
    def with_picture(data):
        html = f'<img alt="a line" src="data:image/png;base64,{data}">'
        return changed(
            executed, 3, outputs=[{"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}]
        )

    one, other = with_picture("AAAA"), with_picture("BBBB=")
    monkeypatch.setattr("tests.tools.reference.is_reference", lambda: True)
    told = difference(one, other)
    assert "outputs differ" in told
    assert len(set(re.findall(r"picture \w{8}", told))) == 2, "the two pictures must be told apart in few words"
    monkeypatch.setattr("tests.tools.reference.is_reference", lambda: False)
    assert difference(one, other) is None
    assert "outputs differ" in difference(one, other.replace("a line", "a curve"))


def test_masking_leaves_other_text_alone():
    assert PICTURE.sub("PICTURE", 'src="data:image/svg+xml;base64,PHN2Zz4=" alt="b"') == 'src="PICTURE" alt="b"'
    if is_reference():
        assert comparable("data:image/png;base64,AAAA") == "data:image/png;base64,AAAA"


@pytest.mark.parametrize("name", ["99", "none.ipynb"])
def test_unknown_name_is_told(name):
    with pytest.raises(SystemExit, match=name):
        notebooks.find(name)


def test_names_are_paths_or_beginnings():
    first = notebook_paths()[0]
    assert notebooks.find(first.name[:2]) == [first]
    assert notebooks.find(f"notebooks/{first.name}") == [first]


def test_check_mode_writes_nothing_and_fails(tmp_path, capsys, executed):
    path = tmp_path / "00_drift.ipynb"
    path.write_text(changed(executed, 3, outputs=[]), encoding="utf-8", newline="\n")
    before = path.read_bytes()
    assert notebooks.main(["--check", str(path)]) == 1
    assert path.read_bytes() == before
    assert "outputs differ" in capsys.readouterr().out
    assert notebooks.main([str(path)]) == 0
    assert notebooks.main(["--check", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == dumps(executed)


def test_there_are_notebooks_to_check():
    assert read_notebook(notebook_paths()[0])["cells"]
