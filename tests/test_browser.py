"""Every explorer, worked in JupyterLab by keyboard and by mouse as a reader works it."""

import ast
import importlib.util
import os

import pytest

from tests import browser
from tests.tools.cells import cells, notebook_paths, read_notebook, source


def explorers(path):
    """Return the names of the explorers that a notebook opens, in order: ``name.explore(...)``."""
    return [
        node.func.value.id
        for _, cell in cells(read_notebook(path), "code")
        for node in ast.walk(ast.parse(source(cell)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "explore"
    ]


NOTEBOOKS = {path.name: names for path in notebook_paths() if (names := explorers(path))}


def missing():
    """Return what this machine lacks, or None."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed (the browser extra of pyproject.toml)"
    if browser.find_chromium() is None:
        return "no Chromium found; install one, or set COURSE_CHROMIUM to its path"
    return None


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A JupyterLab that serves a copy of the notebooks, and a Chromium."""
    if reason := missing():
        if os.environ.get("CI"):
            pytest.fail(f"{reason}; in CI the browser checks must run")
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("lab")
    browser.copy_for_reading(notebook_paths(), folder)
    with browser.jupyter_lab(folder) as lab, browser.chromium() as chromium:
        yield lab, chromium


@pytest.fixture(scope="module", params=NOTEBOOKS)
def notebook(request, machine):
    """A notebook that has just been run: its page, its traffic, its live panels."""
    lab, chromium = machine
    with browser.open_notebook(chromium, lab, f"notebooks/{request.param}") as (page, traffic):
        browser.run_all(page)
        names = [f"{name}, panel {number}" for number, name in enumerate(NOTEBOOKS[request.param], 1)]
        yield page, traffic, dict(zip(names, browser.live_panels(page, len(names)), strict=True))


@pytest.fixture
def panels(notebook):
    """The panels by the name of their explorer; each is reset before and after the test."""
    _, _, found = notebook
    for panel in found.values():
        panel.root.scroll_into_view_if_needed()
        panel.buttons["Reset"].click()
        panel.shapes()
    yield found
    for panel in found.values():
        panel.buttons["Reset"].click()


def test_there_are_notebooks_with_explorers():
    assert NOTEBOOKS


def test_every_cell_ran_without_an_error(notebook):
    page, _, _ = notebook
    errors = page.evaluate("""() => Array.from(window.jupyterapp.shell.currentWidget.content.model.cells)
        .filter((cell) => cell.type === "code")
        .flatMap((cell) => cell.sharedModel.getOutputs())
        .filter((output) => output.output_type === "error" || output.name === "stderr")
        .map((output) => output.evalue ?? output.text)""")
    assert errors == []


def test_every_slider_works_by_keyboard(panels):
    for name, panel in panels.items():
        assert panel.sliders, name
        first, words = panel.shapes(), panel.alt
        for slider in panel.sliders:
            start, word, label = slider.place, slider.readout, f"{name}: {slider.label.text_content()}"
            slider.press("ArrowRight")
            assert panel.shapes() != first, label
            assert slider.place > start, label
            assert slider.readout != word, label
            assert panel.alt != words, label
            slider.press("ArrowLeft")
            assert panel.shapes() == first, label
            assert (slider.place, slider.readout, panel.alt) == (start, word, words), label
            ends = []
            for key in ("Home", "End"):
                slider.press(key)
                ends.append((slider.place, panel.shapes()))
                assert slider.cut == 0, f"{label}: {slider.readout} is cut off"
                assert panel.alert == "", label
            (low, left), (high, right) = ends
            assert low < start < high, label
            assert len({first, left, right}) == 3, label
            panel.buttons["Reset"].click()
            assert panel.shapes() == first, label
            assert slider.readout == word, label


def test_a_burst_of_key_presses_ends_where_single_ones_end(panels):
    for name, panel in panels.items():
        for slider in panel.sliders:
            slider.press("Home")
            for _ in range(2):
                slider.press("ArrowRight")
                paced = panel.shapes()
            at = slider.readout
            to_and_fro = ["ArrowRight"] * 2 + ["ArrowLeft"] * 2  # two steps: no slider is shorter
            slider.press("End", "Home", *to_and_fro * 3, *to_and_fro[:2])
            assert panel.shapes() == paced, f"{name}: {slider.label.text_content()}"
            assert slider.readout == at
            panel.buttons["Reset"].click()


def test_a_drag_moves_the_picture_all_the_way_and_never_blanks_it(panels):
    for name, panel in panels.items():
        slider = max(panel.sliders, key=lambda slider: slider.steps)
        assert slider.steps >= 20, name
        panel.start_watch()
        slider.drag(0.1, 0.9, 0.2, 0.6)
        last = panel.shapes()
        watch = panel.end_watch()
        assert len(watch["frames"]) >= 5, f"{name}: the picture did not follow the drag"
        assert watch["painted"] >= 5, name
        assert watch["empty"] == 0, f"{name}: a frame without a moving layer"
        assert watch["still_changed"] == 0, f"{name}: the still layer was touched"
        assert len(watch["heights"]) == 1, f"{name}: the picture changed its height: {watch['heights']}"
        slider.press("ArrowRight", "ArrowLeft")
        assert panel.shapes() == last, f"{name}: the drag did not end at the state of its slider"


def test_the_layers_lie_exactly_upon_each_other(panels):
    for name, panel in panels.items():
        still, moving = (panel.root.locator(f"svg[{kind}]") for kind in ("aria-hidden=true", "role=img"))
        assert still.bounding_box() == moving.bounding_box(), name
        assert still.bounding_box()["width"] > 100, name


def test_buttons_move_the_picture_and_reset_restores_it(panels):
    for name, panel in panels.items():
        first = panel.shapes()
        for label in panel.buttons.keys() - {"Reset"}:
            panel.buttons[label].press("Enter")
            assert panel.shapes() != first, f"{name}: {label}"
            assert panel.alert == "", f"{name}: {label}"
            panel.buttons["Reset"].press("Enter")
            assert panel.shapes() == first, f"{name}: {label}"


def test_a_line_of_text_moves_the_picture_and_tells_what_it_refuses(panels):
    for name, panel in panels.items():
        first = panel.shapes()
        for line in panel.texts:
            value = line.input_value()
            line.fill(f"{value} {value.split()[0]}")  # one more of what is there
            line.press("Enter")
            more = panel.shapes()
            assert more != first, name
            line.fill("?")
            line.press("Enter")
            assert panel.shapes() == more, name
            assert "'?'" in panel.alert, name
            panel.buttons["Reset"].click()
            assert panel.shapes() == first, name
            assert panel.alert == "", name
            assert line.input_value() == value, name


@pytest.mark.parametrize("width", [1280, 480])
def test_labels_and_numbers_are_visible_and_nothing_is_cut_off(notebook, panels, width):
    page, _, _ = notebook
    height = page.viewport_size["height"]
    page.set_viewport_size({"width": width, "height": height})
    try:
        for name, panel in panels.items():
            panel.root.scroll_into_view_if_needed()
            panel.shapes()
            controls = panel.root.locator(f"{browser.SHOWN_SLIDER}, .widget-text").all()
            assert len(controls) == len(panel.sliders) + len(panel.texts), name
            for control in controls:
                label = control.locator(".widget-label")
                assert label.is_visible(), name
                assert label.inner_text().strip(), name
            cut = panel.root.evaluate("""(panel) => [panel, ...panel.querySelectorAll("*:not(svg *)")]
                .filter((part) => part === panel || getComputedStyle(part).overflowX !== "visible")
                .filter((part) => part.scrollWidth > part.clientWidth)
                .map((part) => `${part.className}: ${part.scrollWidth} > ${part.clientWidth}`)""")
            assert cut == [], f"{name} at {width} px"
            outside = panel.root.evaluate("""(panel) => {
                const pane = panel.closest(".jp-WindowedPanel-outer").getBoundingClientRect();
                return [...panel.querySelectorAll("svg, button, input, .widget-label, .widget-readout, .noUi-base")]
                    .filter((part) => part.checkVisibility())
                    .map((part) => [part.className, part.getBoundingClientRect()])
                    .filter(([_, box]) => box.left < pane.left || box.right > pane.right)
                    .map(([name, box]) => `${name}: ${box.left} to ${box.right}, pane ${pane.left} to ${pane.right}`);
            }""")
            assert outside == [], f"{name} at {width} px"
    finally:
        page.set_viewport_size({"width": 1280, "height": height})


def test_each_control_can_be_reached_by_the_tab_key(panels, notebook):
    page, _, _ = notebook
    for name, panel in panels.items():
        wanted = len(panel.sliders) + len(panel.texts) + len(panel.buttons)
        panel.root.locator("[tabindex='0'], input, button").first.focus()
        reached = 0
        for _ in range(3 * wanted):
            inside = panel.root.evaluate("(panel) => panel.contains(document.activeElement)")
            if not inside:
                break
            reached += page.evaluate("document.activeElement.matches('.noUi-handle, input, button')")
            page.keyboard.press("Tab")
        assert reached == wanted, name


def test_no_complaint_and_no_request_off_the_machine(notebook):
    _, traffic, _ = notebook
    assert traffic.addresses
    assert traffic.off_machine == []
    assert traffic.console_errors == []
    assert traffic.page_errors == []
