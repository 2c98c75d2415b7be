"""Drive JupyterLab in a headless Chromium: run a notebook, look at it, work its panels.

``python -m tests.browser NOTEBOOK OUT_DIR [--width 1280 480]`` writes screenshots of the executed notebook,
its panels live, in slices that can be looked at one by one.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import quote, urlsplit

from tests.tools.svg import shapes

if TYPE_CHECKING:  # this module can be imported where Playwright is absent
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).resolve().parents[1]
SLICE_HEIGHT = 1400

_CHROMIUM_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_CHROMIUM_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
_CHROMIUM_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A name off this machine does not resolve: a page that needs one fails here as it fails for a reader offline.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_QUIET_LAB = {
    "@jupyterlab/apputils-extension": {"notification": {"fetchNews": "false", "checkForUpdates": False}},
    "@jupyterlab/docmanager-extension": {"plugin": {"autosave": False}},
    "@jupyterlab/notebook-extension": {"tracker": {"scrollPastEnd": False}},
}


def find_chromium() -> str | None:
    """Return the path of a Chromium browser: ``COURSE_CHROMIUM``, then the command path, then the usual places."""
    chosen = os.environ.get("COURSE_CHROMIUM")
    if chosen:
        if not shutil.which(chosen):
            raise FileNotFoundError(f"COURSE_CHROMIUM must name a Chromium program, got {chosen!r}")
        return shutil.which(chosen)
    candidates = (*_CHROMIUM_COMMANDS, *_CHROMIUM_PLACES)
    return next((found for name in candidates if (found := shutil.which(name))), None)


def copy_for_reading(notebooks: Iterable[Path], folder: Path) -> None:
    """Copy notebooks into ``folder/notebooks`` and the drawn figures beside it, where the notebooks look for them."""
    (folder / "notebooks").mkdir()
    for path in notebooks:
        shutil.copy(path, folder / "notebooks")
    if (ROOT / "figures").is_dir():
        shutil.copytree(ROOT / "figures", folder / "figures", ignore=shutil.ignore_patterns("*.py", "__pycache__"))


@contextmanager
def jupyter_lab(folder: Path, *, settings: dict | None = None) -> Iterator[str]:
    """Serve `folder` with JupyterLab on a free port of this machine; yield its address, token included.

    Configuration and workspaces live in a temporary folder: the user's own are neither read nor changed.
    """
    token = secrets.token_hex(16)
    port = _free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        for extension, files in {**_QUIET_LAB, **(settings or {})}.items():
            for name, values in files.items():
                path = home / "settings" / extension / f"{name}.jupyterlab-settings"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(values), encoding="utf-8")
        environment = os.environ | {
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "IPYTHONDIR": str(home / "ipython"),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"]
        command += [
            f"--ServerApp.{name}={value}"
            for name, value in {
                "ip": "127.0.0.1",
                "port": port,
                "port_retries": 0,
                "root_dir": folder,
            }.items()
        ]
        command += [
            f"--IdentityProvider.token={token}",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]
        command += ["--LabApp.extension_manager=readonly"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        log = home / "log.txt"
        with log.open("wb") as sink:
            server = subprocess.Popen(command, env=environment, stdout=sink, stderr=subprocess.STDOUT)
        try:
            _wait_for_server(server, f"http://127.0.0.1:{port}/api?token={token}", log)
            yield f"http://127.0.0.1:{port}/lab?token={token}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for_server(server: subprocess.Popen, address: str, log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text(encoding="utf-8", errors="replace")[-4000:])


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium; yield Playwright's browser."""
    program = find_chromium()
    if program is None:
        raise FileNotFoundError("no Chromium found; install one, or set COURSE_CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = [*_CHROMIUM_FLAGS]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=flags)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Traffic:
    """What a page asked for and complained about while it was open."""

    addresses: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)

    @property
    def off_machine(self) -> list[str]:
        """Addresses that lie on another machine."""
        return [
            address
            for address in self.addresses
            if urlsplit(address).scheme not in {"data", "blob", "about"}
            and urlsplit(address).hostname not in {"127.0.0.1", "localhost"}
        ]

    def watch(self, context: BrowserContext) -> None:
        """Record every page of `context` from now on."""
        context.on("request", lambda request: self.addresses.append(request.url))
        context.on("page", self._watch_page)

    def _watch_page(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.addresses.append(socket.url))
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.console_errors.append(f"{message.text} ({message.location['url']})")
                if message.type == "error"
                else None
            ),
        )


