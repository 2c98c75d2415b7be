"""The dictionary of libraries: every line is run, the library's where it is installed, and the values are equal.

SciPy and scikit-learn belong to the test extra and must be there. PyTorch, JAX and TensorFlow are skipped by name
where they are absent.
"""

import dataclasses
import importlib.util
import sys

import numpy as np
import pytest

from helpers import dictionary, information, losses, numerics
from tests.tools.cells import NOTEBOOKS, read_notebook, source

OPTIONAL = {"PyTorch": "torch", "JAX and Optax": "optax", "TensorFlow": "tensorflow"}
TOLERANCE = {"JAX and Optax": 2e-6}  # it computes in float32
EXPECTED = {
    "PyTorch": {"CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss", "KLDivLoss"},
    "JAX and Optax": {
        "jax.nn.log_softmax",
        "optax.softmax_cross_entropy(",
        "optax.softmax_cross_entropy_with_integer_labels",
        "optax.sigmoid_binary_cross_entropy",
    },
    "TensorFlow": {
        "tf.nn.softmax_cross_entropy_with_logits",
        "tf.nn.sparse_softmax_cross_entropy_with_logits",
        "tf.nn.sigmoid_cross_entropy_with_logits",
    },
    "scikit-learn": {"log_loss"},
    "SciPy": {"softmax", "log_softmax", "logsumexp", "rel_entr", "entr(", "stats.entropy"},
}
every_entry = pytest.mark.parametrize("entry", dictionary.ENTRIES, ids=lambda entry: entry.call)


def skip_if_absent(library):
    module = OPTIONAL.get(library)
    if module and importlib.util.find_spec(module) is None:
        pytest.skip(f"{library} is not installed")


@every_entry
@pytest.mark.filterwarnings("ignore:reduction. .mean. divides the total loss:UserWarning")
def test_the_call_of_the_library_and_our_line_give_the_same(entry):
    skip_if_absent(entry.library)
    theirs = dictionary.library_value(entry)
    np.testing.assert_allclose(
        dictionary.our_value(entry), theirs, rtol=TOLERANCE.get(entry.library, 1e-12), strict=theirs.dtype == float
    )


@every_entry
def test_what_an_entry_says_of_its_output_is_what_comes_out(entry):
    value = dictionary.our_value(entry)
    shape = () if entry.gives.startswith("the ") else (4, 3) if "(N, K)" in entry.gives else (4,)
    assert value.shape == shape
    assert np.isfinite(value).all()


@pytest.mark.parametrize("library", dictionary.LIBRARIES)
def test_every_function_that_the_chapter_promises_is_there(library):
    calls = " ".join(entry.call for entry in dictionary.entries(library))
    assert all(name in calls for name in EXPECTED[library])
    assert set(EXPECTED) == set(dictionary.LIBRARIES)


def test_no_two_entries_have_the_same_call():
    calls = [entry.call for entry in dictionary.ENTRIES]
    assert len(set(calls)) == len(calls)


def test_the_example_is_of_one_piece():
    x = dictionary.EXAMPLE
    np.testing.assert_allclose(np.log(x["y_hat"]), x["log_y_hat"], rtol=1e-14)
    np.testing.assert_allclose(np.exp(x["z"]) / np.exp(x["z"]).sum(-1, keepdims=True), x["y_hat"], rtol=1e-14)
    np.testing.assert_allclose(1 / (1 + np.exp(-x["s"])), x["s_hat"], rtol=1e-14)
    np.testing.assert_allclose(x["p"].sum(axis=-1), 1, rtol=1e-15)
    assert set(x["y"]) == {0, 1, 2}
    assert set(x["t"]) == {0, 1}


@pytest.mark.parametrize("library", ["SciPy", "scikit-learn"])
def test_an_installed_library_agrees(library):
    assert dictionary.disagreements(library) == []


