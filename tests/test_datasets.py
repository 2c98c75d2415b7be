import dataclasses
import string
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest
import sklearn.datasets

from helpers.datasets import ALPHABET, TEXTS, letters, load_digits, load_penguins, load_text, symbol_counts

# --- The shipped texts ---------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "characters", "paragraphs", "words", "first", "last"),
    [
        ("alice", 11232, 24, 2145, "Alice was beginning to get", "very soon finished off the cake."),
        ("verwandlung", 11290, 12, 1750, "Als Gregor Samsa eines", "selbstverständlichen Verhältnisse."),
    ],
)
def test_a_text_is_complete(name, characters, paragraphs, words, first, last):
    text = load_text(name)
    assert len(text) == characters
    assert len(text.split("\n\n")) == paragraphs
    assert len(text.split()) == words
    assert text.startswith(first)
    assert text.endswith(last + "\n")


@pytest.mark.parametrize(
    ("name", "phrases"),
    [
        (
            "alice",
            ["fell very slowly", "but it was too slippery;", "ORANGE MARMALADE", "I think--", "'poison' or not;"],
        ),
        ("verwandlung", ["sah zur Weckuhr hinüber", "Über dem Tisch", "möbelerschütternde", '"Ach Gott," dachte er']),
    ],
)
def test_a_text_holds_its_sentences_in_the_stated_convention(name, phrases):
    text = " ".join(load_text(name).split())
    for phrase in phrases:
        assert phrase in text


@pytest.mark.parametrize(("name", "beyond_ascii"), [("alice", ""), ("verwandlung", "Üßäöü")])
def test_a_text_holds_no_stray_characters(name, beyond_ascii):
    allowed = set(string.ascii_letters + " \n\"'().,;:!?-" + beyond_ascii)
    assert set(load_text(name)) <= allowed


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_wrapped_and_quotes_are_paired(name):
    text = load_text(name)
    assert max(map(len, text.splitlines())) <= 76
    assert all(line == line.strip() for line in text.splitlines())
    assert "\n\n\n" not in text
    for paragraph in text.split("\n\n"):
        assert paragraph.count('"') % 2 == 0, paragraph


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_is_utf8_with_unix_line_ends_and_described(name):
    raw = (files("helpers") / "data" / f"{name}.txt").read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8") == load_text(name)
    readme = (files("helpers") / "data" / "README.md").read_text(encoding="utf-8")
    assert f"## `{name}.txt`" in readme
    paragraphs = len(load_text(name).split("\n\n"))
    assert f"{len(load_text(name)):,} characters, {paragraphs} paragraphs" in readme


@pytest.mark.parametrize("name", ["Alice", "alice.txt", "", "../data/alice", None, 3])
def test_an_unknown_name_is_named_with_the_known_ones(name):
    with pytest.raises(ValueError, match="known texts are 'alice', 'verwandlung'") as error:
        load_text(name)
    assert f"name is {name!r};" in str(error.value)


# --- Folding -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("abc", "abc"),
        ("Hello,  World!", "hello world "),
        ("\tone\n\ntwo -- three", " one two three"),
        ("it's 42°", "it s "),
        ("Ä ö Ü ß ẞ", "ae oe ue ss ss"),
        ("u\u0308ber", "ueber"),  # u and a combining diaeresis: the other way to write ü
        ("Café, naïve, señor, Ÿ", "cafe naive senor y"),
        ("cafe\u0301", "cafe"),
        ("İstanbul", "istanbul"),  # its small letter is i and a combining dot
        ("ﬁn \U0001d400", "fin a"),  # a ligature, a bold mathematical capital A
        ("smørrebrød, Ωmega", "sm rrebr d mega"),
        ("12 + 34", " "),
    ],
)
def test_letters(text, folded):
    assert letters(text) == folded


