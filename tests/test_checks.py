import importlib
import inspect
import itertools
import linecache
import math
import pkgutil
import re
import textwrap
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import helpers.checks
from helpers.checks.machinery import Exercise, Mistake, exercise
from tests import right_answers, wrong_answers
from tests.tools import cells

CHAPTERS = {
    found.name.removeprefix("chapter_"): importlib.import_module(f"helpers.checks.{found.name}")
    for found in pkgutil.iter_modules(helpers.checks.__path__)
    if found.name.startswith("chapter_")
}
EXERCISES = [
    pytest.param(chapter, found, id=f"{found.number}-{found.name}")
    for chapter, module in CHAPTERS.items()
    for found in vars(module).values()
    if isinstance(found, Exercise)
]
for package in (right_answers, wrong_answers):
    for found in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{found.name}")  # importing a chapter collects its answers
every_exercise = pytest.mark.parametrize(("chapter", "check"), EXERCISES)
_cell_numbers = itertools.count(1)


def run_cell(source):
    """Execute the source of a notebook cell in a fresh namespace, with its lines known to tracebacks."""
    source = textwrap.dedent(source).lstrip("\n")
    name = f"<cell {next(_cell_numbers)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    namespace = {"np": np, "math": math, "Fraction": Fraction, "Decimal": Decimal}
    exec(compile(source, name, "exec"), namespace)
    return namespace


def said(check, function, capsys):
    """Run the check and return what it printed, which has to be the same the second time."""
    printed = []
    for _ in range(2):
        assert check(function) is None
        printed.append(capsys.readouterr())
    assert printed[0] == printed[1]
    assert printed[0].err == ""
    return printed[0].out


def hints_in(text, check):
    return [hint for hint in check.hints if hint in text]


def in_notebook(chapter, check):
    """Find an exercise in the notebook of its chapter, and the name of the function that its cells check."""
    found = [path for path in cells.notebook_paths() if path.name.startswith(f"{chapter}_")]
    assert len(found) == 1, f"expected one notebook of chapter {chapter}, found {[path.name for path in found]}"
    number = check.number
    exercises = {exercise.number: exercise for exercise in cells.exercises(cells.read_notebook(found[0]))}
    assert number in exercises, f"{found[0].name} has the exercises {sorted(exercises)}, not {number}"
    code = "\n".join(cells.source(cell) for _, cell in exercises[number].cells if cell["cell_type"] == "code")
    names = re.findall(rf"^checks\.{check.name}\((\w+)\)$", code, re.MULTILINE)
    assert len(names) == 1, f"{found[0].name}, exercise {number}: {len(names)} calls of checks.{check.name}, not 1"
    assert exercises[number].solution, f"{found[0].name}, exercise {number}: no solution"
    return exercises[number], names[0]


# The exercises of the chapters


@every_exercise
def test_the_solution_in_the_notebook_is_correct(chapter, check, capsys):
    written, name = in_notebook(chapter, check)
    text = said(check, run_cell(written.solution)[name], capsys)
    assert text == f"Exercise {check.number}: correct ({len(check.cases)} cases).\n"


@every_exercise
def test_the_number_is_that_of_the_chapter(chapter, check):
    assert check.number.partition(".")[0] == chapter


@every_exercise
def test_the_stub_is_not_attempted(chapter, check, capsys):
    namespace = run_cell(f"def {check.name}({', '.join(check.parameters)}):\n    ...   # your code here\n")
    assert said(check, namespace[check.name], capsys) == f"Exercise {check.number}: not attempted yet.\n"


@every_exercise
def test_expected_values_are_numbers(chapter, check):
    for case in check.cases:
        expected = np.asarray(check.expected(*case))
        assert expected.dtype.kind in "fiu"
        assert not np.isnan(expected).any()
        assert np.isfinite(expected).all() or check.meets_log_zero(case)