@pytest.mark.parametrize(
    "ours",
    [
        "losses.categorical_nll(z, y).sum()",  # sum for mean
        "losses.categorical_nll(y_hat, y).mean()",  # softmax twice
        "losses.categorical_nll(z, y).mean() / np.log(2)",  # bits
        "losses.categorical_nll(z, y)",  # another shape
    ],
)
def test_a_wrong_line_is_told(monkeypatch, ours):
    first = next(entry for entry in dictionary.ENTRIES if entry.call == "sklearn.metrics.log_loss(y, y_hat)")
    wrong = dataclasses.replace(first, ours=ours)
    monkeypatch.setattr(dictionary, "ENTRIES", (wrong,))
    assert dictionary.disagreements("scikit-learn") == [wrong]


@pytest.fixture
def hide(monkeypatch):
    """Return a function that makes a package look as if it were not installed."""

    def hide(package):
        for name in [package, *(name for name in sys.modules if name.startswith(f"{package}."))]:
            monkeypatch.setitem(sys.modules, name, None)

    return hide


@pytest.mark.parametrize(("library", "package"), [("SciPy", "scipy"), ("scikit-learn", "sklearn")])
def test_a_library_that_is_not_there_does_not_agree(hide, library, package):
    assert dictionary.installed(library)
    hide(package)
    assert not dictionary.installed(library)
    with pytest.raises(ModuleNotFoundError, match=package):
        dictionary.disagreements(library)


@pytest.mark.parametrize("missing", ["jax", "optax"])
def test_a_library_of_two_packages_needs_both(monkeypatch, missing):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else name)
    assert not dictionary.installed("JAX and Optax")
    assert dictionary.installed("PyTorch")


def run_cell_with_the_libraries():
    cells = read_notebook(NOTEBOOKS / "12_your_own_code.ipynb")["cells"]
    (code,) = [source(cell) for cell in cells if "dictionary.disagreements" in source(cell)]
    exec(code, {"dictionary": dictionary})


def test_the_cell_of_the_chapter_tells_what_was_not_run(hide, capsys):
    hide("sklearn")
    run_cell_with_the_libraries()
    assert capsys.readouterr().out == (
        "SciPy: 7 calls, 0 of those run here differ\nscikit-learn: not installed, nothing run\n"
    )
    hide("scipy")
    run_cell_with_the_libraries()
    assert capsys.readouterr().out.count("not installed, nothing run") == 2


def test_the_cell_of_the_chapter_stops_at_a_line_that_differs(monkeypatch):
    monkeypatch.setattr(dictionary, "our_value", lambda entry: np.zeros(4))
    with pytest.raises(AssertionError):
        run_cell_with_the_libraries()


@pytest.mark.parametrize("function", [dictionary.page, dictionary.installed, dictionary.disagreements])
def test_an_unknown_library_is_named(function):
    with pytest.raises(ValueError, match=r"library is 'Torch'; known are 'PyTorch', .*'SciPy'"):
        function("Torch")


@pytest.mark.parametrize("library", dictionary.LIBRARIES)
def test_the_page_shows_every_entry_and_fits_a_cell(library):
    text = dictionary.page(library)
    for entry in dictionary.entries(library):
        assert f"{entry.call}\n    takes  {entry.takes}\n    gives  {entry.gives}: " in text
        assert f"    here   {entry.ours}" in text
    assert max(map(len, text.splitlines())) <= 112


# What the notes say


def test_scikit_learn_clips_at_the_epsilon_of_the_dtype():
    from sklearn.metrics import log_loss

    for dtype in (np.float32, np.float64):
        wrong_and_sure = np.array([[0.0, 1.0], [0.0, 1.0]], dtype=dtype)
        np.testing.assert_allclose(
            log_loss([0, 0], wrong_and_sure, labels=[0, 1]), -np.log(np.finfo(dtype).eps), rtol=1e-6
        )


def test_scikit_learn_has_no_eps_any_more():
    from sklearn.metrics import log_loss

    with pytest.raises(TypeError, match="eps"):
        log_loss([0, 1], [0.5, 0.5], eps=1e-15)
    assert round(-np.log(1e-15), 2) == 34.54


def test_scikit_learn_wants_to_know_of_classes_that_do_not_occur():
    from sklearn.metrics import log_loss

    y, y_hat = np.array([0, 2]), np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
    with pytest.raises(ValueError, match="labels"):
        log_loss(y, y_hat)
    np.testing.assert_allclose(log_loss(y, y_hat, labels=[0, 1, 2]), -np.log([0.7, 0.6]).mean(), rtol=1e-14)