@pytest.mark.parametrize("name", TEXTS)
def test_folding_keeps_every_letter_of_a_text(name):
    text = load_text(name)
    spelled = text.lower()
    for umlaut, pair in [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")]:
        spelled = spelled.replace(umlaut, pair)
    assert letters(text).replace(" ", "") == "".join(c for c in spelled if c in string.ascii_lowercase)
    assert "  " not in letters(text)
    assert letters(letters(text)) == letters(text)


@pytest.mark.parametrize("text", [None, 3, b"abc", ["a", "b"]])
def test_letters_of_something_else(text):
    with pytest.raises(TypeError, match=f"text is .*, a {type(text).__name__}; expected a string"):
        letters(text)


# --- Counting ------------------------------------------------------------------


def test_the_alphabet_is_the_space_and_a_to_z():
    assert " " + string.ascii_lowercase == ALPHABET
    assert len(ALPHABET) == 27


@pytest.mark.parametrize("name", TEXTS)
def test_counts_agree_with_counter(name):
    text = letters(load_text(name))
    counts = symbol_counts(text)
    counter = Counter(text)
    assert counts.dtype == np.int64
    assert counts.shape == (27,)
    assert counts.tolist() == [counter[symbol] for symbol in ALPHABET]
    assert counts.sum() == len(text)


def test_three_letters_of_english_never_occur_in_the_german_text():
    english, german = (symbol_counts(letters(load_text(name))) for name in ("alice", "verwandlung"))
    assert english.min() == 4  # z; so no symbol is missing in the English text
    assert [symbol for symbol, n in zip(ALPHABET, german, strict=True) if n == 0] == ["q", "x", "y"]


def test_counts_follow_the_order_of_the_alphabet():
    assert symbol_counts("banana", alphabet="nab").tolist() == [2, 3, 1]
    assert symbol_counts("banana", alphabet="abnx").tolist() == [3, 1, 2, 0]
    assert symbol_counts("").tolist() == [0] * 27
    assert symbol_counts("", alphabet="").shape == (0,)


@pytest.mark.parametrize(
    ("text", "symbol", "position"),
    [("ab?c?", "?", 2), ("Hello", "H", 0), ("tail\n", "\n", 4), ("grün", "ü", 2)],
)
def test_a_symbol_outside_the_alphabet_is_named_with_its_position(text, symbol, position):
    with pytest.raises(ValueError, match="expected only symbols of ' abc") as error:
        symbol_counts(text)
    assert f"text holds {symbol!r} at position {position};" in str(error.value)


def test_a_symbol_that_stands_twice_in_the_alphabet():
    with pytest.raises(ValueError, match="alphabet is 'abcb' and holds 'b' more than once"):
        symbol_counts("abc", alphabet="abcb")


@pytest.mark.parametrize(("arguments", "name"), [((["a"], "abc"), "text"), (("a", ["a", "b"]), "alphabet")])
def test_counting_something_else(arguments, name):
    with pytest.raises(TypeError, match=f"{name} is .*, a list; expected a string"):
        symbol_counts(*arguments)


# --- The penguins ---------------------------------------------------------------


def test_the_penguins_are_those_with_measurements():
    """The source has 152, 68 and 124 birds; one Adelie and one Gentoo were not measured."""
    penguins = load_penguins()
    assert penguins.features.shape == (342, 4)
    assert penguins.species.shape == (342,)
    assert penguins.features.dtype == np.float64
    assert penguins.species.dtype == np.int64
    counts = dict(zip(penguins.species_names, np.bincount(penguins.species).tolist(), strict=True))
    assert counts == {"Adelie": 152 - 1, "Chinstrap": 68, "Gentoo": 124 - 1}
    assert np.isfinite(penguins.features).all()


@pytest.mark.parametrize(
    ("column", "name", "smallest", "largest", "mean"),
    [
        (0, "bill length in mm", 32.1, 59.6, 43.92193),
        (1, "bill depth in mm", 13.1, 21.5, 17.15117),
        (2, "flipper length in mm", 172, 231, 200.91520),
        (3, "body mass in g", 2700, 6300, 4201.75439),
    ],
)
def test_each_measurement_has_the_range_and_mean_of_the_source(column, name, smallest, largest, mean):
    penguins = load_penguins()
    assert penguins.feature_names[column] == name
    values = penguins.features[:, column]
    assert (values.min(), values.max()) == (smallest, largest)
    assert values.mean() == pytest.approx(mean, abs=1e-5)


def test_labels_belong_to_their_rows():
    """Means of bill length and body mass of each species, from the source."""
    penguins = load_penguins()
    means = {
        name: penguins.features[penguins.species == k][:, [0, 3]].mean(axis=0)
        for k, name in enumerate(penguins.species_names)
    }
    np.testing.assert_allclose(means["Adelie"], [38.7914, 3700.6623], atol=1e-4)
    np.testing.assert_allclose(means["Chinstrap"], [48.8338, 3733.0882], atol=1e-4)
    np.testing.assert_allclose(means["Gentoo"], [47.5049, 5076.0163], atol=1e-4)
    np.testing.assert_array_equal(penguins.features[0], [39.1, 18.7, 181, 3750])
    np.testing.assert_array_equal(penguins.features[-1], [50.2, 18.7, 198, 3775])


def test_every_call_gives_arrays_of_its_own():
    load_penguins().features[:] = 0
    load_penguins().species[:] = 0
    assert load_penguins().features.all()
    assert load_penguins().species.any()


def test_penguins_cannot_be_rebound():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_penguins().species = None


def test_the_file_of_the_penguins_is_utf8_with_unix_line_ends_and_described():
    raw = (files("helpers") / "data" / "penguins.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.isascii()
    readme = (files("helpers") / "data" / "README.md").read_text(encoding="utf-8")
    assert "## `penguins.csv`" in readme
    assert f"{len(load_penguins().species)} rows" in readme


# --- The digits -----------------------------------------------------------------


def test_the_digits_are_those_of_scikit_learn():
    digits, reference = load_digits(), sklearn.datasets.load_digits()
    np.testing.assert_array_equal(digits.images, reference.images)
    np.testing.assert_array_equal(digits.features, reference.data)
    np.testing.assert_array_equal(digits.labels, reference.target)


def test_the_digits_have_the_stated_shapes_and_ranges():
    digits = load_digits()
    assert digits.images.shape == (1797, 8, 8)
    assert digits.features.shape == (1797, 64)
    assert digits.labels.shape == (1797,)
    assert digits.images.dtype == digits.features.dtype == np.float64
    assert digits.labels.dtype == np.int64
    assert set(digits.images.ravel().tolist()) == set(range(17))
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as the source


def test_a_feature_is_a_pixel():
    digits = load_digits()
    assert np.shares_memory(digits.features, digits.images)
    np.testing.assert_array_equal(digits.features[:, 8 * 3 + 5], digits.images[:, 3, 5])


def test_every_call_gives_digits_of_its_own_that_cannot_be_rebound():
    load_digits().images[:] = 0
    load_digits().labels[:] = 0
    digits = load_digits()
    assert digits.images.any()
    assert digits.labels.any()
    with pytest.raises(dataclasses.FrozenInstanceError):
        digits.labels = None


def test_the_file_of_the_digits_is_described_as_it_is():
    raw = (files("helpers") / "data" / "digits.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.isascii()
    readme = (files("helpers") / "data" / "README.md").read_text(encoding="utf-8")
    assert "## `digits.csv`" in readme
    assert f"{len(raw):,} bytes" in readme
    assert f"{len(load_digits().labels)} rows" in readme
    assert "doi.org/10.24432/C50P49" in readme
    assert "CC BY 4.0" in readme
