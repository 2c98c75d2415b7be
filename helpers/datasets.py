"""The data that the notebooks use. Everything is shipped in `helpers/data`; nothing is downloaded.

Where each file comes from, its licence and what was changed in it: `helpers/data/README.md`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_DATA = files("helpers") / "data"

# --- Text ---------------------------------------------------------------------

TEXTS = ("alice", "verwandlung")
"""The names that `load_text` knows."""

ALPHABET = " abcdefghijklmnopqrstuvwxyz"
"""The 27 symbols of folded text, in the order of `symbol_counts`: the space, then a to z."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def load_text(name: str) -> str:
    r"""Load a shipped text with its capitals, punctuation and line breaks.

    ``"alice"`` is English: chapter I of Lewis Carroll, *Alice's Adventures in Wonderland* (1865), complete.
    ``"verwandlung"`` is German: the opening of Franz Kafka, *Die Verwandlung* (1915), twelve paragraphs.
    Both are in the public domain and almost equally long. `letters` folds them to 27 symbols.

    Parameters
    ----------
    name : str
        One of `TEXTS`.

    Returns
    -------
    str
        The text. Lines end with ``"\n"``, an empty line stands between two paragraphs.

    Raises
    ------
    ValueError
        If `name` is not one of `TEXTS`.

    Examples
    --------
    >>> load_text("alice")[:39]
    'Alice was beginning to get very tired o'
    >>> len(load_text("alice")), len(load_text("verwandlung"))
    (11232, 11290)
    """
    if name not in TEXTS:
        raise ValueError(f"name is {name!r}; known texts are {', '.join(map(repr, TEXTS))}")
    return (_DATA / f"{name}.txt").read_text(encoding="utf-8")


def letters(text: str) -> str:
    """Fold a text to the 27 symbols of `ALPHABET`.

    Capitals become small. ä, ö, ü, ß become ae, oe, ue, ss; any other accent is dropped. What is then not one of
    a to z becomes a space (the apostrophe of "don't" too), and a run of spaces becomes one. A space at either end
    stays.

    Parameters
    ----------
    text : str
        Any text. Letters outside a to z that carry no accent (ø, æ, Greek, …) become spaces.

    Returns
    -------
    str
        The folded text. It consists of symbols of `ALPHABET` only and holds no two spaces in a row.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> letters("Größe: 42 Café-Löffel")
    'groesse cafe loeffel'
    >>> letters(load_text("verwandlung"))[:44]
    'als gregor samsa eines morgens aus unruhigen'
    >>> len(letters(load_text("alice"))), len(letters(load_text("verwandlung")))
    (10799, 11156)
    """
    _require_string(text, "text")
    composed = unicodedata.normalize("NFKC", text).lower().translate(_GERMAN)
    decomposed = unicodedata.normalize("NFD", composed)
    without_accents = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub("[^a-z]+", " ", without_accents)


def symbol_counts(text: str, alphabet: str = ALPHABET) -> NDArray[np.int64]:
    """Count how often each symbol of an alphabet occurs in a text: nᵢ, the number of positions that hold symbol i.

    Parameters
    ----------
    text : str
        Its N characters are the data points. Every one must be a symbol of `alphabet`; `letters` sees to that.
    alphabet : str
        The K symbols, each once.

    Returns
    -------
    numpy.ndarray of int64, shape (K,)
        The counts in the order of `alphabet`. They sum to N.

    Raises
    ------
    TypeError
        If `text` or `alphabet` is not a string.
    ValueError
        If `alphabet` holds a symbol more than once, or `text` holds a symbol that is not in `alphabet`.

    Examples
    --------
    >>> symbol_counts("abracadabra", alphabet="abcdr")
    array([5, 2, 1, 1, 2])
    >>> english, german = (symbol_counts(letters(load_text(name))) for name in TEXTS)
    >>> dict(zip(ALPHABET[:6], english[:6].tolist()))
    {' ': 2192, 'a': 678, 'b': 141, 'c': 170, 'd': 390, 'e': 1079}

    Three letters of English never occur in the German text. Coding English with German frequencies therefore costs
    infinitely many bits:

    >>> [symbol for symbol, n in zip(ALPHABET, german) if n == 0]
    ['q', 'x', 'y']
    """
    _require_string(text, "text")
    _require_string(alphabet, "alphabet")
    for symbol in alphabet:
        if alphabet.count(symbol) > 1:
            raise ValueError(f"alphabet is {alphabet!r} and holds {symbol!r} more than once; expected each symbol once")
    for position, symbol in enumerate(text):
        if symbol not in alphabet:
            raise ValueError(f"text holds {symbol!r} at position {position}; expected only symbols of {alphabet!r}")
    return np.array([text.count(symbol) for symbol in alphabet], dtype=np.int64)