def test_scikit_learn_refuses_what_is_no_probability():
    from sklearn.metrics import log_loss

    for bad in (-0.5, 1.5):
        with pytest.raises(ValueError, match="contains values"):
            log_loss([0, 1], [0.5, bad])


def test_scipy_takes_all_entries_together_unless_told_the_axis():
    from scipy import special, stats

    z = dictionary.EXAMPLE["z"]
    np.testing.assert_allclose(special.softmax(z).sum(), 1)
    np.testing.assert_allclose(np.exp(special.log_softmax(z)).sum(), 1)
    assert np.ndim(special.logsumexp(z)) == 0
    p = dictionary.EXAMPLE["p"]
    np.testing.assert_allclose(stats.entropy(p), information.entropy(p / p.sum(axis=0), axis=0))
    np.testing.assert_allclose(stats.entropy([2, 1], base=2), information.entropy([2 / 3, 1 / 3]) / np.log(2))


def test_pytorch_cuts_ignores_and_warns_as_the_notes_say():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    one = torch.tensor([1.0])
    assert torch.nn.BCELoss()(torch.tensor([0.0]), one).item() == 100
    z = torch.tensor(dictionary.EXAMPLE["z"])
    y = torch.tensor(dictionary.EXAMPLE["y"])
    y[0] = -100
    expected = losses.categorical_nll(z[1:].numpy(), y[1:].numpy()).mean()
    np.testing.assert_allclose(torch.nn.CrossEntropyLoss()(z, y).item(), expected)
    assert torch.isnan(torch.nn.CrossEntropyLoss()(z, torch.full((4,), -100)))
    rows = torch.tensor([[1.0, 1.0, 0.0]] * 4, dtype=torch.float64)  # no distributions: not refused
    np.testing.assert_allclose(
        torch.nn.CrossEntropyLoss()(z, rows).item(), -numerics.log_softmax(z.numpy())[:, :2].sum(-1).mean()
    )
    with pytest.raises(RuntimeError, match="between 0 and 1"):
        torch.nn.BCELoss()(torch.tensor([-0.5]), one)
    with pytest.warns(UserWarning, match="batchmean"):
        torch.nn.KLDivLoss()(z, rows)
    y_hat, log_p = torch.log_softmax(z.repeat(5, 7, 1, 1).flatten(1, 2), -1), torch.log_softmax(rows[0] + z[0], -1)
    each = (log_p.exp() * (log_p - y_hat)).sum(-1)  # (5, 28): only axis 0 is divided by
    batchmean = torch.nn.KLDivLoss(reduction="batchmean")(y_hat, log_p.exp().expand_as(y_hat))
    np.testing.assert_allclose(batchmean.item(), 28 * each.mean().item())
    assert torch.nn.BCEWithLogitsLoss()(3 * one, 2 * one).item() < 0  # a label of 2 is not refused
    assert torch.nn.BCELoss()(torch.sigmoid(20 * one), 0 * one).item() == 100  # the float32 sigmoid is 1
    with pytest.raises(IndexError, match="out of bounds"):
        torch.nn.CrossEntropyLoss()(z, torch.tensor([0, 1, 2, -1]))


def test_pytorch_does_what_the_symptoms_of_section_12_3_say():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    nn, one = torch.nn, torch.tensor(1.0)

    def loss_and_slope(function, z, label):
        z = torch.tensor(z, requires_grad=True)
        loss = function(z, torch.tensor(label))
        loss.backward()
        return loss.item(), z.grad

    loss, slope = loss_and_slope(lambda z, t: nn.BCELoss()(torch.sigmoid(z), t), -40.0, 1.0)
    np.testing.assert_allclose([loss, slope], [40, -numerics.sigmoid(-40) / 1e-12], rtol=1e-5)
    assert loss_and_slope(nn.BCEWithLogitsLoss(), -40.0, 1.0) == (40, -1)
    assert nn.BCEWithLogitsLoss()(3 * one, -one) > 0 > nn.BCEWithLogitsLoss()(-3 * one, -one)
    assert nn.CrossEntropyLoss()(torch.randn(4, 1), torch.ones(4, 1)) == 0  # one logit
    assert torch.isnan(nn.CrossEntropyLoss()(torch.tensor([np.inf, 0.0]), torch.tensor(1)))
    assert torch.isinf(nn.CrossEntropyLoss()(torch.tensor([-np.inf, 0.0]), torch.tensor(0)))
    assert nn.CrossEntropyLoss()(torch.tensor([0.0, 800.0]), torch.tensor(0)) == 800
    with pytest.warns(UserWarning, match="dim"):
        assert (nn.Softmax()(torch.zeros(2, 3, 4)) == 1 / 2).all()
    with pytest.warns(UserWarning, match="dim"):
        assert (nn.Softmax()(torch.zeros(2, 3)) == one / 3).all()
    with pytest.warns(UserWarning, match="broadcast"):
        nn.MSELoss()(torch.zeros(4, 1), torch.zeros(4))


