"""Run a learner's function on the cases of an exercise and say what is wrong with it.

A wrong answer is rarely random: it is the right formula with one thing changed. An `Exercise` therefore lists the
usual mistakes as formulas. The mistake whose formula reproduces the learner's values is the one that the learner made,
and its hint is printed together with the smallest failing case. The right formula is never printed.
"""

import copy
import dis
import inspect
import io
import linecache
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field

import numpy as np

# An exception of these kinds stands for a value that does not exist: log 0, 1/0, an index out of range.
_UNDEFINED = (ArithmeticError, ValueError, IndexError)

# The numbers that are added to probabilities, or that they are clipped to, to keep the logarithm of 0 away.
SMALL_NUMBERS = (
    *(10.0**-power for power in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 30, 50, 100)),
    float(np.finfo(np.float32).eps),
    float(np.finfo(np.float64).eps),
)


@dataclass(frozen=True)
class Mistake:
    """A mistaken formula and the hint for the learner who used it.

    Parameters
    ----------
    formula : callable
        Takes the arguments of the exercise and gives the mistaken value; nan or ±inf, which count as the same, where
        the mistake itself leads to nan, ±inf or an exception. It must not warn.
    hint : str
        Names the mistake in one sentence, then asks a question that leads to the cure.
    rtol, atol : float
        How near a value has to be to count as reproduced. Wide tolerances describe mistakes of precision.

    Examples
    --------
    >>> Mistake(lambda x: x + x, "You doubled x. What does a square multiply?").formula(3)
    6
    """

    formula: Callable = field(repr=False)
    hint: str
    rtol: float = 1e-9
    atol: float = 1e-12


def guarded(formula, hint, numbers=SMALL_NUMBERS) -> tuple[Mistake, ...]:
    """List the mistakes of a learner who adds a small number ε to the probabilities, or clips them.

    Parameters
    ----------
    formula : callable
        Takes the arguments of the exercise and then a function, which it applies to the probabilities q before it
        takes their logarithm. The function is one of max(q, ε), q + ε, and q clipped to [ε, 1 − ε].
    hint : str
        The hint of all these mistakes.
    numbers : tuple of float
        The values of ε.

    Returns
    -------
    tuple of Mistake
        Three mistakes for each ε.

    Examples
    --------
    >>> mistakes = guarded(lambda q, guard: -np.log(guard(q)), "You clipped q. Which loss has q itself?", (0.01,))
    >>> [round(float(mistake.formula(0.001)), 3) for mistake in mistakes]
    [4.605, 4.51, 4.605]
    """
    changes = (np.maximum, np.add, lambda q, small: np.clip(q, small, 1 - small))
    return tuple(
        Mistake(
            lambda *case, change=change, small=small: formula(*case, lambda q: change(q, small)),
            hint,
        )
        for small in numbers
        for change in changes
    )


@dataclass(frozen=True)
class Run:
    """What one call of the learner's function did.

    Parameters
    ----------
    returned : object
        The returned value, None if the call raised.
    error : BaseException or None
        The exception that ended the call.
    line : int or None
        The line of the learner's cell that raised it, None if it is not known.
    changed : str
        The name of the argument that the call changed, or an empty string.
    printed : str
        What the call printed.
    warned : tuple of str
        The warnings that the call gave, each with its line where the line lies in the learner's cell.
    """

    returned: object = None
    error: BaseException | None = None
    line: int | None = None
    changed: str = ""
    printed: str = ""
    warned: tuple[str, ...] = ()

    @property
    def value(self) -> np.ndarray | None:
        """The returned real number or array as float64; nan if it is undefined; None if it is something else.

        >>> Run(returned=[1, 2]).value
        array([1., 2.])
        >>> Run(error=ZeroDivisionError()).value
        array(nan)
        >>> from fractions import Fraction
        >>> Run(returned=Fraction(1, 4)).value
        array(0.25)
        >>> Run(returned="0.5").value is None
        True
        """
        if self.changed:
            return None
        if self.error is not None:
            return np.array(np.nan) if isinstance(self.error, _UNDEFINED) else None
        return _real(_array(self.returned))

    @property
    def finite(self) -> bool:
        """Whether the call gave a real number or array without nan and inf."""
        return self.value is not None and bool(np.isfinite(self.value).all())