@every_exercise
def test_every_mistake_is_told_apart_from_every_other(chapter, check):
    for mistake in check.mistakes:

        def mistaken(*case, mistake=mistake):
            return mistake.formula(*case) + mistake.atol / 2

        runs = [check.run(mistaken, case) for case in check.cases]
        assert not all(check.is_right(run, case) for run, case in zip(runs, check.cases, strict=True)), mistake.hint
        assert {fitting.hint for fitting in check.fitting(runs)} == {mistake.hint}


@every_exercise
def test_every_hint_names_the_mistake_and_asks_a_question(chapter, check):
    for hint in check.hints:
        assert ". " in hint or ": " in hint
        assert hint.endswith("?")
        assert "np." not in hint
        assert "return" not in hint.replace("returned", "")


@every_exercise
def test_every_hint_is_earned_by_a_wrong_answer(chapter, check):
    answers = [answer for answer in wrong_answers.COLLECTED if answer.exercise is check]
    earned = {hint for answer in answers for hint in check.hints if hint.startswith(answer.hint)}
    assert earned == set(check.hints)
    assert len(earned) >= 5


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answer, id=f"{answer.exercise.name}-{answer.function.__name__}")
        for answer in wrong_answers.COLLECTED
    ],
)
def test_a_wrong_answer_is_refused_with_its_own_hint(answer, capsys):
    check = answer.exercise
    lines = said(check, answer.function, capsys).splitlines()
    assert lines[0].startswith(f"Exercise {check.number}: not correct yet, ")
    assert lines[1].startswith(answer.hint)
    listed = [hint for hint in check.hints if hint.startswith(answer.hint)]
    assert len(listed) <= 1
    assert hints_in("\n".join(lines), check) == listed
    assert lines[2] == "The smallest failing case:"
    assert lines[3].startswith(f"    {answer.function.__name__}({check.parameters[0]}=")
    assert lines[4].startswith(("    returned ", "    raised "))
    assert lines[5].startswith("    expected ")


@every_exercise
def test_no_output_shows_a_line_of_the_solution(chapter, check, capsys):
    answers = [answer for answer in wrong_answers.COLLECTED if answer.exercise is check]
    text = "".join(said(check, answer.function, capsys) for answer in answers)
    written, _ = in_notebook(chapter, check)
    lines = [line.partition("#")[0].strip() for line in written.solution.splitlines()]
    body = [line for line in lines if line and not line.startswith(("def ", "import ", "from ", '"""'))]
    body = [line.removeprefix("return ") for line in body]
    assert body
    assert not [line for line in body if line in text and not line.isidentifier()]


@every_exercise
def test_every_exercise_has_a_right_answer_of_another_style(chapter, check):
    assert [answer for answer in right_answers.COLLECTED if answer.exercise is check]


@pytest.mark.parametrize(
    "answer",
    [pytest.param(a, id=f"{a.exercise.number}-{a.function.__name__}") for a in right_answers.COLLECTED],
)
def test_a_right_answer_of_another_style_is_correct(answer, capsys):
    text = said(answer.exercise, answer.function, capsys)
    assert text == f"Exercise {answer.exercise.number}: correct ({len(answer.exercise.cases)} cases).\n"


def test_many_factors_vanish_in_the_widest_float():
    data, theta = CHAPTERS["01"].negative_log_likelihood.cases[-1]
    q, y = CHAPTERS["01"].conditional_nll.cases[-1]
    labels, q_of_outcomes = CHAPTERS["02"].probability_per_label.cases[-1]
    factors = np.where(data == 2, theta, 1 - theta), q[np.arange(len(y)), y], q_of_outcomes[labels]
    for factor in factors:  # an exponent of 15 bits, as of 80-bit and 128-bit floats, ends at 2**-16494
        assert np.log2(factor).sum() < -16_500