def test_pytorch_masks_and_smooths_as_chapter_12_says():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    cross_entropy = torch.nn.functional.cross_entropy
    x, y = torch.ones(3, 2), torch.tensor([0, 1, -100])
    x[2] = np.nan
    for loss_of, clean in [
        (lambda net: cross_entropy(net(x), y), False),
        (lambda net: cross_entropy(net(x)[y >= 0], y[y >= 0]), False),
        (lambda net: cross_entropy(net(x[y >= 0]), y[y >= 0]), True),
    ]:
        net = torch.nn.Linear(2, 2)
        loss = loss_of(net)
        loss.backward()
        assert torch.isfinite(loss)
        assert torch.isfinite(net.weight.grad).all() == clean
    z, p = torch.tensor([[0.0, 1.0, -np.inf]], requires_grad=True), torch.tensor([[1.0, 0.0, 0.0]])
    assert torch.isinf(cross_entropy(z, torch.tensor([0]), label_smoothing=0.1))
    assert torch.isnan(cross_entropy(z, p))
    filled = -(p * torch.log_softmax(z, -1).masked_fill(torch.isinf(z), 0)).sum(-1)
    filled.backward()
    np.testing.assert_allclose(filled.item(), np.log1p(np.e), rtol=1e-6)
    assert torch.isfinite(z.grad).all()
    z, y = torch.randn(2, 4, 3), torch.tensor([[0, 1, 2, -100], [1, -100, -100, -100]])
    np.testing.assert_allclose(cross_entropy(z.transpose(1, 2), y), cross_entropy(z.flatten(0, 1), y.flatten()), 1e-6)
    with pytest.raises(RuntimeError, match="Expected target size"):
        cross_entropy(z, y)
    cross_entropy(torch.randn(2, 3, 3), y[:, :3])  # L = K: not refused


def test_tensorflow_s_documented_numbers_are_ours():
    """The examples in the documentation of TensorFlow 2.13, with the numbers printed there."""
    logits, labels = [[4.0, 2.0, 1.0], [0.0, 5.0, 1.0]], [[1.0, 0.0, 0.0], [0.0, 0.8, 0.2]]
    np.testing.assert_allclose(losses.categorical_nll(logits, labels), [0.16984604, 0.82474494], rtol=1e-6)
    s, t = [1.0, -1.0, 0.0, 1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.5]
    printed = [1.3132617, 0.3132617, 0.6931472, 0.3132617, 1.3132617, 0.6931472, 0.6931472]
    np.testing.assert_allclose(losses.binary_nll(s, t), printed, rtol=1e-6)
    logits = [[2.0, -5.0, 0.5, -0.1], [0.0, 0.0, 1.9, 1.4], [-100.0, 100.0, -100.0, -100.0]]
    printed = [0.29750752, 1.1448325, 0.0]
    np.testing.assert_allclose(losses.categorical_nll(logits, [0, 3, 1]), printed, rtol=1e-6, atol=1e-7)


def test_optax_takes_the_label_minus_1_for_the_last_class():
    optax = pytest.importorskip("optax", reason="Optax is not installed")
    z = dictionary.EXAMPLE["z"].astype(np.float32)
    got = optax.softmax_cross_entropy_with_integer_labels(z, np.array([-1, -1, -1, -1]))
    np.testing.assert_allclose(got, losses.categorical_nll(z, np.array([2, 2, 2, 2])), rtol=2e-6)