# --- Penguins -----------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Penguins:
    """Measurements of penguins, one row each.

    Attributes
    ----------
    features : numpy.ndarray of float64, shape (N, 4)
        The measurements, in millimetres and grams.
    feature_names : tuple of str
        What the four columns hold, with the unit.
    species : numpy.ndarray of int64, shape (N,)
        The label of each row, an index into `species_names`.
    species_names : tuple of str
        The names of the three species.
    """

    features: NDArray[np.float64]
    feature_names: tuple[str, ...]
    species: NDArray[np.int64]
    species_names: tuple[str, ...]


def load_penguins() -> Penguins:
    """Load the Palmer penguins: four measurements and the species of 342 adult birds.

    They were measured from 2007 to 2009 on three islands near Palmer Station, Antarctica. Of the 344 birds of the
    source, the two without measurements are left out. Every call returns arrays of its own.

    Returns
    -------
    Penguins
        `features` of shape (342, 4), `species` of shape (342,), and their names. Rows are grouped by species.

    References
    ----------
    A. M. Horst, A. P. Hill, K. B. Gorman, *palmerpenguins*, 2020, https://doi.org/10.5281/zenodo.3960218.
    The measurements: K. B. Gorman, T. D. Williams, W. R. Fraser, 2014, https://doi.org/10.1371/journal.pone.0090081.

    Examples
    --------
    >>> penguins = load_penguins()
    >>> penguins.feature_names
    ('bill length in mm', 'bill depth in mm', 'flipper length in mm', 'body mass in g')
    >>> print(penguins.features[0])
    [  39.1   18.7  181.  3750. ]
    >>> dict(zip(penguins.species_names, np.bincount(penguins.species).tolist()))
    {'Adelie': 151, 'Chinstrap': 68, 'Gentoo': 123}
    """
    with (_DATA / "penguins.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    species_names, species = np.unique([row[0] for row in rows], return_inverse=True)
    return Penguins(
        features=np.array([row[1:] for row in rows], dtype=np.float64),
        feature_names=tuple(
            " ".join(words) + f" in {unit}" for *words, unit in (name.split("_") for name in header[1:])
        ),
        species=species.astype(np.int64),
        species_names=tuple(species_names.tolist()),
    )


# --- Digits -------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Digits:
    """Images of handwritten digits, 8×8 pixels each.

    Attributes
    ----------
    images : numpy.ndarray of float64, shape (N, 8, 8)
        The ink of each pixel, a whole number from 0 (white) to 16 (black); rows run from top to bottom.
    labels : numpy.ndarray of int64, shape (N,)
        The digit that was written, 0 to 9.
    """

    images: NDArray[np.float64]
    labels: NDArray[np.int64]

    @property
    def features(self) -> NDArray[np.float64]:
        """The images with their rows laid end to end: a view of `images` of shape (N, 64)."""
        return self.images.reshape(-1, 64)


def load_digits() -> Digits:
    """Load 1797 handwritten digits, 8×8 pixels each, written by 13 people.

    Each pixel counts the black points in a square of 4×4 points of the scanned digit. The images are the test set of
    the source, whose training set of 3823 images comes from 30 other people. Every call returns arrays of its own.

    Returns
    -------
    Digits
        `images` of shape (1797, 8, 8), `features` of shape (1797, 64), `labels` of shape (1797,).

    References
    ----------
    E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository, 1998,
    https://doi.org/10.24432/C50P49, licence CC BY 4.0.

    Examples
    --------
    >>> digits = load_digits()
    >>> digits.images.shape, digits.features.shape
    ((1797, 8, 8), (1797, 64))
    >>> np.bincount(digits.labels).tolist()
    [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    >>> for row in digits.images[0].astype(int)[:3]:
    ...     print("".join(f"{ink:3}" if ink else "  ." for ink in row))
      .  .  5 13  9  1  .  .
      .  . 13 15 10 15  5  .
      .  3 15  2  . 11  8  .
    """
    with (_DATA / "digits.csv").open(encoding="utf-8") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1)
    return Digits(images=table[:, 1:].reshape(-1, 8, 8).copy(), labels=table[:, 0].astype(np.int64))


def _require_string(value: object, name: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}, a {type(value).__name__}; expected a string")
