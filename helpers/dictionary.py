"""The losses of five libraries, and for each call the line of this series that gives the same number.

An entry holds two expressions. Both run on `EXAMPLE`, so the table that a reader sees is the one that is executed.
Our line needs this package only; the call runs where its library is installed.
"""

from __future__ import annotations

import importlib.util
import textwrap
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers import information, losses, numerics

_Z = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -0.25, 0.5], [1.0, 4.0, -2.0]])
_S = np.array([2.0, -1.0, 0.5, -3.0])

EXAMPLE: dict[str, NDArray[Any]] = {
    "z": _Z,
    "y_hat": numerics.softmax(_Z),
    "log_y_hat": numerics.log_softmax(_Z),
    "y": np.array([0, 2, 1, 1]),
    "p": np.array([[0.8, 0.1, 0.1], [0.0, 0.25, 0.75], [0.5, 0.5, 0.0], [0.1, 0.7, 0.2]]),
    "w": np.array([1.0, 2.0, 5.0]),
    "s": _S,
    "s_hat": numerics.sigmoid(_S),
    "t": np.array([1.0, 0.0, 0.0, 1.0]),
}
"""The names that the expressions use, for N = 4 examples.

K = 3 classes: logits `z` (N, K), probabilities `y_hat` and log-probabilities `log_y_hat` of the same shape, class
indices `y` (N,), target rows `p` (N, K), class weights `w` (K,). Two classes: logits `s` (N,), probabilities `s_hat`,
labels `t` 0.0 or 1.0.
"""


@dataclass(frozen=True)
class Entry:
    """One call of a library, what it takes and gives, and the equal line of this series.

    Attributes
    ----------
    library : str
        One of `LIBRARIES`.
    call, ours : str
        Expressions in the names of `EXAMPLE`: the call, and the line of this series with the same value.
    takes : str
        Kind of number and shape of each argument, in the order of the call.
    gives : str
        What comes out, in nats where it is a loss, an entropy or a logarithm.
    note : str
        What is easily missed; may be empty.
    """

    library: str
    call: str
    takes: str
    gives: str
    ours: str
    note: str = ""


_LOGITS, _ROWS, _CLASSES = "logits (N, K)", "target rows (N, K)", "class indices (N,)"
_MEAN_CLASSES = "losses.categorical_nll(z, y).mean()"