def test_a_remark_tells_of_a_warning_that_is_not_natural(capsys):
    source = "def my(n, q):\n    p = n / n.sum()\n    return -np.where(n > 0, p * np.log(q), 0).sum()\n"
    lines = said(CHAPTERS["02"].cross_entropy_from_counts, run_cell(source)["my"], capsys).splitlines()
    assert lines == [
        "Exercise 02.1: correct (8 cases).",
        "Your code warned: divide by zero encountered in log (line 3 of the cell).",
        "Your code warned: invalid value encountered in multiply (line 3 of the cell).",
    ]


def test_a_wrong_answer_is_not_blamed_for_a_natural_warning(capsys):
    for name, source in [
        ("cross_entropy_from_counts", "def my(n, q):\n    return -(n[n > 0] * np.log(q[n > 0])).sum()"),
        ("probability_per_label", "def my(labels, q):\n    return np.log(q[labels]).mean()"),
    ]:
        text = said(getattr(CHAPTERS["02"], name), run_cell(source)["my"], capsys)
        assert "not correct yet" in text
        assert "warned" not in text


@pytest.mark.parametrize("name", ["likelihood", "negative_log_likelihood", "most_likely"])
def test_an_array_taken_for_a_list_is_named(name, capsys):
    check = getattr(CHAPTERS["01"], name)
    head = ", ".join(check.parameters)
    error = "AttributeError: 'numpy.ndarray' object has no attribute 'count'"
    lines = said(check, run_cell(f"def my({head}):\n    return data.count(2) / len(data)")["my"], capsys).splitlines()
    assert lines[1:5] == [
        f"Your function stopped with {error}, in line 2 of the cell:",
        "    return data.count(2) / len(data)",
        f"data is a NumPy array of shape {check.cases[0][0].shape}, not a list. How does an array do what count does?",
        "The smallest failing case:",
    ]


@pytest.mark.parametrize(  # a number cannot be changed in place; only exercises that take arrays are at risk
    "check", [param.values[1] for param in EXERCISES if isinstance(param.values[1].cases[0][0], np.ndarray)], ids=repr
)
def test_a_check_changes_none_of_its_own_cases(check, capsys):
    before = [[np.copy(argument) for argument in case] for case in check.cases]

    def destroy(*arguments):
        for argument in arguments:
            if isinstance(argument, np.ndarray):
                argument[...] = 0
        return 0.0

    text = said(check, destroy, capsys)
    assert f"Your function changed its argument {check.parameters[0]}. Can it work on a copy?" in text
    for case, kept in zip(check.cases, before, strict=True):
        for argument, copied in zip(case, kept, strict=True):
            np.testing.assert_array_equal(argument, copied)


def test_a_check_names_itself_without_an_address():
    assert repr(CHAPTERS["01"].likelihood) == "<check of exercise 01.1: likelihood(data, theta)>"


# The machinery, on an exercise of its own: the area of a rectangle with sides a[0] and a[1], b times


@exercise(
    "9.1",
    cases=(
        (np.array([1.0, 2.0]), 1.0),
        (np.array([3.0, 5.0]), 2.0),
        (np.array([0.0, 3.0]), 4.0),
        (np.array([7.0, 2.0]), 0.5),
    ),
    mistakes=(
        Mistake(lambda a, b: a.sum() * b, "You added the sides. What is an area?"),
        Mistake(lambda a, b: np.nan if a[0] == 0 else a.prod() * b, "You divided by a side. What if it is 0?"),
        Mistake(lambda a, b: a * b, "You returned both sides. Which operation joins them?"),
    ),
)
def area(a, b):
    return a[0] * a[1] * b


@exercise("9.2", cases=((1.0,), (2.0,)), mistakes=(Mistake(lambda x: np.array([x, x]), "Twice the same?"),))
def pair(x):
    return np.array([x, x + 1])


@exercise(
    "9.4",
    cases=((0.5,), (0.25,), (0.0,)),
    mistakes=(Mistake(lambda q: np.log(q) if q else -np.inf, "Minus is missing. Which sign?"),),
)
def loss(q):
    return -math.log(q) if q else math.inf


@exercise("9.5", cases=((np.array([0.5, 0.25]),), (np.array([0.0, 1.0]),)), mistakes=())
def losses(q):
    return np.array([-math.log(entry) if entry else math.inf for entry in q])


