import math

import numpy as np

from helpers.checks import chapter_04 as checks
from tests.wrong_answers import wrong

# 04.1 probability_from_scores


@wrong(checks.probability_from_scores, "You returned the probability of label 0.")
def other_label(s0, s1):
    return 1 / (1 + np.exp(s1 - s0))


@wrong(checks.probability_from_scores, "You returned the probability of label 0.")
def other_label_by_weights(s0, s1):
    return math.exp(s0) / (math.exp(s0) + math.exp(s1))


@wrong(checks.probability_from_scores, "You divided the log-scores themselves.")
def share_of_scores(s0, s1):
    return s1 / (s0 + s1)


@wrong(checks.probability_from_scores, "A large score made the exponential infinite")
def weights_first(s0, s1):
    weights = np.exp([s0, s1])
    return weights[1] / weights.sum()


@wrong(checks.probability_from_scores, "A large score made the exponential infinite")
def weights_first_with_an_exception(s0, s1):
    return math.exp(s1) / (math.exp(s0) + math.exp(s1))


@wrong(checks.probability_from_scores, "A large score made the exponential infinite")
def weights_of_80_bits(s0, s1):
    weights = np.exp(np.array([s0, s1], dtype=np.longdouble))
    return weights[1] / weights.sum()


@wrong(checks.probability_from_scores, "A large score made the exponential infinite")
def small_number_in_the_denominator(s0, s1):
    weights = np.exp([s0, s1])
    return weights[1] / (weights.sum() + 1e-12)


@wrong(checks.probability_from_scores, "A large score made the exponential infinite")
def nan_replaced(s0, s1):
    weights = np.exp([s0, s1])
    return np.nan_to_num(weights[1] / weights.sum())


@wrong(checks.probability_from_scores, "Two different scores gave you ½.")
def clipped(s0, s1):
    weights = np.exp(np.clip([s0, s1], -500, 500))
    return weights[1] / weights.sum()


@wrong(checks.probability_from_scores, "You passed s1 alone through σ")
def one_score(s0, s1):
    return np.exp(-np.logaddexp(0, -s1))


@wrong(checks.probability_from_scores, "You returned the weight of label 1.")
def weight(s0, s1):
    return np.exp(s1)


@wrong(checks.probability_from_scores, "You returned the odds.")
def odds(s0, s1):
    return math.exp(s1 - s0)


@wrong(checks.probability_from_scores, "You returned the logit.")
def difference(s0, s1):
    return s1 - s0


@wrong(checks.probability_from_scores, "You returned the log-probability.")
def log_probability(s0, s1):
    return s1 - np.logaddexp(s0, s1)


@wrong(checks.probability_from_scores, "You returned the loss of label 1")
def loss(s0, s1):
    return math.log(1 + math.exp(s0 - s1))


@wrong(checks.probability_from_scores, "You added the scores.")
def sum_of_scores(s0, s1):
    return 0.5 * (1 + np.tanh((s0 + s1) / 2))


@wrong(checks.probability_from_scores, "You used ½(1 + tanh)")
def half_of_one_plus_tanh(s0, s1):
    return 0.5 * (1 + np.tanh(s1 - s0))


@wrong(checks.probability_from_scores, "You applied the sigmoid twice.")
def twice(s0, s1):
    p = 1 / (1 + np.exp(s0 - s1))
    return 1 / (1 + np.exp(-p))


@wrong(checks.probability_from_scores, "You raised 2 to the scores.")
def base_2(s0, s1):
    return 1 / (1 + 2 ** (s0 - s1))


@wrong(checks.probability_from_scores, "You raised 10 to the scores.")
def base_10(s0, s1):
    return 1 / (1 + 10 ** (s0 - s1))


# 04.2 posterior


def sigma(z):
    return np.exp(-np.logaddexp(0, -z))


@wrong(checks.posterior, "You multiplied the prior probability by the ratios.")
def ratios_on_the_probability(prior, ratios):
    return prior * np.prod(ratios)


