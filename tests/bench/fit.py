"""Time of `fit_softmax_regression` beside scikit-learn's LogisticRegression (lbfgs), both at the same relative gap.

scikit-learn has a tolerance for the gradient. It is halved until its loss is within GAP of the least one, so that both
deliver the same. The two then take turns; a time is the median of the turns.
"""

import os
import time
from statistics import median

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

from helpers.datasets import load_digits
from helpers.losses import categorical_nll
from helpers.training import fit_softmax_regression

GAP = 1e-6
TURNS = 7


def problems():
    """Name, features, labels and the target for our time as a share of scikit-learn's."""
    digits = load_digits()
    deviation = digits.features.std(axis=0)
    standardised = (digits.features - digits.features.mean(axis=0)) / np.where(deviation > 0, deviation, 1)
    yield "digits / 16", digits.features / 16, digits.labels, 0.4
    yield "digits, standardised", standardised, digits.labels, 0.4
    yield "digits, raw 0 to 16", digits.features, digits.labels, 0.3
    for classes in (5, 10):
        rng = np.random.default_rng(classes)
        features = rng.standard_normal((50_000, 100))
        logits = features @ rng.normal(scale=0.3, size=(100, classes))
        labels = (logits + rng.gumbel(size=logits.shape)).argmax(axis=1)  # drawn from the softmax of the logits
        yield f"50,000 x 100, {classes} classes", features, labels, 0.9


def compare(features, labels):
    """Median seconds of both, ours first; both true relative gaps; the tolerance that scikit-learn needed."""
    l2 = 1 / len(features)  # what scikit-learn's C=1 means for a mean

    def ours():
        return fit_softmax_regression(features, labels, l2=l2, tol=GAP, progress=False)

    def theirs():
        model = LogisticRegression(C=1.0, tol=tolerance, max_iter=100_000).fit(features, labels)
        return model.coef_.T, model.intercept_

    def gap(weights, bias):
        loss = categorical_nll(features @ weights + bias, labels).mean() + l2 / 2 * np.sum(weights**2)
        return loss / least - 1

    least = fit_softmax_regression(features, labels, l2=l2, tol=1e-11, max_iterations=100_000, progress=False).loss
    tolerance = 1e-2
    while gap(*theirs()) > GAP:
        tolerance /= 2
    seconds = {ours: [], theirs: []}
    for _ in range(TURNS):
        for fit, turns in seconds.items():
            start = time.perf_counter()
            fit()
            turns.append(time.perf_counter() - start)
    fit = ours()
    return median(seconds[ours]), median(seconds[theirs]), gap(fit.weights, fit.bias), gap(*theirs()), tolerance


def report():
    """The table as text."""
    threads = os.environ.get("OPENBLAS_NUM_THREADS")
    columns = ("ours ms", "sklearn ms", "ratio", "target", "our gap", "its gap", "its tol")
    lines = [
        f"Softmax regression to a relative gap of {GAP:g}, beside scikit-learn {sklearn.__version__} (lbfgs)",
        f"numpy {np.__version__}, OPENBLAS_NUM_THREADS={threads}; medians of {TURNS} turns",
        "",
        f"{'':24s}" + "".join(f"{column:>12s}" for column in columns),
    ]
    for name, features, labels, target in problems():
        ours, theirs, our_gap, their_gap, tolerance = compare(features, labels)
        lines.append(
            f"{name:24s}{ours * 1e3:12.1f}{theirs * 1e3:12.1f}{ours / theirs:12.2f}{target:12.2f}"
            f"{our_gap:12.1e}{their_gap:12.1e}{tolerance:12.1e}"
        )
    return "\n".join(lines)