@exercise("9.6", cases=((0.5,), (0.0,)), mistakes=(), log_zero=lambda q: q == 0)
def root(q):
    return math.sqrt(q)


def said_of(source, capsys, check=area):
    return said(check, run_cell(source)[check.name], capsys)


@pytest.mark.parametrize(
    "body",
    [
        "...",
        "pass",
        '"""Area."""',
        '"""Area."""\n    ...\n    ...   # your code here',
        "return ...",
        "result = ...\n    return result",
        "raise NotImplementedError",
        "return None",
    ],
)
def test_not_attempted(body, capsys):
    assert said_of(f"def area(a, b):\n    {body}\n", capsys) == "Exercise 9.1: not attempted yet.\n"


def test_correct(capsys):
    assert said_of("def area(a, b): return a[0] * a[1] * b", capsys) == "Exercise 9.1: correct (4 cases).\n"


@pytest.mark.parametrize("value", ["[x, x + 1]", "(x, x + 1)", "np.array([x, x + 1], dtype=int)"])
def test_a_sequence_of_numbers_is_an_array(value, capsys):
    assert said_of(f"def pair(x): return {value}", capsys, pair) == "Exercise 9.2: correct (2 cases).\n"


def test_a_mistake_is_named_with_the_smallest_failing_case(capsys):
    assert said_of("def area(a, b): return (a[0] + a[1]) * b", capsys) == textwrap.dedent("""\
        Exercise 9.1: not correct yet, 0 of 4 cases are right.
        You added the sides. What is an area?
        The smallest failing case:
            area(a=[1, 2], b=1)
            returned 3
            expected 2
        """)


def test_the_first_case_that_fails_is_shown(capsys):
    text = said_of("def area(a, b): return a[0] * a[1]", capsys)
    assert "2 of 4 cases are right." in text
    assert "    area(a=[3, 5], b=2)\n    returned 15\n    expected 30\n" in text


def test_a_mistake_that_leads_to_nan_or_an_exception_is_named(capsys):
    for divided in ("a[0] * a[1] * b * (a[0] / a[0])", "a[0] * a[1] * b * (float(a[0]) / float(a[0]))"):
        text = said_of(f"def area(a, b):\n    return {divided}", capsys)
        assert text.splitlines()[1] == "You divided by a side. What if it is 0?"
        assert "3 of 4 cases are right." in text
    assert "    raised ZeroDivisionError: " in text


def test_a_mistake_is_named_where_only_some_values_are_finite(capsys):
    text = said_of("def area(a, b): return (a[0] + a[1]) * b / (a[0] > 0)", capsys)
    assert text.splitlines()[1] == "You added the sides. What is an area?"


def test_an_exception_in_the_first_case_that_fails_comes_before_a_mistake_in_later_ones(capsys):
    text = said_of("def area(a, b): return float('one') if b == 1 else (a[0] + a[1]) * b", capsys)
    assert "Your function stopped with ValueError: could not convert string to float: 'one'" in text
    assert not hints_in(text, area)


def test_zero_has_no_sign(capsys):
    assert "Your function returned 0 in every case." in said_of("def area(a, b): return -0.0", capsys)


def test_the_learners_own_name_is_shown(capsys):
    assert "    square(a=[1, 2], b=1)\n" in said(area, run_cell("def square(a, b): return 1")["square"], capsys)
    assert "    area(a=[1, 2], b=1)\n" in said(area, lambda a, b: 1, capsys)


def test_one_wrong_value_does_not_make_a_mistake(capsys):
    text = said_of("def area(a, b): return (a[0] + a[1]) * b if b == 1 else 0.25", capsys)
    assert not hints_in(text, area)
    assert "The value is wrong, and not in one of the usual ways." in text