ENTRIES: tuple[Entry, ...] = (
    Entry(
        "PyTorch",
        "torch.nn.CrossEntropyLoss()(z, y)",
        f"{_LOGITS}; {_CLASSES}",
        "the mean loss",
        _MEAN_CLASSES,
        "It applies log-softmax itself: no softmax before it. The classes are on axis 1.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.CrossEntropyLoss()(z, p)",
        f"{_LOGITS}; {_ROWS}",
        "the mean loss",
        "losses.categorical_nll(z, p).mean()",
        "Target rows are floats of the shape of the logits. Their sum is not checked.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.CrossEntropyLoss(label_smoothing=0.1)(z, y)",
        f"{_LOGITS}; {_CLASSES}",
        "the mean loss",
        "losses.categorical_nll(z, 0.9 * np.eye(3)[y] + 0.1 / 3).mean()",
        "The share 0.1 is spread over all K classes, the right one included.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.CrossEntropyLoss(weight=w)(z, y)",
        f"{_LOGITS}; {_CLASSES}",
        "the weighted mean",
        "(w[y] * losses.categorical_nll(z, y)).sum() / w[y].sum()",
        "Divided by the sum of the weights of the labels, not by N.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.CrossEntropyLoss(weight=w)(z, p)",
        f"{_LOGITS}; {_ROWS}",
        "the mean of weighted terms",
        "-(w * p * log_y_hat).sum(axis=-1).mean()",
        "With target rows it is divided by N.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.CrossEntropyLoss(ignore_index=1)(z, y)",
        f"{_LOGITS}; {_CLASSES}",
        "the mean over the kept examples",
        "losses.categorical_nll(z, y)[y != 1].mean()",
        "Without the argument, the label −100 is ignored. Nothing kept: 0/0, nan.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.NLLLoss()(log_y_hat, y)",
        f"log-probabilities (N, K); {_CLASSES}",
        "the mean loss",
        _MEAN_CLASSES,
        "It takes no logarithm: it picks an entry of each row, changes its sign and averages.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.BCEWithLogitsLoss()(s, t)",
        "logits (N,); labels 0.0 or 1.0 (N,)",
        "the mean loss",
        "losses.binary_nll(s, t).mean()",
        "The labels are floats. With K columns: K independent questions, and the mean over N · K numbers.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(9.0))(s, t)",
        "logits (N,); labels 0.0 or 1.0 (N,)",
        "the mean of weighted terms",
        "(np.where(t == 1, 9, 1) * losses.binary_nll(s, t)).mean()",
        "The terms of label 1 are multiplied, and the sum is divided by N.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.BCELoss()(s_hat, t)",
        "probabilities (N,); labels 0.0 or 1.0 (N,)",
        "the mean loss",
        "losses.binary_nll(s, t).mean()",
        "The logarithm is cut at −100, so no example costs more than 100.",
    ),
    Entry(
        "PyTorch",
        'torch.nn.KLDivLoss(reduction="batchmean")(log_y_hat, p)',
        f"log-probabilities (N, K); {_ROWS}",
        "the mean KL(p || ŷ)",
        "information.kl_divergence(p, y_hat).mean()",
        "The model comes first, as a logarithm; the data second, as probabilities. It divides by the length of axis 0: "
        "with (N, L, K) it is L times the mean.",
    ),
    Entry(
        "PyTorch",
        "torch.nn.KLDivLoss()(log_y_hat, p)",
        f"log-probabilities (N, K); {_ROWS}",
        "the mean over all N · K entries",
        "information.kl_divergence(p, y_hat).mean() / 3",
        "The default of PyTorch 2: K times too small. It warns that a later version will mean batchmean.",
    ),
    Entry(
        "PyTorch",
        "torch.log_softmax(z, dim=-1)",
        _LOGITS,
        "log-probabilities (N, K)",
        "numerics.log_softmax(z)",
    ),
    Entry(
        "PyTorch",
        "torch.logsumexp(z, dim=-1)",
        _LOGITS,
        "one number per row",
        "numerics.logsumexp(z)",
    ),
    Entry(
        "JAX and Optax",
        "jax.nn.log_softmax(z)",
        _LOGITS,
        "log-probabilities (N, K)",
        "numerics.log_softmax(z)",
        "The last axis, unless told otherwise. JAX computes in float32 unless told otherwise.",
    ),
    Entry(
        "JAX and Optax",
        "optax.softmax_cross_entropy_with_integer_labels(z, y)",
        f"{_LOGITS}; {_CLASSES}",
        "one loss per example",
        "losses.categorical_nll(z, y)",
        "Not averaged: .mean() is yours to write.",
    ),
    Entry(
        "JAX and Optax",
        "optax.softmax_cross_entropy(z, p)",
        f"{_LOGITS}; {_ROWS}",
        "one loss per example",
        "losses.categorical_nll(z, p)",
    ),
    Entry(
        "JAX and Optax",
        "optax.sigmoid_binary_cross_entropy(s, t)",
        "logits, any shape; labels 0 or 1, the same shape",
        "one loss per logit",
        "losses.binary_nll(s, t)",
    ),
    Entry(
        "JAX and Optax",
        "optax.kl_divergence(log_y_hat, p)",
        f"log-probabilities (N, K); {_ROWS}",
        "one KL(p || ŷ) per example",
        "information.kl_divergence(p, y_hat)",
        "The model comes first, as a logarithm.",
    ),
    Entry(
        "TensorFlow",
        "tf.nn.softmax_cross_entropy_with_logits(labels=p, logits=z)",
        f"{_ROWS}; {_LOGITS}",
        "one loss per example",
        "losses.categorical_nll(z, p)",
        "The labels come first, so name the arguments.",
    ),
    Entry(
        "TensorFlow",
        "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z)",
        f"{_CLASSES}; {_LOGITS}",
        "one loss per example",
        "losses.categorical_nll(z, y)",
    ),
    Entry(
        "TensorFlow",
        "tf.nn.sigmoid_cross_entropy_with_logits(labels=t, logits=s)",
        "labels 0.0 or 1.0, any shape; logits, the same shape",
        "one loss per logit",
        "losses.binary_nll(s, t)",
    ),
    Entry(
        "scikit-learn",
        "sklearn.metrics.log_loss(y, y_hat)",
        "class labels (N,); probabilities (N, K)",
        "the mean loss",
        _MEAN_CLASSES,
        "The labels come first. Probabilities are clipped to [eps, 1 − eps], the machine epsilon. Where a class does "
        "not occur in y, name them all: labels=[0, 1, 2]. Older versions had an argument eps and cut at 1e−15, a loss "
        "of 34.54.",
    ),
    Entry(
        "scikit-learn",
        "sklearn.metrics.log_loss(t, s_hat)",
        "labels (N,); probabilities of label 1 (N,)",
        "the mean loss",
        "losses.binary_nll(s, t).mean()",
    ),
    Entry(
        "SciPy",
        "scipy.special.softmax(z, axis=-1)",
        _LOGITS,
        "probabilities (N, K)",
        "numerics.softmax(z)",
        "Without axis all N · K entries together sum to 1; so for log_softmax and logsumexp.",
    ),
    Entry(
        "SciPy",
        "scipy.special.log_softmax(z, axis=-1)",
        _LOGITS,
        "log-probabilities (N, K)",
        "numerics.log_softmax(z)",
    ),
    Entry(
        "SciPy",
        "scipy.special.logsumexp(z, axis=-1)",
        _LOGITS,
        "one number per row",
        "numerics.logsumexp(z)",
    ),
    Entry(
        "SciPy",
        "scipy.special.rel_entr(p, y_hat).sum(axis=-1)",
        "probabilities; probabilities",
        "KL(p || ŷ) per row, after the sum",
        "information.kl_divergence(p, y_hat)",
        "It works entry by entry; the data come first.",
    ),
    Entry(
        "SciPy",
        "scipy.special.entr(p).sum(axis=-1)",
        "probabilities",
        "H(p) per row, after the sum",
        "information.entropy(p)",
        "It works entry by entry.",
    ),
    Entry(
        "SciPy",
        "scipy.stats.entropy(p, axis=-1)",
        "probabilities or counts",
        "H(p) per row",
        "information.entropy(p)",
        "It divides by the sum first. Its axis is 0 unless given; base=2 gives bits.",
    ),
    Entry(
        "SciPy",
        "scipy.stats.entropy(p, y_hat, axis=-1)",
        "probabilities or counts; the same",
        "KL(p || ŷ) per row",
        "information.kl_divergence(p, y_hat)",
        "With two arguments it is the divergence, not the cross-entropy.",
    ),
)
"""The dictionary. Every line is executed by `tests/test_dictionary.py`."""