@contextmanager
def open_notebook(
    browser: Browser, lab: str, name: str, *, width: int = 1280, height: int = 900
) -> Iterator[tuple[Page, Traffic]]:
    """Open the notebook `name` (relative to the served folder) in a fresh page; yield the page and its traffic."""
    base, _, query = lab.partition("?")
    traffic = Traffic()
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        traffic.watch(context)
        page = context.new_page()
        page.goto(f"{base}/tree/{quote(name)}?reset&{query}")
        # "Idle" may stand in the page before the kernel's socket is open; commands sent then are dropped in silence.
        page.wait_for_function(
            """() => {
                const context = window.jupyterapp?.shell.currentWidget?.context?.sessionContext;
                const kernel = context?.session?.kernel;
                return context?.isReady && kernel?.connectionStatus === "connected" && kernel.status === "idle";
            }""",
            timeout=60_000,
        )
        page.evaluate("window.jupyterapp.shell.collapseLeft()")
        yield page, traffic
        page.evaluate("window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    finally:
        context.close()


def run_all(page: Page, seconds: float = 120) -> None:
    """Clear the stored outputs, run all cells, and wait for the last of them."""
    page.set_default_timeout(seconds * 1000)
    page.evaluate("""async () => {
        await window.jupyterapp.commands.execute("notebook:clear-all-cell-outputs");
        await window.jupyterapp.commands.execute("notebook:run-all-cells");
    }""")
    page.wait_for_function(
        """() => {
            const cells = window.jupyterapp.shell.currentWidget.content.model.cells;
            const code = Array.from(cells).filter((cell) => cell.type === "code" && cell.sharedModel.source.trim());
            return code.every((cell) => cell.executionCount !== null);
        }""",
    )


SHOWN_SLIDER = '.widget-slider:not([style*="display: none"])'
"""A slider that its panel does not hide; one that the page hides by accident is among them, and has to be noticed."""


@dataclass
class LivePanel:
    """A panel as it stands on the page, worked like a reader works it."""

    page: Page
    root: Locator

    @property
    def sliders(self) -> list[Slider]:
        """The sliders that the panel does not hide on purpose, in order."""
        return [Slider(self, root) for root in self.root.locator(SHOWN_SLIDER).all()]

    @property
    def texts(self) -> list[Locator]:
        """The lines of text, in order."""
        return self.root.locator(".widget-text input").all()

    @property
    def buttons(self) -> dict[str, Locator]:
        """The buttons, by label."""
        return {button.text_content(): button for button in self.root.locator("button").all()}

    @property
    def alt(self) -> str:
        """What a screen reader says."""
        return self.root.locator("svg[role=img]").get_attribute("aria-label")

    @property
    def alert(self) -> str:
        """The error that the panel shows, or an empty text."""
        return " ".join(self.root.locator("[role=alert]").all_inner_texts())

    def shapes(self) -> str:
        """Return the moving layer as it is when nothing moves any more, without its label."""
        # The kernel answers in turn: with its answer, what was asked before is done. Of a slider that moves fast,
        # the page sends a place only when the one before is drawn, so the kernel is asked twice.
        self.root.evaluate("""async (panel) => {
            const kernel = window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
            let last;
            do {
                await kernel.requestKernelInfo();
                last = panel.innerHTML;
                for (let i = 0; i < 2; i += 1) {
                    await new Promise((resolve) => setTimeout(resolve, 75));
                    await kernel.requestKernelInfo();
                }
            } while (panel.innerHTML !== last);
        }""")
        return shapes(self.root.locator("svg[role=img]").evaluate("(svg) => svg.outerHTML"))

    def start_watch(self) -> None:
        """Watch each change and each painted frame of the picture until `end_watch`."""
        self.root.evaluate("""(panel) => {
            const still = panel.querySelector("svg[aria-hidden=true]");
            const stack = panel.querySelector("svg[role=img]").closest(".widget-box");
            const watch = { frames: [], empty: 0, still_changed: 0, heights: [], painted: 0 };
            const look = () => {
                const moving = panel.querySelectorAll("svg[role=img]");
                if (moving.length !== 1 || !moving[0].querySelector("path, use")) watch.empty += 1;
                else if (watch.frames.at(-1) !== moving[0].innerHTML) watch.frames.push(moving[0].innerHTML);
                if (!still.isConnected || !still.getClientRects().length) watch.still_changed += 1;
                const height = stack.getBoundingClientRect().height;
                if (watch.heights.at(-1) !== height) watch.heights.push(height);
            };
            const observer = new MutationObserver((records) => {
                const inStill = (node) => node.contains(still) || still.contains(node);
                for (const { target, removedNodes } of records) {
                    if (still.contains(target) || [...removedNodes].some(inStill)) watch.still_changed += 1;
                }
                look();
            });
            observer.observe(panel, { childList: true, subtree: true, attributes: true });
            const paint = () => {
                if (!panel.watch) return;
                watch.painted += 1;
                look();
                requestAnimationFrame(paint);
            };
            panel.watch = watch;
            panel.endWatch = () => { observer.disconnect(); delete panel.watch; return watch; };
            requestAnimationFrame(paint);
        }""")

    def end_watch(self) -> dict:
        """Return ``frames`` (distinct pictures in order), ``empty``, ``still_changed``, ``heights`` and ``painted``."""
        return self.root.evaluate("(panel) => panel.endWatch()")


@dataclass
class Slider:
    """One slider of a panel."""

    panel: LivePanel
    root: Locator

    @property
    def label(self) -> Locator:
        """The label in front."""
        return self.root.locator(".widget-label")

    @property
    def readout(self) -> str:
        """What stands behind the slider: a number or a word."""
        return self.root.locator(".widget-readout").inner_text()

    @property
    def cut(self) -> int:
        """How many pixels of the readout cannot be seen."""
        return self.root.locator(".widget-readout").evaluate("(box) => box.scrollWidth - box.clientWidth")

    @property
    def place(self) -> float:
        """Where the handle is: the slider's number, or for a slider over words how many stand before."""
        return self.root.locator(".noUi-target").evaluate("(rail) => rail.noUiSlider.get(true)")

    @property
    def steps(self) -> int:
        """How many steps lie between its ends."""
        return self.root.locator(".noUi-target").evaluate("""(rail) => {
            const { range, step } = rail.noUiSlider.options;
            return Math.round((range.max - range.min) / step);
        }""")

    @property
    def handle(self) -> Locator:
        """What is dragged, and has the keyboard's focus."""
        return self.root.locator(".noUi-handle")

    def press(self, *keys: str) -> None:
        """Press keys one right after the other, as held keys repeat."""
        self.handle.focus()
        for key in keys:
            self.panel.page.keyboard.press(key)

    def drag(self, *ways: float) -> None:
        """Drag the handle with the mouse to places along its rail, from 0 (left end) to 1 (right end)."""
        self.handle.scroll_into_view_if_needed()
        rail = self.root.locator(".noUi-base").bounding_box()
        held = self.handle.bounding_box()
        y = held["y"] + held["height"] / 2
        mouse = self.panel.page.mouse
        mouse.move(held["x"] + held["width"] / 2, y)
        mouse.down()
        for way in ways:
            mouse.move(rail["x"] + way * rail["width"], y, steps=8)
        mouse.up()


def live_panels(page: Page, count: int) -> list[LivePanel]:
    """Return the panels of the open notebook, in order, once `count` of them are live."""
    found = page.locator(".jp-OutputArea-output .widget-vbox:has(svg[role=img])")
    found.nth(count - 1).wait_for(state="attached")
    return [LivePanel(page, root) for root in found.all()]


def screenshots(page: Page, stem: Path) -> list[Path]:
    """Write the open notebook from top to bottom as PNG slices ``<stem>-01.png``, …; return their paths."""
    page.set_viewport_size({"width": page.viewport_size["width"], "height": SLICE_HEIGHT})
    scroller = page.locator(".jp-NotebookPanel:visible .jp-WindowedPanel-outer")
    page.evaluate("document.fonts.ready")
    written: list[Path] = []
    top = 0
    while True:
        scroller.evaluate("(element, top) => { element.scrollTop = top; }", top)
        page.wait_for_timeout(400)  # what has just come into view is laid out and typeset
        reached, height, visible = scroller.evaluate(
            "(element) => [element.scrollTop, element.scrollHeight, element.clientHeight]"
        )
        written.append(stem.with_name(f"{stem.name}-{len(written) + 1:02d}.png"))
        scroller.screenshot(path=written[-1])
        top = reached + visible - 40
        if reached + visible >= height - 1:
            return written


def main(arguments: list[str] | None = None) -> None:
    """Run a notebook in JupyterLab and write screenshots of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=main.__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--width", type=int, nargs="+", default=[1280, 480], help="widths of the window in pixels")
    parser.add_argument("--theme", default="JupyterLab Light", help='for example "JupyterLab Dark"')
    options = parser.parse_args(arguments)
    options.out_dir.mkdir(parents=True, exist_ok=True)
    theme = {
        "@jupyterlab/apputils-extension": {
            **_QUIET_LAB["@jupyterlab/apputils-extension"],
            "themes": {"theme": options.theme},
        }
    }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        copy_for_reading([options.notebook], folder)
        lab = stack.enter_context(jupyter_lab(folder, settings=theme))
        browser = stack.enter_context(chromium())
        for width in options.width:
            with open_notebook(browser, lab, f"notebooks/{options.notebook.name}", width=width) as (page, traffic):
                run_all(page)
                for path in screenshots(page, options.out_dir / f"{options.notebook.stem}-{width}"):
                    print(path)
                for complaint in (*traffic.console_errors, *traffic.page_errors, *traffic.off_machine):
                    print(f"{width} px: {complaint}", file=sys.stderr)


if __name__ == "__main__":
    main()