def test_an_exception_becomes_a_sentence_with_its_line(capsys):
    source = """
        def area(a, b):
            width = a[0]
            height = npp.abs(a[1])
            return width * height * b
        """
    text = said_of(source, capsys)
    error = "NameError: name 'npp' is not defined"
    assert text.splitlines()[1:3] == [
        f"Your function stopped with {error}, in line 3 of the cell:",
        "    height = npp.abs(a[1])",
    ]
    assert f"    raised {error} (line 3 of the cell)\n" in text
    assert "Traceback" not in text


def test_the_line_is_the_learners_not_that_of_a_library(capsys):
    text = said_of("def area(a, b):\n\n    return np.linalg.inv(a)", capsys)
    assert "Your function stopped with LinAlgError: " in text
    assert ", in line 3 of the cell:\n    return np.linalg.inv(a)\n" in text


def test_an_exception_in_a_function_of_the_same_cell_shows_the_inner_line(capsys):
    text = said_of("def inner(a):\n    return a.width\n\ndef area(a, b):\n    return inner(a)\n", capsys)
    assert ", in line 2 of the cell:\n    return a.width\n" in text


def test_an_exception_without_a_readable_line(capsys):
    namespace = {}
    exec(compile("def area(a, b): assert False", "<lost>", "exec"), namespace)
    assert "Your function stopped with AssertionError, in line 1 of the cell.\n" in said(
        area, namespace["area"], capsys
    )


def test_an_exception_in_a_function_without_code(capsys):
    class Raises:
        def __call__(self, x):
            raise RuntimeError("no")

    assert "Your function stopped with RuntimeError: no.\n" in said(pair, Raises(), capsys)


def test_leaving_python_is_an_exception_like_others(capsys):
    text = said_of("import sys\ndef area(a, b):\n    sys.exit('done')", capsys)
    assert "Your function stopped with SystemExit: done, in line 3 of the cell:" in text


def test_an_interrupt_stops_the_check():
    def area_of(a, b):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        area(area_of)


def test_an_exception_in_one_case_is_shown_with_that_case(capsys):
    text = said_of("def area(a, b):\n    return a[0] * a[1] * b if a[0] else a.area", capsys)
    assert "3 of 4 cases are right." in text
    assert "Your function stopped with AttributeError: " in text
    assert "    area(a=[0, 3], b=4)\n    raised AttributeError" in text


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("str(a[0])", "Your function returned the string '1.0'. Expected is a single number, not its text."),
        ("f'{a[0]}'.encode()", "Your function returned the string b'1.0'. Expected is a single number, not its text."),
        ("a[0] * 1j", "Your function returned a complex value. Expected is a single number. Which step left"),
        ("a * 1j", "Your function returned a complex value. Expected is a single number. Which step left"),
        ("{'area': 2}", "Your function returned a value of type dict: {'area': 2}. Expected is a single number."),
        ("True", "Your function returned a value of type bool: True. Expected is a single number."),
        ("print", "Your function returned a value of type builtin_function_or_method: <built-in function print>. "),
        ("object()", "Your function returned a value of type object. Expected is a single number."),
        ("[[1], [2, 3]]", "Your function returned a value of type list: [[1], [2, 3]]. Expected is a single number."),
        ("[1.0, 2.0, 3.0]", "Your function returned an array of shape (3,). Expected is a single number. Which step"),
        ("np.array([[2.0]])", "Your function returned an array of shape (1, 1). Expected is a single number. Which"),
        ("np.nan", "Your function returned nan. Look for 0 times log 0, 0 divided by 0, or inf minus inf."),
        ("-np.inf", "Your function returned inf. Look for the logarithm of 0, a division by 0, or an overflow."),
        ("0.25", "Your function returned 0.25 in every case. Does it use its arguments?"),
        ("a[0] * a[1] * b * 3", "Every value is 3 times the expected one. Where does the factor come from?"),
        ("-a[0] * a[1] * b", "Every value is -1 times the expected one. Where does the factor come from?"),
        ("a[0] * a[1] * b * 1.00001", "Your values are near the expected ones, but not equal to them. Did you round"),
        ("a[0] * a[1] * b * (1.00001 if b != 4 else 2) + (b == 4)", "Your values are near the expected ones,"),
        ("a[0] * a[1] * b * (1.00001 if b == 1 else 2)", "The value is wrong, and not in one of the usual ways."),
        ("a[0] * a[1] * b + (b == 4)", "The value is wrong, and not in one of the usual ways."),
        ("a[0] + b", "The value is wrong, and not in one of the usual ways."),
    ],
)
def test_each_fault_has_its_own_sentence(value, sentence, capsys):
    lines = said_of(f"def area(a, b):\n    return {value}\n", capsys).splitlines()
    assert lines[0].startswith("Exercise 9.1: not correct yet, ")
    assert lines[1].startswith(sentence)