LIBRARIES: tuple[str, ...] = tuple(dict.fromkeys(entry.library for entry in ENTRIES))
"""The libraries, in the order of `ENTRIES`."""

_MODULES = {
    "PyTorch": ("torch",),
    "JAX and Optax": ("jax", "optax"),
    "TensorFlow": ("tensorflow",),
    "scikit-learn": ("sklearn.metrics",),
    "SciPy": ("scipy.special", "scipy.stats"),
}


def our_value(entry: Entry) -> NDArray[np.float64]:
    """Run the line of this series on `EXAMPLE`.

    Parameters
    ----------
    entry : Entry
        One of `ENTRIES`.

    Returns
    -------
    ndarray of float64
        Its value; 0-d where the line gives one number.

    Examples
    --------
    >>> print(f"{our_value(ENTRIES[0]):.4f}")
    0.5289
    """
    scope = {"np": np, "information": information, "losses": losses, "numerics": numerics}
    return np.asarray(eval(entry.ours, scope | EXAMPLE))


def library_value(entry: Entry) -> NDArray[Any]:
    """Run the call of the library on `EXAMPLE`.

    Parameters
    ----------
    entry : Entry
        One of `ENTRIES`.

    Returns
    -------
    ndarray
        Its value, in the dtype that the library gives.

    Raises
    ------
    ModuleNotFoundError
        If the library is not installed.
    """
    scope: dict[str, Any] = {}
    for name in _MODULES[entry.library]:
        module = importlib.import_module(name)
        top = name.partition(".")[0]
        scope[top] = importlib.import_module(top) if top != name else module
    convert = np.array
    if entry.library == "PyTorch":
        convert = scope["torch"].tensor
    elif entry.library == "JAX and Optax":  # float64 would be narrowed anyway, with a warning
        convert = _narrow
    elif entry.library == "TensorFlow":
        scope["tf"] = scope.pop("tensorflow")
        convert = scope["tf"].constant
    return np.asarray(eval(entry.call, scope | {name: convert(x) for name, x in EXAMPLE.items()}))


