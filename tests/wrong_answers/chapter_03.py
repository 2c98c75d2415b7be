import math

import numpy as np

from helpers.checks import chapter_03 as checks
from tests.wrong_answers import wrong


def masked_log(x):
    return np.log(np.where(x > 0, x, 1.0))


# 03.1 divergence


@wrong(checks.divergence, "The sign is turned.")
def ratio_upside_down(p, q):
    seen = p > 0
    return np.sum(p[seen] * np.log(q[seen] / p[seen]))


@wrong(checks.divergence, "The sign is turned.")
def floor_minus_loss(p, q):
    return -np.sum(p * masked_log(p)) + np.sum(p * masked_log(q))


@wrong(checks.divergence, "You returned the divergence in the other direction.")
def other_direction(p, q):
    seen = q > 0
    return np.sum(q[seen] * np.log(q[seen] / p[seen]))


@wrong(checks.divergence, "You returned the divergence in the other direction.")
def other_direction_where_p_occurs(p, q):
    return sum(b * math.log(b / a) for a, b in zip(p, q, strict=True) if a > 0 and b > 0)


@wrong(checks.divergence, "You returned the cross-entropy.")
def whole_loss(p, q):
    seen = p > 0
    return -np.sum(p[seen] * np.log(q[seen]))


@wrong(checks.divergence, "You returned the entropy of p.")
def only_the_floor(p, q):
    return -np.sum(p * masked_log(p))


@wrong(checks.divergence, "You added the entropy")
def floor_added(p, q):
    return -np.sum(p * masked_log(p)) - np.sum(p * masked_log(q))


@wrong(checks.divergence, "You took the difference of two entropies.")
def two_entropies(p, q):
    return np.sum(p * masked_log(p)) - np.sum(q * masked_log(q))


@wrong(checks.divergence, "You took off the entropy of q.")
def wrong_floor(p, q):
    return -np.sum(p * masked_log(q)) + np.sum(q * masked_log(q))


@wrong(checks.divergence, "You used the logarithm to base 2,")
def in_bits(p, q):
    return sum(a * math.log2(a / b) for a, b in zip(p, q, strict=True) if a > 0)


@wrong(checks.divergence, "You used the logarithm to base 10.")
def base_ten(p, q):
    return sum(a * math.log10(a / b) for a, b in zip(p, q, strict=True) if a > 0)


@wrong(checks.divergence, "You averaged over the outcomes after weighting them.")
def mean_of_terms(p, q):
    return np.mean(p * (masked_log(p) - masked_log(q)))


@wrong(checks.divergence, "You averaged over the outcomes that occur,")
def mean_of_seen_terms(p, q):
    seen = p > 0
    return np.mean(p[seen] * np.log(p[seen] / q[seen]))


@wrong(checks.divergence, "You gave every outcome the same weight.")
def no_weights(p, q):
    seen = p > 0
    return np.log(p[seen] / q[seen]).sum()


@wrong(checks.divergence, "You took absolute values")
def absolute_terms(p, q):
    seen = p > 0
    return np.abs(p[seen] * np.log(p[seen] / q[seen])).sum()


@wrong(checks.divergence, "0 times log 0 gave nan.")
def no_mask(p, q):
    return np.sum(p * np.log(p / q))


@wrong(checks.divergence, "0 times log 0 gave nan.")
def no_mask_that_raises(p, q):
    return sum(a * math.log(a / b) for a, b in zip(p, q, strict=True))


@wrong(checks.divergence, "A small number was added to q,")
def epsilon(p, q):
    seen = p > 0
    return np.sum(p[seen] * np.log(p[seen] / (q[seen] + 1e-12)))


@wrong(checks.divergence, "A small number was added to q,")
def clipped(p, q):
    seen = p > 0
    return np.sum(p[seen] * np.log(p[seen] / np.clip(q[seen], 1e-7, 1)))


@wrong(checks.divergence, "A small number was added to q,")
def epsilon_in_both(p, q):
    return np.sum(p * np.log((p + 1e-12) / (q + 1e-12)))


@wrong(checks.divergence, "A small number was added to q,")
def tiny_number_added(p, q):
    seen = p > 0
    return np.sum(p[seen] * np.log(p[seen] / (q[seen] + 1e-300)))


@wrong(checks.divergence, "You left out an outcome that did occur,")
def both_seen(p, q):
    seen = (p > 0) & (q > 0)
    return np.sum(p[seen] * np.log(p[seen] / q[seen]))


@wrong(checks.divergence, "You left out an outcome that did occur,")
def log_masked_by_q(p, q):
    return np.sum(p * (masked_log(p) - masked_log(q)))


@wrong(checks.divergence, "An outcome that did occur has q = 0,")
def logarithm_that_raises(p, q):
    return sum(a * (math.log(a) - math.log(b)) for a, b in zip(p, q, strict=True) if a > 0)