def test_every_fault_is_told_from_every_other(capsys):
    values = ["str(b)", "1j", "{}", "[1.0]", "np.nan", "np.inf", "0.25", "-a[0] * a[1] * b", "a[0] + b", "a.x"]
    sentences = {said_of(f"def area(a, b):\n    return {value}\n", capsys).splitlines()[1] for value in values}
    assert len(sentences) == len(values)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("x", "Your function returned a single number. Expected is an array of shape (2,)."),
        ("[x, x + 1, 0]", "Your function returned an array of shape (3,). Expected is an array of shape (2,)."),
        ("[[x], [x + 1]]", "Your function returned an array of shape (2, 1). Expected is an array of shape (2,)."),
        ("[x, np.nan]", "Your function returned nan."),
    ],
)
def test_the_shape_of_an_array_is_compared(value, sentence, capsys):
    assert said_of(f"def pair(x): return {value}", capsys, pair).splitlines()[1].startswith(sentence)


def test_printed_instead_of_returned(capsys):
    text = said_of("def area(a, b):\n    print('area:', a[0] * a[1] * b)", capsys)
    assert "Your function prints its answer and returns None. Which keyword hands a value to the caller?" in text
    assert "    area(a=[1, 2], b=1)\n    printed area: 2.0\n    returned None\n    expected 2\n" in text


def test_no_return(capsys):
    text = said_of("def area(a, b):\n    result = a[0] * a[1] * b", capsys)
    assert "Your function returned None in every case. Does it end with a return?" in text


def test_no_return_in_a_branch(capsys):
    text = said_of("def area(a, b):\n    if a[0] > 0:\n        return a[0] * a[1] * b", capsys)
    assert "Your function returned None in 1 of 4 cases. Which branch ends without a return?" in text
    assert "    area(a=[0, 3], b=4)\n    returned None\n" in text


def test_a_changed_argument(capsys):
    text = said_of("def area(a, b):\n    a *= b\n    return a[0] * a[1] / b", capsys)
    assert "Your function changed its argument a. Can it work on a copy?" in text
    assert "1 of 4 cases is right." in text
    assert "    area(a=[3, 5], b=2)\n    returned 30\n    expected 30\n" in text


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("a", "Your function has 1 parameter, (a). The check calls it with 2: area(a, b)."),
        ("", "Your function has 0 parameters, (). The check calls it with 2: area(a, b)."),
        ("a, b, c", "Your function has 3 parameters, (a, b, c). The check calls it with 2: area(a, b)."),
        ("b, a", "The order of your parameters is (b, a). The check calls area(a, b)."),
    ],
)
def test_wrong_parameters(head, sentence, capsys):
    text = said_of(f"def area({head}):\n    return 1.0", capsys)
    assert text == f"Exercise 9.1: not correct yet.\n{sentence}\n"


@pytest.mark.parametrize("head", ["sides, times", "a, b, c=1", "*arguments", "a, b, /", "a: np.ndarray, b: float = 1"])
def test_other_heads_that_can_be_called(head, capsys):
    body = "(a, b) = arguments" if head.startswith("*") else "a, b = sides, times" if "sides" in head else "pass"
    text = said_of(f"def area({head}):\n    {body}\n    return a[0] * a[1] * b", capsys)
    assert text == "Exercise 9.1: correct (4 cases).\n"