@dataclass(frozen=True, repr=False, eq=False)
class Exercise:
    """The check of one exercise: call it with the learner's function, read what it prints.

    Parameters
    ----------
    number : str
        Chapter and number of the exercise, such as ``"01.1"``.
    expected : callable
        Gives the right value for each case: a number, which may be ±inf but not nan, or an array of such numbers. Its
        name is the name of the check, its parameters are those that the learner's function must have.
    cases : tuple of tuple
        The arguments of the calls, the smallest case first.
    mistakes : tuple of Mistake
        The mistakes that are recognised. No two with different hints may agree on all cases.
    rtol, atol : float
        A value is right if it differs from the expected one by at most ``atol + rtol * abs(expected)``. An infinite
        value is right if it equals the expected one.
    log_zero : callable or None
        Tells from the arguments of a case whether the way to its right value leads through the logarithm of 0. NumPy
        warns there of a division by zero, and the learner is not told of it. None: where an expected value is infinite.

    Examples
    --------
    >>> @exercise("00.1", cases=((1.0,), (2.0,), (3.0,)), mistakes=(Mistake(lambda x: 2 * x, "You doubled x."),))
    ... def square(x):
    ...     return x**2
    >>> def attempt(x): ...
    >>> square(attempt)
    Exercise 00.1: not attempted yet.
    >>> square(lambda x: x * x)
    Exercise 00.1: correct (3 cases).
    >>> square(lambda x: x + x)
    Exercise 00.1: not correct yet, 1 of 3 cases is right.
    You doubled x.
    The smallest failing case:
        square(x=1)
        returned 2
        expected 1
    """

    number: str
    expected: Callable
    cases: tuple[tuple, ...]
    mistakes: tuple[Mistake, ...]
    rtol: float = 1e-9
    atol: float = 1e-12
    log_zero: Callable | None = None

    @property
    def hints(self) -> tuple[str, ...]:
        """The different hints, in the order of the mistakes."""
        return tuple(dict.fromkeys(mistake.hint for mistake in self.mistakes))

    @property
    def name(self) -> str:
        """The name of the check."""
        return self.expected.__name__

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters of the function that the learner writes, in order."""
        return tuple(inspect.signature(self.expected).parameters)

    def __repr__(self) -> str:
        return f"<check of exercise {self.number}: {self.name}({', '.join(self.parameters)})>"

    def __call__(self, function) -> None:
        """Check `function` and print the verdict. Nothing is returned and nothing is raised."""
        print(f"Exercise {self.number}: {self.verdict(function)}")

    def verdict(self, function) -> str:
        """Judge `function`: give what a call prints after the number of the exercise."""
        if fault := self.unusable(function):
            return f"not correct yet.\n{fault}"
        runs = [self.run(function, case) for case in self.cases]
        if _is_open(function, runs[0]):
            return "not attempted yet."
        failing = [k for k, run in enumerate(runs) if not self.is_right(run, self.cases[k])]
        if not failing:
            return "\n".join([f"correct ({_count(len(runs), 'case')}).", *_remarks(runs)])
        right = len(runs) - len(failing)
        first = failing[0]
        return "\n".join(
            [
                f"not correct yet, {right} of {_count(len(runs), 'case')} {'is' if right == 1 else 'are'} right.",
                self.diagnosis(function, runs, first),
                "The smallest failing case:",
                *(f"    {line}" for line in self.shown(function, runs[first], self.cases[first])),
                *_warning_remarks([runs[first]] if runs[first].warned else runs),
            ]
        )

    def unusable(self, function) -> str:
        """Say why `function` cannot be called with the cases, or give an empty string."""
        if not callable(function):
            return f"The check needs your function: its name, without parentheses. You passed {_kind(function)}."
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):  # some built-in functions have no signature to look at
            return ""
        names = tuple(signature.parameters)
        wanted = f"{self.called(function)}({', '.join(self.parameters)})"
        if set(names) == set(self.parameters) and names != self.parameters:
            return f"The order of your parameters is ({', '.join(names)}). The check calls {wanted}."
        try:
            signature.bind(*self.cases[0])
        except TypeError:
            return (
                f"Your function has {_count(len(names), 'parameter')}, ({', '.join(names)}). The check calls it with "
                f"{len(self.parameters)}: {wanted}."
            )
        return ""

    def run(self, function, case) -> Run:
        """Call `function` with a copy of the arguments in `case` and record everything that happens."""
        arguments = copy.deepcopy(case)
        returned = error = None
        printed = io.StringIO()
        with warnings.catch_warnings(record=True) as caught, redirect_stdout(printed):
            warnings.simplefilter("always")
            try:
                returned = function(*arguments)
            except (Exception, SystemExit) as raised:
                error = raised
        changed = [
            name
            for name, before, after in zip(self.parameters, case, arguments, strict=True)
            if not np.array_equal(before, after)
        ]
        return Run(
            returned=returned,
            error=error,
            line=_line(error, function),
            changed=changed[0] if changed else "",
            printed=printed.getvalue(),
            warned=tuple(
                dict.fromkeys(
                    _warning(warning, function)
                    for warning in caught
                    if not (_divides_by_zero(warning) and self.meets_log_zero(case))
                )
            ),
        )

    def meets_log_zero(self, case) -> bool:
        """Whether the way to the right value of `case` leads through the logarithm of 0."""
        if self.log_zero is None:
            return bool(np.isinf(self.expected(*case)).any())
        return bool(self.log_zero(*case))

    def is_right(self, run, case) -> bool:
        """Whether `run` gave the expected value of `case`."""
        return run.value is not None and _close(run.value, self.expected(*case), self.rtol, self.atol)

    def fitting(self, runs, *, finite_only=False) -> list[Mistake]:
        """Find the mistakes that reproduce every run, or every run where finite numbers are expected and were given."""
        pairs = [
            (run, case)
            for run, case in zip(runs, self.cases, strict=True)
            if not finite_only or (run.finite and np.isfinite(self.expected(*case)).all())
        ]
        if all(self.is_right(run, case) for run, case in pairs):
            return []
        return [mistake for mistake in self.mistakes if all(_reproduces(mistake, run, case) for run, case in pairs)]

    def diagnosis(self, function, runs, first) -> str:
        """Name the likely mistake in a sentence; `first` is the index of the first failing case."""
        fitting = self.fitting(runs)
        if not fitting and runs[first].value is not None and runs[first].error is None:
            fitting = self.fitting(runs, finite_only=True)
        if fitting:
            return fitting[0].hint
        expected = np.asarray(self.expected(*self.cases[first]))
        return self.fault(function, runs, first) or _infinite(runs[first].value, expected) or self.pattern(runs, first)

    def fault(self, function, runs, first) -> str:
        """Say what is wrong with run `first` before its numbers are looked at, or give an empty string."""
        run, expected = runs[first], np.asarray(self.expected(*self.cases[first]))
        wanted = f"an array of shape {expected.shape}" if expected.ndim else "a single number"
        if run.error is not None:
            stopped = f"Your function stopped with {_exception(run.error)}{_place(run.line, function)}"
            return "\n".join([stopped, *self.not_a_list(run.error, self.cases[first])])
        if run.changed:
            return f"Your function changed its argument {run.changed}. Can it work on a copy?"
        if run.returned is None:
            return _returned_none(runs, first)
        if isinstance(run.returned, str | bytes):
            return f"Your function returned the string {run.returned!r}. Expected is {wanted}, not its text."
        if _array(run.returned).dtype.kind == "c":
            return f"Your function returned a complex value. Expected is {wanted}. Which step left the real numbers?"
        if run.value is None:
            return f"Your function returned {_kind(run.returned)}. Expected is {wanted}."
        if run.value.shape != expected.shape:
            got = f"an array of shape {run.value.shape}" if run.value.ndim else "a single number"
            question = " Which step makes one number of many?" if run.value.ndim > expected.ndim == 0 else ""
            return f"Your function returned {got}. Expected is {wanted}.{question}"
        return ""

    def not_a_list(self, error, case) -> list[str]:
        """Say which argument was taken for a list, if that is what raised `error`."""
        array = error.obj if isinstance(error, AttributeError) else None
        return [
            f"{name} is a NumPy array of shape {value.shape}, not a list. How does an array do what {error.name} does?"
            for name, value in zip(self.parameters, case, strict=True)
            if isinstance(array, np.ndarray) and isinstance(value, np.ndarray) and np.array_equal(array, value)
        ][:1]

    def pattern(self, runs, first) -> str:
        """Say what the values have in common with the expected ones when no mistake reproduces them."""
        pairs = {}
        for k, (run, case) in enumerate(zip(runs, self.cases, strict=True)):
            expected = np.asarray(self.expected(*case))
            if run.value is not None and run.value.shape == expected.shape:
                finite = np.isfinite(run.value) & np.isfinite(expected)
                if finite.any():
                    pairs[k] = run.value[finite], expected[finite]
        values, wanted = (np.concatenate([pair[side] for pair in pairs.values()]) for side in (0, 1))
        if len(pairs) > 1 and (values == values[0]).all() and (wanted != wanted[0]).any():
            return f"Your function returned {_number(values[0])} in every case. Does it use its arguments?"
        near = {k: _close(*pair, 1e-3, self.atol) for k, pair in pairs.items()}
        if near[first] and sum(near.values()) > len(near) / 2:  # a case may be there to magnify a small difference
            return (
                "Your values are near the expected ones, but not equal to them. Did you round, stop a search early, "
                "add a small number inside a logarithm, or compute in float32?"
            )
        largest = np.abs(wanted).argmax()
        factor = float(values[largest]) / float(wanted[largest]) if wanted[largest] else 0.0
        proportional = 0 < abs(factor) < np.inf and _close(values, factor * wanted, 1e-9, self.atol)
        if len(pairs) > 1 and proportional:
            return f"Every value is {_number(factor)} times the expected one. Where does the factor come from?"
        return "The value is wrong, and not in one of the usual ways. Work this case by hand and compare each step."

    def called(self, function) -> str:
        """Give the name of `function` where it has one, else that of the check."""
        name = getattr(function, "__name__", "")
        return name if name.isidentifier() else self.name

    def shown(self, function, run, case) -> list[str]:
        """Write the lines that show a failing case: the call, what it gave, what was expected."""
        arguments = ", ".join(f"{name}={_text(value)}" for name, value in zip(self.parameters, case, strict=True))
        expected = self.expected(*case)
        digits = 6
        if run.value is not None and _text(run.value) == _text(expected):
            digits = 12
        if run.error is None:
            gave = f"returned {_text(run.returned, digits)}"
        else:
            gave = f"raised {_exception(run.error)}{_in_line(run.line)}"
        lines = [f"{self.called(function)}({arguments})", gave, f"expected {_text(expected, digits)}"]
        if run.printed.strip():
            lines.insert(1, f"printed {_shortened(run.printed)}")
        return lines


def exercise(number, *, cases, mistakes, rtol=1e-9, atol=1e-12, log_zero=None) -> Callable[[Callable], Exercise]:
    """Make an `Exercise` of the decorated function, which gives the expected value.

    Parameters
    ----------
    number, cases, mistakes, rtol, atol, log_zero
        As for `Exercise`.

    Returns
    -------
    callable
        A decorator that turns a function into an `Exercise`.

    Examples
    --------
    >>> @exercise("00.2", cases=((1.0,), (4.0,)), mistakes=())
    ... def root(x):
    ...     return x**0.5
    >>> root
    <check of exercise 00.2: root(x)>
    """
    return lambda expected: Exercise(number, expected, cases, mistakes, rtol, atol, log_zero)


def _close(value, wanted, rtol, atol) -> bool:
    same_shape = np.shape(value) == np.shape(wanted)
    return same_shape and bool(np.allclose(value, wanted, rtol=rtol, atol=atol, equal_nan=True))


def _reproduces(mistake, run, case) -> bool:
    """Whether the mistaken formula gives what `run` gave; every value that is not finite counts as nan."""
    if run.value is None:
        return False
    value, wanted = (np.where(np.isfinite(x), x, np.nan) for x in (run.value, mistake.formula(*case)))
    if run.error is not None:
        return bool(np.isnan(wanted).any())
    return _close(value, wanted, mistake.rtol, mistake.atol)


def _code(function):
    return getattr(inspect.unwrap(function), "__code__", None)


def _is_open(function, run) -> bool:
    """Whether `function` is still the stub: it gives `...`, is not implemented, or its body does nothing."""

    def blank(): ...

    def operations(code):
        return [step.opname for step in dis.get_instructions(code) if step.opname != "NOP"]

    if run.returned is ... or isinstance(run.error, NotImplementedError):
        return True
    code = _code(function)
    return run.returned is None and code is not None and operations(code) == operations(blank.__code__)


def _array(value) -> np.ndarray:
    """`value` as an array, of kind object if it is no array of numbers or strings."""
    try:
        return np.asarray(value)
    except Exception:  # the learner may return any object, and it may refuse in any way
        return np.empty((), dtype=object)


def _real(array) -> np.ndarray | None:
    """`array` as float64, None if its entries are not real numbers.

    >>> from fractions import Fraction
    >>> _real(np.array([Fraction(1, 2), 3])), _real(np.array([None, "3"]))
    (array([0.5, 3. ]), None)
    """
    exact = array.dtype.kind == "O" and all(hasattr(entry, "__float__") for entry in array.flat)
    try:
        return array.astype(np.float64) if exact or array.dtype.kind in "fiu" else None
    except (TypeError, ValueError, OverflowError):  # a symbol, a nested array, an integer of 400 digits
        return None


def _returned_none(runs, first) -> str:
    empty = sum(run.returned is None and run.error is None for run in runs)
    if runs[first].printed.strip():
        return "Your function prints its answer and returns None. Which keyword hands a value to the caller?"
    if empty == len(runs):
        return "Your function returned None in every case. Does it end with a return?"
    return f"Your function returned None in {empty} of {len(runs)} cases. Which branch ends without a return?"


def _infinite(value, expected) -> str:
    """Say what is wrong where `value` or `expected` is not finite, or give an empty string."""
    if np.isnan(value).any():
        return "Your function returned nan. Look for 0 times log 0, 0 divided by 0, or inf minus inf."
    if np.isinf(value[np.isfinite(expected)]).any():
        return "Your function returned inf. Look for the logarithm of 0, a division by 0, or an overflow."
    if np.isfinite(value[np.isinf(expected)]).any():
        return (
            "Your function returned a finite number where the right value is infinite. Which step puts a "
            "number in the place of log 0?"
        )
    if (value[np.isinf(expected)] != expected[np.isinf(expected)]).any():
        return "Your function returned an infinite value of the wrong sign. Which sign has the logarithm of 0?"
    return ""


def _exception(error) -> str:
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _line(error, function) -> int | None:
    """Find the innermost line of the learner's cell that `error` passed through."""
    code = _code(function)
    if error is None or code is None:
        return None
    frames = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == code.co_filename]
    return lines[-1] if lines else None