def _narrow(x: NDArray[Any]) -> NDArray[Any]:
    return x.astype(np.float32 if x.dtype == np.float64 else np.int32)


def installed(library: str) -> bool:
    """Tell whether the calls of a library can be run here.

    Parameters
    ----------
    library : str
        One of `LIBRARIES`.

    Returns
    -------
    bool
        Whether all its packages are found. They are not imported.

    Raises
    ------
    ValueError
        If `library` is not one of `LIBRARIES`.
    """
    _require_known(library)
    return all(importlib.util.find_spec(name.partition(".")[0]) is not None for name in _MODULES[library])


def disagreements(library: str) -> list[Entry]:
    """List the entries of a library whose two lines differ by more than rounding.

    Parameters
    ----------
    library : str
        One of `LIBRARIES`.

    Returns
    -------
    list of Entry
        Entries whose values differ by more than 1e-6 + 1e-6 times ours, or in shape.

    Raises
    ------
    ValueError
        If `library` is not one of `LIBRARIES`.
    ModuleNotFoundError
        If it is not installed: what was not run does not agree. Ask `installed` first.
    """
    found = []
    for entry in entries(library):
        ours, theirs = our_value(entry), library_value(entry)
        if ours.shape != theirs.shape or not np.allclose(ours, theirs, rtol=1e-6, atol=1e-6):
            found.append(entry)
    return found


def entries(library: str) -> list[Entry]:
    """List the entries of a library.

    Parameters
    ----------
    library : str
        One of `LIBRARIES`.

    Returns
    -------
    list of Entry
        In the order of `ENTRIES`.

    Raises
    ------
    ValueError
        If `library` is not one of `LIBRARIES`.

    Examples
    --------
    >>> [entry.call for entry in entries("scikit-learn")]
    ['sklearn.metrics.log_loss(y, y_hat)', 'sklearn.metrics.log_loss(t, s_hat)']
    """
    _require_known(library)
    return [entry for entry in ENTRIES if entry.library == library]


def _require_known(library: str) -> None:
    if library not in LIBRARIES:
        raise ValueError(f"library is {library!r}; known are {', '.join(map(repr, LIBRARIES))}")


def page(library: str) -> str:
    """Write the entries of a library out: the call, what it takes and gives, our line, and its value.

    Parameters
    ----------
    library : str
        One of `LIBRARIES`.

    Returns
    -------
    str
        Text, four or five lines an entry. The values are those of our lines, so no library is needed.

    Raises
    ------
    ValueError
        If `library` is not one of `LIBRARIES`.

    Examples
    --------
    >>> print(page("scikit-learn").partition("    note")[0])
    sklearn.metrics.log_loss(y, y_hat)
        takes  class labels (N,); probabilities (N, K)
        gives  the mean loss: 0.5289
        here   losses.categorical_nll(z, y).mean()
    <BLANKLINE>
    """
    blocks = []
    for entry in entries(library):
        value = our_value(entry)
        number = f": {value:.4f}" if value.ndim == 0 else ": " + " ".join(f"{x:.4f}" for x in value.flat[:4])
        lines = [
            entry.call,
            f"    takes  {entry.takes}",
            f"    gives  {entry.gives}{number}{' …' if value.size > 4 else ''}",
            f"    here   {entry.ours}",
        ]
        if entry.note:
            lines += textwrap.wrap(entry.note, 100, initial_indent="    note   ", subsequent_indent=" " * 11)
        blocks.append("\n".join(lines))
    return "\n".join(blocks)