@pytest.mark.parametrize(
    ("passed", "kind"),
    [
        (0.5, "a value of type float: 0.5"),
        ("area", "a value of type str: 'area'"),
        (None, "None"),
        (object(), "a value of type object"),
    ],
)
def test_something_else_than_a_function(passed, kind, capsys):
    assert said(area, passed, capsys) == (
        "Exercise 9.1: not correct yet.\n"
        f"The check needs your function: its name, without parentheses. You passed {kind}.\n"
    )


def test_a_callable_without_a_signature_is_run(capsys):
    with pytest.raises(ValueError, match="signature"):
        inspect.signature(max)
    assert "not correct yet, 0 of 2 cases are right." in said(pair, max, capsys)


def test_a_warning_is_reported_with_a_wrong_answer(capsys):
    text = said_of("def area(a, b):\n    return np.log(a[0]) + 0.5", capsys)
    assert text.endswith("Your code warned: divide by zero encountered in log (line 2 of the cell).\n")


def test_the_warning_of_the_case_shown_comes_alone(capsys):
    source = "import warnings\ndef area(a, b):\n    warnings.warn(f'b is {b}')\n    return 0.25\n"
    assert said_of(source, capsys).count("Your code warned: ") == 1
    assert "Your code warned: b is 1.0 (line 3 of the cell).\n" in said_of(source, capsys)


def test_a_warning_is_a_remark_on_a_right_answer(capsys):
    source = "def area(a, b):\n    np.log(np.zeros(2))\n    return a[0] * a[1] * b"
    assert said_of(source, capsys) == (
        "Exercise 9.1: correct (4 cases).\nYour code warned: divide by zero encountered in log (line 2 of the cell).\n"
    )


def test_the_learners_warning_filters_stay_as_they_are():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        before = list(warnings.filters)
        area(lambda a, b: a[0] * a[1] * b)
        assert list(warnings.filters) == before


def test_what_a_right_answer_prints_is_mentioned(capsys):
    text = said_of("def area(a, b):\n    print(b)\n    return a[0] * a[1] * b", capsys)
    assert text == "Exercise 9.1: correct (4 cases).\nWhat your function prints is not shown here.\n"


def test_a_long_text_is_shortened(capsys):
    text = said_of("def area(a, b):\n    print('x' * 500)", capsys)
    assert "    printed " + "x" * 57 + "...\n" in text


def test_nearly_equal_numbers_are_shown_with_more_digits(capsys):
    text = said_of("def area(a, b): return a[0] * a[1] * b * (1 + 1e-8)", capsys)
    assert "    returned 2.00000002\n    expected 2\n" in text


def test_long_arrays_are_shortened_whatever_the_print_options(capsys):
    @exercise("9.3", cases=((np.arange(300.0),),), mistakes=())
    def first(x):
        return x[0]

    with np.printoptions(threshold=10_000, precision=1, edgeitems=1):
        assert "first(x=[0, 1, 2, ..., 297, 298, 299] (300 entries))" in said(first, lambda x: x[1], capsys)


def test_an_infinite_value_is_right_where_it_is_expected_and_so_is_the_warning_on_the_way(capsys):
    assert said_of("def loss(q): return -np.log(q)", capsys, loss) == "Exercise 9.4: correct (3 cases).\n"
    assert said_of("def losses(q): return -np.log(q)", capsys, losses) == "Exercise 9.5: correct (2 cases).\n"


def test_a_declared_logarithm_of_zero_makes_the_warning_natural(capsys):
    source = "def root(q):\n    return np.exp(np.log(q) / 2)"
    assert said_of(source, capsys, root) == "Exercise 9.6: correct (2 cases).\n"