def _place(line, function) -> str:
    """End a sentence with the line of the learner's cell, and show its source where it can be read."""
    if line is None:
        return "."
    source = linecache.getline(_code(function).co_filename, line).strip()
    return f", in line {line} of the cell" + (f":\n    {source}" if source else ".")


def _in_line(line) -> str:
    return "" if line is None else f" (line {line} of the cell)"


def _warning(warning, function) -> str:
    code = _code(function)
    inside = code is not None and warning.filename == code.co_filename
    return f"{warning.message}{_in_line(warning.lineno if inside else None)}"


def _divides_by_zero(warning) -> bool:
    return issubclass(warning.category, RuntimeWarning) and str(warning.message).startswith("divide by zero")


def _warning_remarks(runs) -> list[str]:
    return [f"Your code warned: {text}." for text in dict.fromkeys(text for run in runs for text in run.warned)]


def _remarks(runs) -> list[str]:
    """Say what is worth saying about a right answer."""
    printed = any(run.printed.strip() for run in runs)
    return _warning_remarks(runs) + ["What your function prints is not shown here."] * printed


def _count(n, noun) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _kind(value) -> str:
    """Put an unexpected object into words: its type, and its text where that is short.

    >>> _kind(0.5), _kind(None), _kind({})
    ('a value of type float: 0.5', 'None', 'a value of type dict: {}')
    """
    if value is None:
        return "None"
    text = repr(value)
    short = len(text) <= 60 and " at 0x" not in text
    return f"a value of type {type(value).__name__}" + (f": {text}" if short else "")


def _number(value, digits=6) -> str:
    return f"{value + 0.0:.{digits}g}"  # + 0.0 turns -0.0 into 0


def _text(value, digits=6) -> str:
    """Write a value for the learner: numbers to `digits` digits, long arrays shortened.

    >>> _text(1 / 3), _text([2, 2, 1]), _text(np.ones(5000, dtype=int))
    ('0.333333', '[2, 2, 1]', '[1, 1, 1, ..., 1, 1, 1] (5000 entries)')
    """
    array = _array(value)
    if array.dtype.kind not in "fiu":
        return _shortened(repr(value))
    if array.ndim == 0:
        return _number(array.item(), digits)
    text = np.array2string(
        array,
        threshold=20,
        edgeitems=3,
        separator=", ",
        max_line_width=10_000,
        formatter={"all": lambda entry: _number(entry, digits)},
    )
    return " ".join(text.split()) + (f" ({array.size} entries)" if array.size > 20 else "")


def _shortened(text, width=60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 3] + "..."