@wrong(checks.posterior, "You multiplied the prior probability by the ratios.")
def ratios_on_the_probability_in_a_loop(prior, ratios):
    p = prior
    for ratio in ratios:
        p = p * ratio
    return p


@wrong(checks.posterior, "You left the prior out.")
def no_prior(prior, ratios):
    return sigma(np.log(ratios).sum())


@wrong(checks.posterior, "The product of the ratios became infinite")
def product(prior, ratios):
    odds = prior / (1 - prior) * np.prod(ratios)
    return odds / (1 + odds)


@wrong(checks.posterior, "The product of the ratios became infinite")
def updated_odds(prior, ratios):
    odds = prior / (1 - prior)
    for ratio in ratios:
        odds = odds * float(ratio)
    return odds / (1 + odds)


@wrong(checks.posterior, "On the way the odds became infinite")
def one_over_the_odds(prior, ratios):
    odds = prior / (1 - prior) * np.prod(ratios)
    return 1 / (1 + 1 / odds)


@wrong(checks.posterior, "On the way the odds became infinite")
def logarithm_of_the_product(prior, ratios):
    return sigma(np.log(prior / (1 - prior)) + np.log(np.prod(ratios)))


@wrong(checks.posterior, "The product of the ratios became infinite")
def product_of_80_bits(prior, ratios):
    odds = np.longdouble(prior) / (1 - prior)
    for ratio in ratios:
        odds = odds * ratio
    return odds / (1 + odds)


@wrong(checks.posterior, "On the way the odds became infinite, or the probability exactly 1")
def updated_probability(prior, ratios):
    for ratio in ratios:
        prior = prior * ratio / (prior * ratio + 1 - prior)
    return prior


@wrong(checks.posterior, "You returned the odds.")
def posterior_odds(prior, ratios):
    return prior / (1 - prior) * np.prod(ratios)


@wrong(checks.posterior, "You returned the log-odds.")
def posterior_logit(prior, ratios):
    return math.log(prior) - math.log1p(-prior) + np.log(ratios).sum()


@wrong(checks.posterior, "You returned the probability of label 0.")
def label_0(prior, ratios):
    return sigma(np.log((1 - prior) / prior) - np.log(ratios).sum())


@wrong(checks.posterior, "You subtracted the evidence from the prior log-odds.")
def subtracted(prior, ratios):
    return sigma(np.log(prior / (1 - prior)) - np.log(ratios).sum())


@wrong(checks.posterior, "You averaged the evidence.")
def mean_of_logs(prior, ratios):
    return sigma(np.log(prior / (1 - prior)) + np.log(ratios).mean())


@wrong(checks.posterior, "You started from the logarithm of the prior probability.")
def log_prior(prior, ratios):
    return sigma(np.log(prior) + np.log(ratios).sum())


@wrong(checks.posterior, "You added the prior probability to a number of nats.")
def prior_as_logit(prior, ratios):
    return sigma(prior + np.sum(np.log(ratios)))


@wrong(checks.posterior, "You took the logarithm of the sum of the ratios.")
def log_of_sum(prior, ratios):
    return sigma(np.log(prior / (1 - prior)) + np.log(np.sum(ratios)))


@wrong(checks.posterior, "You added the ratios themselves.")
def sum_of_ratios(prior, ratios):
    return sigma(np.log(prior / (1 - prior)) + np.sum(ratios))


@wrong(checks.posterior, "Only the last observation counts")
def overwritten(prior, ratios):
    for ratio in ratios:
        z = np.log(prior / (1 - prior)) + np.log(ratio)
    return sigma(z)


@wrong(checks.posterior, "You returned one probability for each observation.")
def not_summed(prior, ratios):
    return sigma(np.log(prior / (1 - prior)) + np.log(ratios))


# 04.3 slope


@wrong(checks.slope, "You put the logits into p(1 − p).")
def of_the_logits(z):
    return z * (1 - z)


@wrong(checks.slope, "You returned σ itself.")
def value(z):
    return 1 / (1 + np.exp(-z))