def test_only_the_warning_of_a_division_by_zero_is_natural(capsys):
    source = "def loss(q):\n    np.log(q - 0.1)\n    return -np.log(q)"
    text = said_of(source, capsys, loss)
    assert text == (
        "Exercise 9.4: correct (3 cases).\nYour code warned: invalid value encountered in log (line 2 of the cell).\n"
    )


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("-np.log(q + 1e-15) if q == 0 else -np.log(q)", "Your function returned a finite number where the right"),
        ("np.nan if q == 0 else -np.log(q)", "Your function returned nan."),
        ("-np.inf if q == 0 else -np.log(q)", "Your function returned an infinite value of the wrong sign."),
        ("np.log(q)", "Minus is missing."),
        ("np.inf", "Your function returned inf. Look for the logarithm of 0,"),
        ("-math.log(q)", "Your function stopped with ValueError: "),
        ("-2 * np.log(q)", "Every value is 2 times the expected one."),
        ("-2 * np.log(np.maximum(q, 1e-15))", "Every value is 2 times the expected one."),
        ("-np.log(q) * 1.0001", "Your values are near the expected ones,"),
        ("1.5", "Your function returned 1.5 in every case."),
        ("1.7e308 * (q - 0.4)", "The value is wrong, and not in one of the usual ways."),
    ],
)
def test_each_fault_beside_an_infinite_value_has_its_own_sentence(value, sentence, capsys):
    assert said_of(f"def loss(q):\n    return {value}\n", capsys, loss).splitlines()[1].startswith(sentence)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("-np.log(np.maximum(q, 1e-15))", "Your function returned a finite number where the right value is infinite."),
        ("-3 * np.log(q)", "Every value is 3 times the expected one."),
        ("[-np.log(q[0]), 1.0]", "The value is wrong, and not in one of the usual ways."),
        ("np.abs(np.log(q)) * np.where(q > 0, 1, -1)", "Your function returned an infinite value of the wrong sign."),
    ],
)
def test_the_entries_beside_an_infinite_one_are_compared(value, sentence, capsys):
    assert said_of(f"def losses(q):\n    return {value}\n", capsys, losses).splitlines()[1].startswith(sentence)


def test_an_exact_number_counts_as_its_float(capsys):
    assert said(pair, lambda x: [Fraction(x), Fraction(x) + 1], capsys) == "Exercise 9.2: correct (2 cases).\n"
    assert said(pair, lambda x: [Decimal(x), x + 1], capsys) == "Exercise 9.2: correct (2 cases).\n"
    text = said(pair, lambda x: Fraction(1, 2), capsys)
    assert "Your function returned a single number. Expected is an array of shape (2,)." in text
    assert "    returned Fraction(1, 2)\n" in text


@pytest.mark.parametrize("value", ["[None, x]", "[str(x), None]", "10**400", "[np.log, x]", "{x}"])
def test_an_object_without_a_float_is_no_number(value, capsys):
    assert "Your function returned a value of type " in said_of(f"def pair(x): return {value}", capsys, pair)


def test_arrays_of_different_lengths_are_no_numbers(capsys):
    source = "def pair(x): return np.array([np.zeros(2), np.zeros(3)], dtype=object)"
    assert "Your function returned a value of type ndarray: array(" in said_of(source, capsys, pair)


def test_an_attribute_that_an_array_lacks_is_told_only_of_an_argument(capsys):
    text = said_of("def area(a, b): return np.zeros(3).append(b)", capsys)
    assert "Your function stopped with AttributeError: " in text
    assert "NumPy array" not in text
    assert "NumPy array" not in said_of("def area(a, b): return b.append(1)", capsys)


def test_an_object_that_refuses_to_be_an_array(capsys):
    class Stubborn:
        def __array__(self, dtype=None, copy=None):
            raise TypeError("never")

    text = said(area, lambda a, b: Stubborn(), capsys)
    assert "Your function returned a value of type Stubborn. Expected is a single number." in text


def test_overflow_of_a_python_number_is_an_exception_in_words(capsys):
    text = said(area, lambda a, b: math.exp(1000 * b), capsys)
    assert "Your function stopped with OverflowError: math range error, in line " in text
