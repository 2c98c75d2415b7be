import numpy as np

from helpers.checks import chapter_04 as checks
from tests.right_answers import right


@right(checks.probability_from_scores)
def probability_from_scores(s0, s1):
    top = max(s0, s1)
    weights = np.exp([s0 - top, s1 - top])
    return weights[1] / weights.sum()


@right(checks.posterior)
def posterior(prior, ratios):
    log_weight_1 = np.log(prior) + sum(np.log(r) for r in ratios)
    return np.exp(log_weight_1 - np.logaddexp(np.log(1 - prior), log_weight_1))


@right(checks.slope)
def slope(z):
    f = lambda x: 1 / (1 + np.exp(-x))
    return (f(z + 1e-5) - f(z - 1e-5)) / 2e-5


@right(checks.both_probabilities)
def both_probabilities(z):
    e = np.exp(-abs(z))
    small, large = e / (1 + e), 1 / (1 + e)
    return [(s, l) if logit >= 0 else (l, s) for logit, s, l in zip(z, small, large)]
