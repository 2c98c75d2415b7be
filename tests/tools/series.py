"""What the series demands as a whole, as functions: each returns a list of complaints, empty when all is well.

The notebooks come as a dictionary from file name to notebook, in reading order, so that a test can hand over a broken
miniature series. CONTRIBUTING.md tells the same rules to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.tools.cells import Notebook, cells, exercises, headings, source, without_code
from tests.tools.structure import anchor, plain

Series = Mapping[str, Notebook]  # file name: notebook, in reading order

WORDS_PER_MINUTE = 150
SECONDS_PER_CODE_CELL = 25
MINUTES_PER_EXERCISE = 4

INDEX_HEADING = "Which section answers your question?"
LEAST_QUESTIONS = 60
GLOSSARY_HEADING = "What does each word mean?"
GLOSSARY_WORDS = (
    "calibration",
    "canonical link",
    "convex",
    "cross-entropy",
    "entropy",
    "gradient",
    "Hessian",
    "Jacobian",
    "KL divergence",
    "label smoothing",
    "likelihood",
    "log-odds",
    "log-sum-exp",
    "logit",
    "margin",
    "nat",
    "negative log-likelihood",
    "normaliser",
    "odds",
    "one-hot row",
    "perplexity",
    "saturation",
    "separable",
    "softmax",
    "surprise",
    "temperature",
    "variance",
)

_ROW = re.compile(r"^\|(.+)\|\s*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def titles(series: Series) -> dict[str, str]:
    """Return the title of each notebook, `07 Turn …`, by file name."""
    return {name: headings(notebook)[0][1] for name, notebook in series.items()}


def questions(series: Series) -> dict[str, str]:
    """Return the question of each notebook, which stands in bold below its title, by file name."""
    found = {name: re.search(r"^\*\*(.+)\*\*$", head(notebook), re.MULTILINE) for name, notebook in series.items()}
    return {name: match[1] if match else "" for name, match in found.items()}


def head(notebook: Notebook) -> str:
    """Return the Markdown of the first cell."""
    return source(notebook["cells"][0])


def section_text(notebook: Notebook, title: str) -> str:
    """Return the Markdown from the heading of level 2 that ends with `title` to the next one."""
    text = "\n\n".join(source(cell) for _, cell in cells(notebook, "markdown"))
    found = re.search(rf"^## [^\n]*{re.escape(title)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def sections_by_anchor(notebook: Notebook) -> dict[str, str]:
    """Return the number of the section, ``12.3``, in which each heading stands, by the anchor of the heading."""
    number, found = "", {}
    for _, title in headings(notebook):
        if match := re.match(r"\d\d\.\d+", title):
            number = match[0]
        found[anchor(title)] = number
    return found


def rows(markdown: str) -> list[list[str]]:
    """Return the cells of every table row of a Markdown text; the lines of dashes are left out."""
    found = ([entry.strip() for entry in re.split(r"(?<!\\)\|", match[1])] for match in _ROW.finditer(markdown))
    return [row for row in found if not set("".join(row)) <= set("-: ")]


def check_tables(series: Series, readme: str) -> list[str]:
    """The tables of README.md and of notebook 00 name every chapter with the title and the question that it has."""
    first = next(iter(series))
    complaints = []
    for place, text, folder in [
        ("README.md", readme, "notebooks/"),
        (first, section_text(series[first], "Where does each chapter lead?"), ""),
    ]:
        listed = [row for row in rows(text) if len(row) == 2 and re.match(r"\[\d\d ", row[0])]
        expected = [
            [f"[{title}]({folder}{name})", question]
            for (name, title), question in zip(titles(series).items(), questions(series).values(), strict=True)
            if folder or name != first
        ]
        complaints += [f"{place} lacks the row {' | '.join(row)}" for row in expected if row not in listed]
        complaints += [f"{place} has the row {' | '.join(row)}" for row in listed if row not in expected]
        if not complaints and listed != expected:
            complaints.append(f"{place} lists the chapters in another order")
    return complaints


def check_navigation(series: Series) -> list[str]:
    """Head and foot of each notebook link the neighbours by their titles; the head of a chapter links the map too."""
    complaints = []
    names = list(series)
    link = {name: f"[{title}]({name})" for name, title in titles(series).items()}
    for k, (name, notebook) in enumerate(series.items()):
        neighbours = [f"Previous: {link[names[k - 1]]}"] if k else []
        neighbours += [f"Next: {link[names[k + 1]]}"] if k + 1 < len(names) else []
        map_link = f"{names[0] if k else ''}#00.3-Where-does-each-chapter-lead?)"
        for place, text, wanted in [
            ("head", head(notebook), [*neighbours, map_link]),
            ("foot", source(notebook["cells"][-1]), neighbours),
        ]:
            line = text.strip().splitlines()[-1]
            complaints += [f"the {place} of {name} lacks {part!r}" for part in wanted if part not in line]
    return complaints


def minutes(notebook: Notebook) -> int:
    """Estimate, to 5 minutes, the time that the words outside tables, the code cells and the exercises ask for."""
    text = "\n".join(source(cell) for _, cell in cells(notebook, "markdown"))
    words = len(re.findall(r"\w+", re.sub(r"\$\$.*?\$\$", "", _ROW.sub("", text), flags=re.DOTALL)))
    code_cells = sum(1 for _ in cells(notebook, "code"))
    exact = (
        words / WORDS_PER_MINUTE
        + code_cells * SECONDS_PER_CODE_CELL / 60
        + len(exercises(notebook)) * MINUTES_PER_EXERCISE
    )
    return 5 * round(exact / 5)


def check_minutes(series: Series) -> list[str]:
    """Each notebook states the time that its length asks for."""
    complaints = []
    for name, notebook in series.items():
        stated = re.search(r"Time: about (\d+) minutes", head(notebook))
        if not stated or int(stated[1]) != minutes(notebook):
            said = stated[0] if stated else "no time"
            complaints.append(f"{name} states {said!r}; its length asks for {minutes(notebook)} minutes")
    return complaints


def check_index(series: Series) -> list[str]:
    """Notebook 00 leads from `LEAST_QUESTIONS` questions at least to sections, and into every other notebook."""
    first = next(iter(series))
    listed = [row for row in rows(section_text(series[first], INDEX_HEADING)) if _LINK.search(row[-1])]
    complaints = []
    if len(listed) < LEAST_QUESTIONS:
        complaints.append(f"the index has {len(listed)} questions; expected {LEAST_QUESTIONS}")
    asked = [question for question, *_ in listed]
    complaints += [f"the index asks twice: {question}" for question in sorted({q for q in asked if asked.count(q) > 1})]
    sections = {name: sections_by_anchor(notebook) for name, notebook in series.items()}
    reached = set()
    for question, place in ((row[0], row[-1]) for row in listed):
        for text, target in _LINK.findall(place):
            name, _, fragment = target.partition("#")
            reached.add(name or first)
            if text != sections.get(name or first, {}).get(fragment):
                complaints.append(f"the index sends {question!r} to {text}, but its link leads to {target}")
    return complaints + [
        f"no question of the index leads into {name}" for name in series if name not in reached | {first}
    ]


def check_glossary(series: Series) -> list[str]:
    """One section of the series defines each word of `GLOSSARY_WORDS`, with a link to where it is derived."""
    found = [text for notebook in series.values() if (text := section_text(notebook, GLOSSARY_HEADING))]
    if len(found) != 1:
        return [f"{len(found)} sections are called {GLOSSARY_HEADING!r}; expected one"]
    defined = {plain(row[0]).lower(): row[1:] for row in rows(found[0])}
    complaints = [f"the glossary lacks {word!r}" for word in GLOSSARY_WORDS if word.lower() not in defined]
    return complaints + [
        f"the glossary links no section for {word!r}"
        for word in GLOSSARY_WORDS
        if word.lower() in defined and not _LINK.search(defined[word.lower()][-1])
    ]


# Symbols

_GREEK = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|varphi|chi|psi|omega"
    "|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega"
)
_GREEK_LETTER = rf"\\(?:{_GREEK})(?![A-Za-z])"
_ACCENTED = rf"\\(?:hat|tilde|bar)\s*\{{?\s*(?:{_GREEK_LETTER}|[A-Za-z])\s*\}}?"
_WORDS_IN_TEX = re.compile(r"\\(?:text|mathrm|operatorname|texttt|tag|begin|end)\*?\s*\{[^{}]*\}")
_TEX_TOKEN = re.compile(rf"{_ACCENTED}|{_GREEK_LETTER}|\\[A-Za-z]+|[A-Za-z]")
_KNOWN = frozenset("deijk")  # the d of derivatives, the number e, and letters that only count


def symbols(tex: str) -> set[str]:
    r"""Return the letters of a formula, each with its accent: ``\hat y``, ``\theta``, ``z``."""
    tokens = _TEX_TOKEN.findall(_WORDS_IN_TEX.sub(" ", tex))
    return {
        re.sub(r"[{}\s]", "", token)
        for token in tokens
        if len(token) == 1 or re.fullmatch(rf"{_ACCENTED}|{_GREEK_LETTER}", token)
    }


def formulas(markdown: str) -> tuple[list[str], list[str]]:
    """Return the displayed formulas of a Markdown text, and those within its lines."""
    text = without_code(markdown)
    displayed = re.findall(r"\$\$(.*?)\$\$", text, re.DOTALL)
    return displayed, re.findall(r"\$([^$]+)\$", re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL))


def tabled_symbols(notebook: Notebook) -> Iterator[str]:
    """Yield the symbols of the tables whose first column is headed `symbol`."""
    for _, cell in cells(notebook, "markdown"):
        for table in re.findall(r"^\| symbol \|.*\n((?:\|.*\n?)+)", source(cell), re.MULTILINE):
            for row in rows(table):
                for tex in formulas(row[0])[1]:
                    yield from symbols(tex)


def check_symbols(series: Series) -> list[str]:
    r"""Each letter of a numbered equation stands in a table of symbols up to there, or in words of its own chapter.

    In words: inside `$…$` in the cell of the equation, or in an earlier cell of the same notebook.
    """
    complaints, tabled = [], set(_KNOWN)
    for name, notebook in series.items():
        tabled |= set(tabled_symbols(notebook))
        mentioned: set[str] = set()
        for _, cell in cells(notebook, "markdown"):
            displayed, inline = formulas(source(cell))
            mentioned |= {symbol for tex in inline for symbol in symbols(tex)}
            for tex in displayed:
                for number in re.findall(r"\\tag\{([\d.]+)\}", tex)[:1]:
                    unknown = sorted(symbols(tex) - tabled - mentioned)
                    complaints += [f"{name}: equation ({number}) uses {symbol} unexplained" for symbol in unknown]
    return complaints
