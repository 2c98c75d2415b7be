#!/usr/bin/env python3
"""Open the course, or check it.

python3 course.py [--no-browser] [--port N]   install what is needed into .venv, open JupyterLab on the first notebook
python3 course.py test [arguments]            run every check; the arguments go to pytest
python3 course.py notebooks [names]           execute notebooks and write them back in their canonical form
python3 course.py figures [names]             draw figures/*.svg
python3 course.py bench [names]               measure speed and accuracy

Needs Python 3.11 or newer and nothing else. It uses uv where it finds it, else pip.
"""

# An older Python must be able to read this file as far as `check_python`: no syntax newer than Python 3.6.

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STATE = VENV / "course.json"
FIRST_NOTEBOOK = "notebooks/00_start_here.ipynb"
OLDEST_PYTHON = (3, 11)
CHECK_EXTRAS = ("browser", "test")
PIP_INSTALL = ("-m", "pip", "install", "--retries", "2")
NO_NETWORK = re.compile(
    r"name resolution|getaddrinfo failed|dns error|Network is unreachable|Failed to establish a new connection"
    r"|NewConnectionError|ConnectTimeout|Max retries exceeded|Failed to fetch|error sending request"
    r"|Request failed after",
    re.IGNORECASE,
)


def check_python(version=tuple(sys.version_info[:3])):
    """Stop with a sentence when Python is too old for the packages."""
    if version[:2] < OLDEST_PYTHON:
        raise SystemExit(
            f"The course needs Python {dotted(OLDEST_PYTHON)} or newer, and this is Python {dotted(version)} "
            f"({sys.executable}). Install a newer one, then start with it, for example: python3.12 course.py"
        )


def dotted(version):
    """Return a version as text: ``3.11``."""
    return ".".join(map(str, version))


# The environment


def read_state():
    """Return what the last install left in .venv: ``{"installed": fingerprint, "extras": [...]}``, or ``{}``."""
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_state(**state):
    """Write down how far the install has come."""
    VENV.mkdir(exist_ok=True)
    STATE.write_text(json.dumps(state), encoding="utf-8")


def environment_version():
    """Return the version of the Python in .venv as text, or None when it does not run or is too old."""
    program = f"import sys; print(*sys.version_info[:2], sep='.'); sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        done = subprocess.run([str(PYTHON), "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    return None if done.returncode else done.stdout.decode().strip()


def fingerprint(version):
    """Return a hash of all that decides what is installed: the pins, the package's metadata, the Python version."""
    files = [(ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml")]
    return hashlib.sha256(b"\0".join([version.encode(), *files])).hexdigest()


def prepare(*extras):
    """Make .venv hold the packages and `extras`. Takes a moment when it does already, and repairs what is broken."""
    state, version = read_state(), environment_version()
    installed = set(state.get("extras", ()))
    if version and state.get("installed") == fingerprint(version) and installed.issuperset(extras):
        return
    uv = shutil.which("uv")
    if VENV.exists():
        interrupted = STATE.exists() and "installed" not in state
        unable = not version or not (uv or has_pip())
        if interrupted or unable:
            reason = "The last install was interrupted" if interrupted else "The environment in .venv does not work"
            say(f"{reason}, so it is built anew.")
            remove_environment()
    extras = sorted(installed.union(extras))
    write_state(installing=extras)
    if not environment_version():
        make_environment(uv)
    say("Installing the packages into .venv. The first time this downloads about 100 MB; a minute or two is normal.")
    install = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), *PIP_INSTALL]
    packages = ["-r", "requirements.txt"] + (["-e", ".[{}]".format(",".join(extras))] if extras else [])
    run_installer(install + packages)
    write_state(installed=fingerprint(environment_version()), extras=extras)


def has_pip():
    """Tell whether pip runs in .venv (uv makes environments without it)."""
    return not subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode


def remove_environment():
    """Delete .venv, or say what holds it."""
    try:
        shutil.rmtree(str(VENV))
    except OSError as error:
        sentence = f"Cannot delete .venv ({error}). Close the JupyterLab that uses it, then try again."
        raise SystemExit(sentence) from error


