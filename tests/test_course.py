"""The launcher: what it tells, when it installs, how it repairs, which commands it runs."""

import ast
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest

import course
from tests.tools.cells import ROOT

SOURCE = (ROOT / "course.py").read_text(encoding="utf-8")


# What it tells


def test_old_python_can_read_it():
    ast.parse(SOURCE, feature_version=(3, 6))


def test_it_imports_the_standard_library_only():
    nodes = list(ast.walk(ast.parse(SOURCE)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert "__future__" not in names, "Python 3.6 does not know annotations from __future__"


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_old_python_is_told(version, monkeypatch):
    with pytest.raises(
        SystemExit, match=r"needs Python 3\.11 or newer, and this is Python {}".format(".".join(map(str, version)))
    ):
        course.check_python(version)
    monkeypatch.setattr(course, "prepare", lambda *extras: pytest.fail("it went on to install"))
    monkeypatch.setattr(course.check_python, "__defaults__", (version,))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11"):
        course.main(["test"])


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_new_python_passes(version):
    course.check_python(version)


def test_taken_port_is_told(tmp_path):
    script = tmp_path / "course.py"
    script.write_text(SOURCE, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        command = [sys.executable, str(script), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stdout == ""
    told = re.fullmatch(rf"Port {port} is taken, .* another port: \S+ course\.py --port (\d+)\n", done.stderr)
    assert told, done.stderr
    assert course.is_free(int(told[1]))
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_impossible_port_is_told(port):
    with pytest.raises(SystemExit, match=f"--port {port} is not a port"):
        course.check_port(port)


def test_unknown_command_is_told():
    with pytest.raises(SystemExit, match=r"no command 'tset'. It has: start, test, notebooks"):
        course.main(["tset"])


def test_help_names_every_command(capsys):
    assert course.main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in course.COMMANDS if name != "start")


def test_control_c_is_quiet(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setitem(course.COMMANDS, "bench", interrupted)
    assert course.main(["bench"]) == 130
    assert capsys.readouterr() == ("", "")


def test_missing_venv_module_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        course.make_environment(None)


@pytest.mark.parametrize(
    "line",
    [
        "WARNING: Retrying after connection broken by NewConnectionError: Temporary failure in name resolution",
        "error: Failed to fetch: `simple/numpy/`; dns error: failed to lookup address information",
        "socket.gaierror: [Errno 11001] getaddrinfo failed",
    ],
)
def test_missing_network_is_one_sentence(line, capsys):
    program = f"import sys; print({line!r}, file=sys.stderr); print('ERROR: none', file=sys.stderr); sys.exit(1)"
    with pytest.raises(SystemExit, match=r"cannot be reached\. Connect this computer to the network"):
        course.run_installer([sys.executable, "-c", program])
    assert capsys.readouterr().err == ""


def test_other_failures_are_shown(capsys):
    program = "import sys; sys.exit('no space left')"
    with pytest.raises(SystemExit, match="the lines above say why"):
        course.run_installer([sys.executable, "-c", program])
    assert capsys.readouterr().err.strip() == "no space left"


def test_progress_is_shown(capsys):
    course.run_installer([sys.executable, "-c", "import sys; print('Downloading', file=sys.stderr)"])
    assert capsys.readouterr().err.strip() == "Downloading"


def test_missing_installer_is_told():
    with pytest.raises(SystemExit, match="Cannot run no-such-program"):
        course.run_installer(["no-such-program"])


# When it installs, and how it repairs


class Project:
    """An empty project in a folder, with an installer that writes down what it was asked for."""

    def __init__(self, root, monkeypatch):
        self.installed, self.made, self.fails, self.uv, self.pip = [], 0, None, None, True
        self.requirements = root / "requirements.txt"
        self.requirements.write_text("numpy==2.4.6\n", encoding="utf-8")
        (root / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
        self.venv = root / ".venv"
        monkeypatch.setattr(course, "ROOT", root)
        monkeypatch.setattr(course, "VENV", self.venv)
        monkeypatch.setattr(course, "STATE", self.venv / course.STATE.name)
        monkeypatch.setattr(course, "PYTHON", self.venv / course.PYTHON.relative_to(course.PYTHON.parents[1]))
        monkeypatch.setattr(course, "run_installer", self.run)
        monkeypatch.setattr(course, "has_pip", lambda: self.pip)
        monkeypatch.setattr(course.shutil, "which", lambda name: self.uv)

    def make(self):
        venv.create(self.venv, with_pip=False, symlinks=os.name != "nt")

    def run(self, command):
        if "venv" in command:
            self.made += 1
            self.make()
            return
        self.installed.append(command)
        if self.fails:
            error, self.fails = self.fails, None
            raise error


@pytest.fixture
def project(tmp_path, monkeypatch):
    return Project(tmp_path, monkeypatch)


def test_second_start_installs_nothing(project, capsys):
    course.prepare()
    assert (project.made, len(project.installed)) == (1, 1)
    assert "Installing the packages" in capsys.readouterr().out
    course.prepare()
    assert (project.made, len(project.installed)) == (1, 1)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_pins_are_installed_into_the_same_environment(project, name):
    course.prepare("test")
    with (course.ROOT / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    course.prepare()
    assert (project.made, len(project.installed)) == (1, 2)
    assert project.installed[1][-2:] == ["-e", ".[test]"], "the extras that were there must move along"
    course.prepare("test")
    assert len(project.installed) == 2


def test_extras_are_added_and_stay(project):
    course.prepare()
    course.prepare("test", "browser")
    assert [command[-1] for command in project.installed] == ["requirements.txt", ".[browser,test]"]
    course.prepare()
    course.prepare("browser")
    assert len(project.installed) == 2


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit("no network")])
def test_interrupted_install_is_repaired(project, capsys, error):
    project.fails = error
    with pytest.raises(type(error)):
        course.prepare("test")
    assert "installed" not in course.read_state()
    (project.venv / "half a package").touch()
    course.prepare("test")
    assert "interrupted" in capsys.readouterr().out
    assert not (project.venv / "half a package").exists()
    assert (project.made, len(project.installed)) == (2, 2)
    course.prepare("test")
    assert len(project.installed) == 2


def test_interrupted_making_of_the_environment_is_repaired(project, monkeypatch):
    def interrupted(command):
        project.venv.joinpath("lib").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(course, "run_installer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        course.prepare()
    monkeypatch.setattr(course, "run_installer", project.run)
    course.prepare()
    assert (project.made, len(project.installed)) == (1, 1)


def test_environment_whose_python_is_gone_is_built_anew(project, capsys):
    course.prepare()
    course.PYTHON.unlink()
    (project.venv / "old package").touch()
    course.prepare()
    assert "does not work" in capsys.readouterr().out
    assert not (project.venv / "old package").exists()
    assert (project.made, len(project.installed)) == (2, 2)


def test_environment_of_another_python_version_is_installed_again(project, monkeypatch):
    course.prepare()
    monkeypatch.setattr(course, "environment_version", lambda: "3.99")
    course.prepare()
    assert len(project.installed) == 2


def test_environment_without_pip_is_built_anew_when_uv_is_gone(project):
    project.uv = "uv"
    course.prepare()
    project.uv, project.pip = None, False
    course.prepare()
    assert project.made == 1, "nothing was to be installed, so nothing was missed"
    project.requirements.write_text("numpy==2.4.7\n", encoding="utf-8")
    course.prepare()
    assert project.made == 2


def test_environment_of_the_reader_is_used_and_not_deleted(project):
    project.make()
    (project.venv / "own package").touch()
    course.prepare()
    assert (project.venv / "own package").exists()
    assert (project.made, len(project.installed)) == (0, 1)


def test_damaged_state_counts_as_interrupted(project):
    course.prepare()
    course.STATE.write_text('{"instal', encoding="utf-8")
    course.prepare()
    assert (project.made, len(project.installed)) == (2, 2)


def test_pip_installs(project):
    course.prepare()
    assert project.installed == [[str(course.PYTHON), *course.PIP_INSTALL, "-r", "requirements.txt"]]


def test_uv_installs_where_it_is_found(project):
    project.uv, project.pip = "/opt/uv", False
    course.prepare()
    expected = ["/opt/uv", "pip", "install", "--python", str(course.PYTHON), "-r", "requirements.txt"]
    assert project.installed == [expected]


def test_version_of_the_environment(project):
    assert course.environment_version() is None
    project.make()
    assert course.environment_version() == "{}.{}".format(*sys.version_info)


def test_environment_of_an_old_python_does_not_work(project, monkeypatch):
    project.make()
    monkeypatch.setattr(course, "OLDEST_PYTHON", (9, 9))
    assert course.environment_version() is None


# Which commands it runs


def test_jupyter_command(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    command = course.jupyter_command(9000, no_browser=False)
    assert command[:3] == [str(course.PYTHON), "-m", "jupyterlab"]
    assert {"--ServerApp.port=9000", "--ServerApp.port_retries=0"} <= set(command)
    assert "--ServerApp.answer_yes=True" in command, "Control-C would ask a question in a terminal"
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert not {"--allow-root", "--no-browser"} & set(command)
    assert "--no-browser" in course.jupyter_command(9000, no_browser=True)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--allow-root" in course.jupyter_command(9000, no_browser=True)


def test_first_notebook_exists():
    assert (ROOT / course.FIRST_NOTEBOOK).is_file()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [("linux", {}, False), ("linux", {"DISPLAY": ":0"}, True), ("darwin", {}, True), ("win32", {}, True)],
)
def test_browser_opens_where_there_is_a_screen(monkeypatch, platform, variables, expected):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert course.has_browser() is expected


def test_check_commands():
    names, commands = zip(*course.check_commands(Path("report.xml"), ["-k", "softmax"]), strict=True)
    assert names == ("ruff check", "ruff format", "pytest")
    assert all(command[:2] == [str(course.PYTHON), "-m"] for command in commands)
    assert {"--nbval", "--dist=loadfile", "--junitxml=report.xml"} <= set(commands[2])
    assert commands[2][-2:] == ["-k", "softmax"]


REPORT = '<testsuites><testsuite tests="{}" errors="{}" failures="{}" skipped="{}"/></testsuites>'


@pytest.fixture
def steps(monkeypatch):
    """Replace the steps of `course.py test` by Python programs, and give back the lines that it prints."""

    def run(capfd, *programs):
        def commands(report, arguments):
            return [
                (name, [sys.executable, "-c", text.replace("REPORT", repr(str(report)))]) for name, text in programs
            ]

        monkeypatch.setattr(course, "prepare", lambda *extras: None)
        monkeypatch.setattr(course, "check_commands", commands)
        code = course.main(["test"])
        return code, capfd.readouterr().out.splitlines()

    return run


def writes(*counts, code=0):
    return f"import sys; open(REPORT, 'w').write({REPORT.format(*counts)!r}); sys.exit({code})"


def test_all_steps_run_and_the_last_line_sums_up(steps, capfd):
    code, lines = steps(
        capfd,
        ("ruff check", "import sys; sys.exit(1)"),
        ("ruff format", "print('formatted')"),
        ("pytest", writes(12, 1, 2, 3, code=1)),
    )
    assert code == 1
    assert "formatted" in lines
    assert re.fullmatch(r"ruff check +\d+\.\d s   0 passed, 1 failed", lines[-4])
    assert re.fullmatch(r"ruff format +\d+\.\d s   1 passed, 0 failed", lines[-3])
    assert re.fullmatch(r"pytest +\d+\.\d s   6 passed, 3 failed, 3 skipped", lines[-2])
    assert lines[-1] == "7 passed, 4 failed, 3 skipped"


def test_all_is_well(steps, capfd):
    code, lines = steps(capfd, ("ruff check", "pass"), ("pytest", writes(5, 0, 0, 0)))
    assert (code, lines[-1]) == (0, "6 passed, 0 failed")


@pytest.mark.parametrize("program", ["import sys; sys.exit(3)", "pass", writes(0, 0, 0, 0, code=5)])
def test_pytest_that_breaks_down_has_failed(steps, capfd, program):
    code, lines = steps(capfd, ("pytest", program))
    assert (code, lines[-1]) == (1, "0 passed, 1 failed")


def test_report_of_pytest_is_understood(tmp_path):
    tests = "import pytest\ndef test_a(): pass\ndef test_b(): assert 0\n@pytest.mark.skip\ndef test_c(): pass\n"
    tests += "@pytest.fixture\ndef f(): 1 / 0\ndef test_d(f): pass\n"
    (tmp_path / "test_it.py").write_text(tests, encoding="utf-8")
    report = tmp_path / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
        f"--rootdir={tmp_path}",
    ]
    subprocess.run([*command, "-c", os.devnull, str(tmp_path)], capture_output=True, cwd=tmp_path)
    assert course.read_report(report) == [1, 2, 1]


def test_bench_runs_on_one_thread(monkeypatch):
    seen = {}
    monkeypatch.setattr(course, "prepare", lambda *extras: seen.update(extras=extras))
    monkeypatch.setattr(
        course.subprocess,
        "run",
        lambda command, **options: seen.update(command=command, **options) or subprocess.CompletedProcess(command, 0),
    )
    assert course.main(["bench", "numerics"]) == 0
    assert seen["command"][1:] == ["-m", "tests.bench", "numerics"]
    assert seen["env"]["OPENBLAS_NUM_THREADS"] == seen["env"]["OMP_NUM_THREADS"] == "1"
    assert seen["extras"] == course.CHECK_EXTRAS


def test_the_tool_of_each_command_exists(monkeypatch):
    commands = []
    monkeypatch.setattr(course, "prepare", lambda *extras: None)
    monkeypatch.setattr(course, "run", lambda command, **environment: commands.append(command) or 0)
    for name in ("notebooks", "figures", "bench"):
        assert course.main([name]) == 0
    modules = [command[2] for command in commands]
    assert modules == ["tests.tools.notebooks", "tests.tools.figures", "tests.bench"]
    for module in modules:
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


# JupyterLab answers


def read_page(address):
    """Return the page at an address; JupyterLab prints its address a moment before it listens there."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {address}")


def test_jupyterlab_opens_the_course_and_closes_at_control_c(tmp_path):
    port = next(port for port in range(20888, 21888) if course.is_free(port))
    program = (
        "import sys, pathlib, course; course.PYTHON = pathlib.Path(sys.executable); "
        f"course.VENV = pathlib.Path({str(tmp_path)!r}); course.prepare = lambda *extras: None; "
        "command = course.jupyter_command; settings = course.VENV / 'share' / 'jupyter' / 'lab' / 'settings'; "
        "course.jupyter_command = lambda *given: [*command(*given), f'--LabApp.app_settings_dir={settings}']; "
        f"sys.exit(course.main(['--no-browser', '--port', '{port}']))"
    )
    environment = dict(os.environ, JUPYTER_CONFIG_DIR=str(tmp_path), JUPYTER_RUNTIME_DIR=str(tmp_path))
    group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **group,
    )
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        told = ""
        for line in process.stderr:
            told += line
            address = re.search(rf"http://127\.0\.0\.1:{port}/\S+", line)
            if address:
                break
        else:
            pytest.fail(f"JupyterLab printed no address:\n{told}")
        page = read_page(address[0])
        token = address[0].partition("?")[2]
        name = "@jupyterlab/apputils-extension:notification"
        settings = json.loads(read_page(f"http://127.0.0.1:{port}/lab/api/settings/{name}?{token}"))
        assert "JupyterLab" in page
        assert settings["schema"]["properties"]["fetchNews"]["default"] == "false", "a pop-up would offer news"
        assert address[0].partition("?")[0].endswith(f"/lab/tree/{course.FIRST_NOTEBOOK}")
        process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
        rest = process.communicate()[1]
        assert "Traceback" not in rest
        if os.name != "nt":
            assert process.returncode == 0
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        process.stderr.close()
