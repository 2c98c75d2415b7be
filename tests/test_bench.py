"""The bench: its verdicts, its tables, PyTorch in its own process, and the file of results."""

import os
import platform
import sys

import numpy as np
import pytest

from tests.bench import __main__ as bench
from tests.bench import numerics, timing
from tests.bench.torch_worker import Torch


def test_a_verdict_compares_what_is_printed():
    assert [timing.verdict(x, 0.35) for x in (0.2, 0.354, 0.356, np.inf)] == ["met", "met", "not met", "not met"]


def test_ten_classes_have_the_sharper_target():
    targets = {case: numerics.most_of_scipy("softmax", *case) for case in numerics.CASES}
    assert {case for case, target in targets.items() if target == 0.35} == {
        ((10,), -1),
        ((1000, 10), -1),
        ((100_000, 10), -1),
    }
    assert set(targets.values()) == {0.35, 0.75}


def test_candidates_take_turns(monkeypatch):
    monkeypatch.setattr(timing, "TURN", 1.0)
    monkeypatch.setattr(timing, "TURNS", 3)
    log = []

    def turns(label, seconds):
        times = iter([seconds] * 3 + [seconds, seconds, 100 * seconds])  # one of the three rounds is disturbed
        return lambda repeats: log.append((label, repeats)) or next(times)

    assert timing.medians({"a": turns("a", 0.25), "b": turns("b", 2.0)}) == {"a": 0.25, "b": 2.0}
    assert log[6:] == [("a", 4), ("b", 1)] * 3


def test_a_turn_is_seconds_per_call(monkeypatch):
    calls = []
    monkeypatch.setattr(timing.time, "perf_counter", iter([100.0, 105.0]).__next__)
    assert timing.turn(lambda: calls.append(1), 10) == 0.5
    assert len(calls) == 10


def test_columns_are_aligned():
    assert timing.table(["name", "x"], [["a", "10.5"], ["long name", "1"]]).splitlines() == [
        "name          x",
        "---------------",
        "a          10.5",
        "long name     1",
    ]


def test_the_ulps_of_the_bench_see_a_wrong_digit():
    row = np.array([0.0, 1.0, 2.0])
    for name in numerics.MOST_ULPS:
        result = numerics.calls(name, row, -1)["ours"]()
        assert numerics.error(name, row)(result) < 4
        assert 1e6 < numerics.error(name, row)(result * (1 + 1e-9)) < 1e8


def test_the_worker_says_when_pytorch_is_not_installed(tmp_path, monkeypatch):
    package = tmp_path / "sitecustomize.py"  # Python imports a module of this name when it starts
    package.write_text("import sys\nsys.modules['torch'] = None\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Torch(1) as torch:
        assert torch.version is None


@pytest.mark.skipif(os.name == "nt", reason="stands in for an interpreter by a shell script")
def test_a_worker_that_breaks_is_reported(tmp_path, monkeypatch):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("TORCH_PYTHON", str(broken))
    with pytest.raises(RuntimeError, match="ended with status 3"):
        Torch(1)


def test_the_worker_computes_with_pytorch():
    with Torch(1) as torch:
        if torch.version is None:
            pytest.skip("PyTorch is not installed")
        row = np.array([1.0, 2.0, -np.inf], dtype=np.float32)
        np.testing.assert_allclose(torch.value("softmax", row), [0.26894142, 0.73105858, 0])
        assert 0 < torch.turn("logsumexp", "float32", (50, 3), 0, 10) < 1


def test_write_and_names_are_checked():
    with pytest.raises(SystemExit, match=r"there is no report \['speed'\]"):
        bench.main(["speed"])
    with pytest.raises(SystemExit, match="leave out"):
        bench.main(["--write", "panel"])


def test_write_puts_every_report_into_the_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "REPORTS", {"one": lambda: "first é", "two": lambda: "second"})
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.md")
    bench.main(["two"])
    assert not bench.RESULTS.exists()
    assert capsys.readouterr().out == "second\n\n"
    bench.main(["--write"])
    text = bench.RESULTS.read_text(encoding="utf-8")
    assert "## one\n\n```text\nfirst é\n```\n\n## two\n\n```text\nsecond\n```\n" in text
    assert platform.python_version() in text
    assert platform.node() not in text.split()


def test_the_file_of_results_has_every_report():
    text = bench.RESULTS.read_text(encoding="utf-8")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == list(bench.REPORTS)
    assert not {str(bench.ROOT), sys.prefix, os.path.expanduser("~")}.intersection(text.split())