def make_environment(uv):
    """Make an empty virtual environment in .venv."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    if uv:
        run_installer([uv, "venv", "--quiet", "--allow-existing", "--python", base, str(VENV)])
        return
    try:
        import ensurepip  # noqa: F401  Debian packs it apart from Python
        import venv  # noqa: F401
    except ImportError as error:
        raise SystemExit(
            "This Python cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv. "
            "Or install uv, which the course then uses."
        ) from error
    run_installer([base, "-m", "venv", str(VENV)])


def run_installer(command):
    """Run an installer and show its progress; stop with one sentence when it fails, also when the network is away."""
    offline = False
    try:
        with subprocess.Popen(command, cwd=str(ROOT), stderr=subprocess.PIPE) as process:
            for line in process.stderr:
                text = line.decode(errors="replace")
                offline = offline or bool(NO_NETWORK.search(text))
                if not offline:
                    sys.stderr.write(text)
                    sys.stderr.flush()
    except OSError as error:
        raise SystemExit(f"Cannot run {command[0]}: {error}") from error
    if process.returncode:
        raise SystemExit(
            "The package index cannot be reached. Connect this computer to the network, then run this command again."
            if offline
            else "The packages could not be installed; the lines above say why. Mend that, then run this command again."
        )


# The commands


def start(arguments):
    """Open JupyterLab on the first notebook."""
    parser = argparse.ArgumentParser(prog="course.py", usage=__doc__.split("\n\n")[1], add_help=False)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--port", type=int, default=8888)
    options = parser.parse_args(arguments)
    check_port(options.port)
    prepare()
    disable_news()
    command = jupyter_command(options.port, options.no_browser or not has_browser())
    say("JupyterLab starts; where no browser window opens, use an address below. Ctrl-C stops it.")
    if os.name != "nt":
        os.chdir(str(ROOT))
        os.execv(command[0], command)
    process = subprocess.Popen(command, cwd=str(ROOT))
    while process.poll() is None:
        with contextlib.suppress(KeyboardInterrupt):  # JupyterLab has got it too, and is closing
            process.wait()
    return process.returncode


def check_port(port):
    """Stop with a sentence when a server cannot listen on `port`."""
    if not 0 < port < 65536:
        raise SystemExit(f"--port {port} is not a port: give a number from 1 to 65535.")
    if not is_free(port):
        other = next((p for p in range(max(port + 1, 1024), 65536) if is_free(p)), 8889)
        raise SystemExit(
            f"Port {port} is taken, perhaps by this course in another window. Close that one, or take another port: "
            f"{Path(sys.executable).name} course.py --port {other}"
        )


def is_free(port):
    """Tell whether a server of this user could listen on `port` of this machine."""
    with socket.socket() as probe:
        if os.name != "nt":  # a connection that was closed a moment ago does not count; on Windows it never does
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def has_browser():
    """Tell whether a browser window can open: a Linux machine without a screen has none."""
    return sys.platform != "linux" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def disable_news():
    """Let the JupyterLab of .venv neither offer news nor look for updates, so it asks nothing of other machines."""
    folder = VENV / "share" / "jupyter" / "lab" / "settings"
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (folder / "overrides.json").write_text(json.dumps(settings), encoding="utf-8")


def jupyter_command(port, no_browser):
    """Return the command line that starts JupyterLab on the first notebook."""
    command = [str(PYTHON), "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}"]
    command += [f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}", "--ServerApp.answer_yes=True"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    command += ["--ServerApp.log_level=WARN", "--LabApp.log_level=WARN"]
    command += ["--no-browser"] if no_browser else []
    return command + (["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])


def test(arguments):
    """Run every check, print each step, and return one exit code for all of them."""
    prepare(*CHECK_EXTRAS)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        for name, command in check_commands(report, arguments):
            say("\n$ " + " ".join(["python", *command[1:]]))
            began = time.time()
            code = run(command)
            counts = read_report(report) if name == "pytest" else [not code, bool(code), 0]
            if code and not counts[1]:  # pytest itself broke down, or collected nothing
                counts[1] = 1
            results.append((name, time.time() - began, counts))
    say("")
    for name, seconds, counts in results:
        say(f"{name:12s} {seconds:6.1f} s   {summary(counts)}")
    total = [sum(counts[i] for _, _, counts in results) for i in range(3)]
    say(summary(total))
    return 1 if total[1] else 0


def check_commands(report, arguments):
    """Return the steps of `test` as pairs of a name and a command line."""
    python = [str(PYTHON), "-m"]
    pytest = ["pytest", "-p", "tests.tools.reference", "--nbval", "--timeout=300", "--junitxml=" + str(report)]
    # In their own order: the browser's file, which lasts longest and has few tests, would else come late and alone.
    workers = ["-n", "auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
    return [
        ("ruff check", [*python, "ruff", "check", "."]),
        ("ruff format", [*python, "ruff", "format", "--check", "."]),
        ("pytest", [*python, *pytest, *workers, *arguments]),
    ]


def read_report(report):
    """Return ``[passed, failed, skipped]`` from the JUnit file that pytest wrote."""
    if not report.exists():
        return [0, 1, 0]
    suites = list(xml.etree.ElementTree.parse(str(report)).getroot().iter("testsuite"))
    tests, errors, failures, skipped = (
        sum(int(suite.get(name)) for suite in suites) for name in ("tests", "errors", "failures", "skipped")
    )
    return [tests - errors - failures - skipped, errors + failures, skipped]


def summary(counts):
    """Return counts as a line: ``12 passed, 0 failed``, and ``, 1 skipped`` where a test was."""
    passed, failed, skipped = counts
    return f"{passed:d} passed, {failed:d} failed" + (f", {skipped:d} skipped" if skipped else "")


def notebooks(arguments):
    """Execute notebooks and write them back in their canonical form."""
    prepare()
    return run([str(PYTHON), "-m", "tests.tools.notebooks", *arguments])


def figures(arguments):
    """Draw the pictures of figures/."""
    prepare()
    return run([str(PYTHON), "-m", "tests.tools.figures", *arguments])


def bench(arguments):
    """Measure speed and accuracy, on one thread: the thread pools of NumPy and SciPy get in each other's way."""
    prepare(*CHECK_EXTRAS)
    return run([str(PYTHON), "-m", "tests.bench", *arguments], OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")


def run(command, **environment):
    """Run a command in the root of the repository and return its exit code."""
    return subprocess.run(command, cwd=str(ROOT), env=dict(os.environ, PYTHONUTF8="1", **environment)).returncode


def say(text):
    """Print a line at once, before what the next command prints."""
    print(text, flush=True)


COMMANDS = {"start": start, "test": test, "notebooks": notebooks, "figures": figures, "bench": bench}


def main(arguments):
    """Run the command that the arguments name; without a name, open the course."""
    check_python()
    if "-h" in arguments[:1] or "--help" in arguments[:1]:
        say(__doc__.strip())
        return 0
    name, rest = (arguments[0], arguments[1:]) if arguments and arguments[0][0] != "-" else ("start", arguments)
    if name not in COMMANDS:
        raise SystemExit("course.py has no command {!r}. It has: {}.".format(name, ", ".join(COMMANDS)))
    try:
        return COMMANDS[name](rest)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