@wrong(checks.divergence, "You returned one term for each outcome.")
def terms(p, q):
    return p * (masked_log(p) - masked_log(q))


# 03.2 conditional_cross_entropy


def rows(n):
    return n / n.sum(axis=1, keepdims=True)


def loss_at(n, q):
    return -(rows(n) * masked_log(q)).sum(axis=1)


@wrong(checks.conditional_cross_entropy, "You gave every input the same weight.")
def midpoint(n, q):
    return np.mean(loss_at(n, q))


@wrong(checks.conditional_cross_entropy, "You added the cross-entropies of the inputs.")
def sum_over_inputs(n, q):
    return loss_at(n, q).sum()


@wrong(checks.conditional_cross_entropy, "You returned the total over the data.")
def total(n, q):
    return -(n * masked_log(q)).sum()


@wrong(checks.conditional_cross_entropy, "You divided the total by the number of inputs, X.")
def divided_by_rows(n, q):
    return -(n * masked_log(q)).sum() / len(n)


@wrong(checks.conditional_cross_entropy, "You divided the total by the number of cells.")
def mean_over_cells(n, q):
    return -(n * masked_log(q)).mean()


@wrong(checks.conditional_cross_entropy, "You averaged over the cells after weighting them.")
def both_divisions(n, q):
    return -(n / n.sum() * masked_log(q)).mean()


@wrong(checks.conditional_cross_entropy, "You averaged over the inputs after weighting them.")
def mean_of_weighted_rows(n, q):
    return -(n / n.sum() * masked_log(q)).sum(axis=1).mean()


@wrong(checks.conditional_cross_entropy, "The minus sign is missing.")
def mean_log_probability(n, q):
    return (n * masked_log(q)).sum() / n.sum()


@wrong(checks.conditional_cross_entropy, "You used the logarithm to base 2,")
def conditional_bits(n, q):
    return -(n * np.log2(np.where(n > 0, q, 1.0))).sum() / n.sum()


@wrong(checks.conditional_cross_entropy, "You added up the columns")
def without_inputs(n, q):
    return -(n.sum(axis=0) / n.sum()) @ np.log(q.mean(axis=0))


@wrong(checks.conditional_cross_entropy, "You took the logarithm of the joint probability")
def joint_model(n, q):
    joint = n.sum(axis=1, keepdims=True) / n.sum() * q
    return -(n / n.sum() * masked_log(joint)).sum()


@wrong(checks.conditional_cross_entropy, "You returned the floor,")
def best_loss(n, q):
    return n.sum(axis=1) / n.sum() @ loss_at(n, rows(n))


@wrong(checks.conditional_cross_entropy, "You returned the excess over the floor.")
def excess(n, q):
    return n.sum(axis=1) / n.sum() @ (loss_at(n, q) - loss_at(n, rows(n)))


@wrong(checks.conditional_cross_entropy, "You returned the perplexity.")
def perplexity(n, q):
    return np.exp(n.sum(axis=1) / n.sum() @ loss_at(n, q))


@wrong(checks.conditional_cross_entropy, "0 times log 0 gave nan.")
def zero_times_log_zero(n, q):
    return -(n * np.log(q)).sum() / n.sum()


@wrong(checks.conditional_cross_entropy, "A small number was added to q,")
def epsilon_added(n, q):
    return -(n * np.log(q + 1e-12)).sum() / n.sum()


@wrong(checks.conditional_cross_entropy, "A small number was added to q,")
def clipped_rows(n, q):
    return -(n * np.log(np.clip(q, 1e-15, 1 - 1e-15))).sum() / n.sum()


@wrong(checks.conditional_cross_entropy, "You left out an outcome that did occur,")
def seen_by_the_model(n, q):
    return -(n * masked_log(q)).sum() / n.sum()


@wrong(checks.conditional_cross_entropy, "An outcome that did occur has q = 0,")
def conditional_that_raises(n, q):
    points = zip(n.ravel().tolist(), q.ravel().tolist(), strict=True)
    return -sum(count * math.log(x) for count, x in points if count) / n.sum()


@wrong(checks.conditional_cross_entropy, "You returned one cross-entropy for each input.")
def loss_for_each_input(n, q):
    return loss_at(n, q)


@wrong(checks.conditional_cross_entropy, "You returned one weighted term for each input.")
def weighted_rows(n, q):
    return -(n / n.sum() * masked_log(q)).sum(axis=1)


# 03.3 floor_of_table


def entropy(p):
    return -np.sum(p * masked_log(p))


@wrong(checks.floor_of_table, "You returned 0.")
def zero(n):
    return 0


@wrong(checks.floor_of_table, "You returned the entropy of the labels without their inputs.")
def entropy_of_labels(n):
    return entropy(n.sum(axis=0) / n.sum())