@wrong(checks.slope, "You returned 1 − σ")
def one_minus(z):
    return 1 - 1 / (1 + np.exp(-z))


@wrong(checks.slope, "The sign is wrong.")
def falling(z):
    s = sigma(z)
    return s * (s - 1)


@wrong(checks.slope, "You returned the square of σ")
def squared(z):
    return sigma(z) * sigma(z)


@wrong(checks.slope, "You squared the probability of label 0.")
def square_of_the_other(z):
    return (1 - sigma(z)) ** 2


@wrong(checks.slope, "You squared the σ inside the bracket.")
def square_inside(z):
    s = sigma(z)
    return s * (1 - s**2)


@wrong(checks.slope, "You used 1 − σ²")
def pattern_of_tanh(z):
    return 1 - sigma(z) ** 2


@wrong(checks.slope, "You returned the slope of tanh.")
def slope_of_tanh(z):
    return 1 / np.cosh(z) ** 2


@wrong(checks.slope, "You returned 1 − σ")
def single_denominator(z):
    return np.exp(-z) / (1 + np.exp(-z))


@wrong(checks.slope, "You returned the square of σ")
def outer_only(z):
    return (1 + np.exp(-z)) ** -2


@wrong(checks.slope, "You differentiated twice.")
def second_derivative(z):
    s = sigma(z)
    return s * (1 - s) * (1 - 2 * s)


@wrong(checks.slope, "You applied the sigmoid twice.")
def sigmoid_of_sigmoid(z):
    s = sigma(sigma(z))
    return s * (1 - s)


@wrong(checks.slope, "You added the slopes.")
def added(z):
    s = sigma(z)
    return s @ (1 - s)


# 04.4 both_probabilities


@wrong(checks.both_probabilities, "You swapped the columns.")
def swapped(z):
    return np.column_stack([sigma(z), sigma(-z)])


@wrong(checks.both_probabilities, "The small probability lost its digits")
def difference_for_label_0(z):
    p = 1 / (1 + np.exp(-z))
    return np.column_stack([1 - p, p])


@wrong(checks.both_probabilities, "The small probability lost its digits")
def difference_for_label_1(z):
    p = 1 / (1 + np.exp(z))
    return np.column_stack([p, 1 - p])


@wrong(checks.both_probabilities, "The small probability lost its digits")
def by_tanh(z):
    return 0.5 * (1 + np.tanh(z[:, None] / 2 * np.array([-1, 1])))


@wrong(checks.both_probabilities, "The small probability lost its digits")
def cut_off(z):
    p = np.clip(1 / (1 + np.exp(-z)), 1e-12, 1 - 1e-12)
    return np.column_stack([1 - p, p])


@wrong(checks.both_probabilities, "Both columns are the same.")
def same_columns(z):
    return np.repeat(sigma(z)[:, None], 2, axis=1)


@wrong(checks.both_probabilities, "Column 0 is ½ everywhere")
def sigmoid_of_each_score(z):
    scores = np.column_stack([0 * z, z])
    return sigma(scores)


@wrong(checks.both_probabilities, "You returned the weights 1 and e^z.")
def weights(z):
    return np.exp(np.column_stack([0 * z, z]))


@wrong(checks.both_probabilities, "You returned the log-scores.")
def scores(z):
    return np.array([[0.0, value] for value in z])


@wrong(checks.both_probabilities, "You returned log-probabilities.")
def logs(z):
    return -np.column_stack([np.logaddexp(0, z), np.logaddexp(0, -z)])


@wrong(checks.both_probabilities, "You took the log-scores −z and z")
def scores_of_both_signs(z):
    weights = np.exp(np.column_stack([-z, z]))
    return weights / weights.sum(axis=1, keepdims=True)


@wrong(checks.both_probabilities, "Labels run down and examples across.")
def transposed(z):
    return np.array([sigma(-z), sigma(z)])


@wrong(checks.both_probabilities, "You returned the probability of label 1 only.")
def one_column(z):
    return sigma(z)