@wrong(checks.floor_of_table, "You returned the entropy of the pairs.")
def entropy_of_pairs(n):
    return entropy(n / n.sum())


@wrong(checks.floor_of_table, "You returned the entropy of the inputs.")
def entropy_of_inputs(n):
    return entropy(n.sum(axis=1) / n.sum())


@wrong(checks.floor_of_table, "You returned what the inputs tell about the labels.")
def mutual_information(n):
    return entropy(n.sum(axis=0) / n.sum()) - n.sum(axis=1) / n.sum() @ loss_at(n, rows(n))


@wrong(checks.floor_of_table, "You divided each column by its sum:")
def wrong_axis(n):
    return -(n * masked_log(n / n.sum(axis=0))).sum() / n.sum()


@wrong(checks.floor_of_table, "You gave every input the same weight.")
def mean_of_entropies(n):
    return np.mean([entropy(row) for row in rows(n)])


@wrong(checks.floor_of_table, "You added the entropies of the inputs' labels.")
def sum_of_entropies(n):
    return entropy(rows(n))


@wrong(checks.floor_of_table, "You returned the total over the data.")
def total_floor(n):
    return -(n * masked_log(rows(n))).sum()


@wrong(checks.floor_of_table, "The minus sign is missing.")
def negative_floor(n):
    return (n * masked_log(rows(n))).sum() / n.sum()


@wrong(checks.floor_of_table, "You used the logarithm to base 2,")
def floor_in_bits(n):
    return -(n * masked_log(rows(n))).sum() / n.sum() / np.log(2)


@wrong(checks.floor_of_table, "You returned the smallest of the entropies.")
def easiest_input(n):
    return min(entropy(row) for row in rows(n))


@wrong(checks.floor_of_table, "You returned the perplexity.")
def smallest_perplexity(n):
    return np.exp(-(n * masked_log(rows(n))).sum() / n.sum())


@wrong(checks.floor_of_table, "0 times log 0 gave nan.")
def floor_with_nan(n):
    return -(n * np.log(rows(n))).sum() / n.sum()


@wrong(checks.floor_of_table, "You returned one entropy for each input.")
def entropies(n):
    return loss_at(n, rows(n))


# 03.4 squared_score


@wrong(checks.squared_score, "You took the squared distance of q and p.")
def distance_to_p(p, q):
    return np.sum((q - p) ** 2)


@wrong(checks.squared_score, "You scored the outcome that came and left out the others.")
def own_outcome_only(p, q):
    return sum(a * (1 - b) ** 2 for a, b in zip(p, q, strict=True))


@wrong(checks.squared_score, "You took the mean over the outcomes")
def mean_squared_error(p, q):
    return p @ ((q - np.eye(len(q))) ** 2).mean(axis=1)


@wrong(checks.squared_score, "Your value is half of the right one.")
def halved(p, q):
    return p @ ((q - np.eye(len(q))) ** 2).sum(axis=1) / 2


@wrong(checks.squared_score, "You added along the other axis.")
def columns_of_the_distances(p, q):
    return (((q - np.eye(len(q))) ** 2) @ p).sum()


@wrong(checks.squared_score, "You gave every outcome the same weight.")
def plain_mean(p, q):
    return ((q - np.eye(len(q))) ** 2).sum(axis=1).mean()


@wrong(checks.squared_score, "You added the scores of all outcomes.")
def plain_sum(p, q):
    return ((q - np.eye(len(q))) ** 2).sum()


@wrong(checks.squared_score, "You took a square root,")
def rooted(p, q):
    return sum(p[i] * np.linalg.norm(q - row) for i, row in enumerate(np.eye(len(q))))


@wrong(checks.squared_score, "You swapped the roles.")
def swapped_roles(p, q):
    return q @ ((p - np.eye(len(q))) ** 2).sum(axis=1)


@wrong(checks.squared_score, "You weighted with q.")
def own_opinion(p, q):
    return q @ ((q - np.eye(len(q))) ** 2).sum(axis=1)


@wrong(checks.squared_score, "You added absolute distances.")
def absolute_distances(p, q):
    return p @ np.abs(q - np.eye(len(q))).sum(axis=1)


@wrong(checks.squared_score, "You returned the mean of the linear score.")
def linear_score(p, q):
    return np.sum(p * (1 - q))


@wrong(checks.squared_score, "You returned the log score.")
def log_score(p, q):
    return -np.sum(p * np.log(q))


@wrong(checks.squared_score, "You returned one score for each outcome")
def scores(p, q):
    return ((q - np.eye(len(q))) ** 2).sum(axis=1)


@wrong(checks.squared_score, "You scored the most probable outcome only.")
def commonest_only(p, q):
    return np.sum((q - np.eye(len(q))[np.argmax(p)]) ** 2)
