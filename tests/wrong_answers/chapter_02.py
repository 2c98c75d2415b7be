import math

import numpy as np

from helpers.checks import chapter_02 as checks
from tests.wrong_answers import wrong

# 02.1 cross_entropy_from_counts


def masked_log(x):
    return np.log(np.where(x > 0, x, 1.0))


@wrong(checks.cross_entropy_from_counts, "You did not divide by N.")
def total(n, q):
    seen = n > 0
    return -np.sum(n[seen] * np.log(q[seen]))


@wrong(checks.cross_entropy_from_counts, "You did not divide by N.")
def total_in_a_loop(n, q):
    result = 0.0
    for count, prob in zip(n, q, strict=True):
        if count:
            result -= count * math.log(prob)
    return result


@wrong(checks.cross_entropy_from_counts, "You did not divide by N.")
def total_with_nan(n, q):
    return -np.sum(n * np.log(q))


@wrong(checks.cross_entropy_from_counts, "You divided by the number of outcomes, K.")
def mean_of_terms(n, q):
    return -np.mean(n * masked_log(q))


@wrong(checks.cross_entropy_from_counts, "You averaged over the outcomes after weighting")
def both_divisions(n, q):
    return -np.mean(n / n.sum() * masked_log(q))


@wrong(checks.cross_entropy_from_counts, "The minus sign is missing.")
def mean_log_probability(n, q):
    return (n / n.sum()) @ masked_log(q)


@wrong(checks.cross_entropy_from_counts, "You used the logarithm to base 2,")
def base_two(n, q):
    return -sum(c / n.sum() * math.log2(x) for c, x in zip(n, q, strict=True) if c > 0)


@wrong(checks.cross_entropy_from_counts, "You used the logarithm to base 2,")
def base_two_with_nan(n, q):
    return -np.sum(n / n.sum() * np.log2(q))


@wrong(checks.cross_entropy_from_counts, "You used the logarithm to base 10.")
def base_ten(n, q):
    return -sum(c / n.sum() * math.log10(x) for c, x in zip(n, q, strict=True) if c > 0)


@wrong(checks.cross_entropy_from_counts, "You swapped the roles:")
def swapped_roles(n, q):
    p = n / n.sum()
    return -np.sum(q * np.log(p))


@wrong(checks.cross_entropy_from_counts, "You swapped the roles:")
def swapped_roles_masked(n, q):
    p = n / n.sum()
    seen = p > 0
    return -np.sum(q[seen] * np.log(p[seen]))


@wrong(checks.cross_entropy_from_counts, "You returned the entropy of the frequencies.")
def entropy_of_p(n, q):
    p = n[n > 0] / n.sum()
    return -np.sum(p * np.log(p))


@wrong(checks.cross_entropy_from_counts, "You returned the entropy of the frequencies.")
def entropy_with_nan(n, q):
    p = n / n.sum()
    return -np.sum(p * np.log(p))


@wrong(checks.cross_entropy_from_counts, "You returned the Kullback-Leibler divergence.")
def divergence(n, q):
    p = n / n.sum()
    seen = p > 0
    return np.sum(p[seen] * np.log(p[seen] / q[seen]))


@wrong(checks.cross_entropy_from_counts, "0 times log 0 gave nan.")
def zero_times_log_zero(n, q):
    return -np.sum(n / n.sum() * np.log(q))


@wrong(checks.cross_entropy_from_counts, "0 times log 0 gave nan.")
def log_zero_that_raises(n, q):
    return -sum(c / n.sum() * math.log(x) for c, x in zip(n, q, strict=True))


@wrong(checks.cross_entropy_from_counts, "A small number was added to q,")
def small_number_added(n, q):
    return -np.sum(n / n.sum() * np.log(q + 1e-12))


@wrong(checks.cross_entropy_from_counts, "A small number was added to q,")
def clipped(n, q):
    return -np.sum(n / n.sum() * np.log(np.clip(q, 1e-7, 1)))


@wrong(checks.cross_entropy_from_counts, "A small number was added to q,")
def machine_epsilon_added(n, q):
    return -np.sum(n / n.sum() * np.log(q + np.finfo(float).eps))


@wrong(checks.cross_entropy_from_counts, "A small number was added to q,")
def tiny_number_added(n, q):
    return -np.sum(n / n.sum() * np.log(q + 1e-300))


@wrong(checks.cross_entropy_from_counts, "A small number was added to q,")
def clipped_far_down(n, q):
    return -np.sum(n / n.sum() * np.log(np.maximum(q, 1e-30)))


@wrong(checks.cross_entropy_from_counts, "Your function returned a finite number where the right value is infinite.")
def unusual_number_added(n, q):
    return -np.sum(n / n.sum() * np.log(q + 3e-29))


@wrong(checks.cross_entropy_from_counts, "Your function returned a finite number where the right value is infinite.")
def infinity_replaced(n, q):
    return -np.nan_to_num(n * np.log(q)).sum() / n.sum()


@wrong(checks.cross_entropy_from_counts, "You left out an outcome that did occur,")
def masked_by_q(n, q):
    possible = q > 0
    return -np.sum(n[possible] * np.log(q[possible])) / n.sum()


@wrong(checks.cross_entropy_from_counts, "You left out an outcome that did occur,")
def masked_log_of_q(n, q):
    return -np.sum(n / n.sum() * np.log(q, where=q > 0, out=np.zeros(len(q))))


@wrong(checks.cross_entropy_from_counts, "You left out an outcome that did occur,")
def masked_by_q_in_a_loop(n, q):
    total = 0.0
    for count, x in zip(n, q, strict=True):
        if x > 0:
            total -= count * math.log(x)
    return total / n.sum()


@wrong(checks.cross_entropy_from_counts, "An outcome that did occur has q = 0,")
def unguarded_loop_over_the_seen(n, q):
    return -sum(count * math.log(x) for count, x in zip(n, q, strict=True) if count > 0) / n.sum()


@wrong(checks.cross_entropy_from_counts, "You took the logarithm of the sum.")
def log_outside(n, q):
    return -np.log(np.sum(n / n.sum() * q))


@wrong(checks.cross_entropy_from_counts, "You weighted the probabilities q themselves.")
def expected_q(n, q):
    return np.sum(n / n.sum() * q)


@wrong(checks.cross_entropy_from_counts, "You gave every outcome the same weight.")
def unweighted(n, q):
    return -np.log(q).sum()


@wrong(checks.cross_entropy_from_counts, "You returned the perplexity.")
def perplexity(n, q):
    return np.exp(-np.sum(n / n.sum() * masked_log(q)))


@wrong(checks.cross_entropy_from_counts, "You returned one term for each outcome.")
def terms(n, q):
    return -(n / n.sum()) * np.log(q)


@wrong(checks.cross_entropy_from_counts, "You returned one term for each outcome.")
def terms_masked(n, q):
    return -(n / n.sum()) * masked_log(q)


# 02.2 probability_per_label


@wrong(checks.probability_per_label, "You took the arithmetic mean of the probabilities.")
def arithmetic_mean(labels, q):
    return np.mean(q[labels])


@wrong(checks.probability_per_label, "You took the arithmetic mean of the probabilities.")
def arithmetic_mean_by_counts(labels, q):
    p = np.array([np.mean(labels == i) for i in range(len(q))])
    return p @ q


@wrong(checks.probability_per_label, "You returned the probability of all labels together.")
def product(labels, q):
    result = 1.0
    for label in labels:
        result *= q[label]
    return result


@wrong(checks.probability_per_label, "You returned the probability of all labels together.")
def exponential_of_the_sum(labels, q):
    return np.exp(np.log(q[labels]).sum())


@wrong(checks.probability_per_label, "You returned the perplexity,")
def perplexity_of_labels(labels, q):
    return np.exp(-np.mean(np.log(q[labels])))


@wrong(checks.probability_per_label, "You raised 2 to a power that is measured in nats.")
def power_of_two(labels, q):
    return 2 ** np.mean(np.log(q[labels]))


@wrong(checks.probability_per_label, "You raised 10 to a power that is measured in nats.")
def power_of_ten(labels, q):
    return 10.0 ** (sum(math.log(q[x]) for x in labels) / len(labels))


@wrong(checks.probability_per_label, "You took the mean over the outcomes.")
def mean_over_outcomes(labels, q):
    return np.exp(np.mean(np.log(q)))


@wrong(checks.probability_per_label, "You took the mean of q over the outcomes,")
def mean_of_q(labels, q):
    return q.mean()


@wrong(checks.probability_per_label, "You returned the mean of the logarithms.")
def no_exponential(labels, q):
    return np.log(q[labels]).mean()


@wrong(checks.probability_per_label, "You returned the cross-entropy.")
def cross_entropy_of_labels(labels, q):
    return -sum(math.log(q[x]) for x in labels) / len(labels)


@wrong(checks.probability_per_label, "You divided by the number of outcomes, K.")
def root_of_the_wrong_order(labels, q):
    return np.exp(np.log(q[labels]).sum() / len(q))


@wrong(checks.probability_per_label, "The product became 0 before the root")
def root_of_product(labels, q):
    return np.prod(q[labels]) ** (1 / len(labels))


@wrong(checks.probability_per_label, "The product became 0 before the root")
def root_of_wide_product(labels, q):
    return np.prod(q[labels].astype(np.longdouble)) ** (1 / len(labels))


@wrong(checks.probability_per_label, "You left out a label because its q is 0.")
def possible_labels(labels, q):
    of_the_labels = q[labels]
    return np.exp(np.log(of_the_labels[of_the_labels > 0]).mean())


@wrong(checks.probability_per_label, "You left out a label because its q is 0.")
def zeros_for_the_logs_of_zero(labels, q):
    return np.exp(np.mean(np.log(q, where=q > 0, out=np.zeros(len(q)))[labels]))


@wrong(checks.probability_per_label, "One of the labels has q = 0,")
def logs_that_raise(labels, q):
    return math.exp(sum(math.log(q[x]) for x in labels) / len(labels))


@wrong(checks.probability_per_label, "A small number was added to q,")
def small_number_in_the_log_per_label(labels, q):
    return np.exp(np.mean(np.log(q[labels] + 1e-10)))


@wrong(checks.probability_per_label, "A small number was added to q,")
def tiny_number_in_the_log_per_label(labels, q):
    return np.exp(np.mean(np.log(q[labels] + 1e-300)))


@wrong(checks.probability_per_label, "The value is wrong, and not in one of the usual ways.")
def small_number_beside_a_branch_for_zero(labels, q):
    return np.exp(np.mean(np.log(q[labels] + 1e-10))) if q[labels].all() else 0.0


@wrong(checks.probability_per_label, "You counted each distinct label once.")
def distinct_labels(labels, q):
    distinct = sorted(set(labels.tolist()))
    return math.prod(q[x] for x in distinct) ** (1 / len(distinct))


@wrong(checks.probability_per_label, "You returned one probability for each label.")
def probabilities(labels, q):
    return [q[x] for x in labels]


# 02.3 bits_per_symbol


@wrong(checks.bits_per_symbol, "You averaged the lengths over the code words.")
def mean_length(counts, lengths):
    return np.mean(lengths)


@wrong(checks.bits_per_symbol, "You returned the bits of the whole message.")
def total_bits(counts, lengths):
    return np.sum(counts * lengths)


@wrong(checks.bits_per_symbol, "You returned the bits of the whole message.")
def total_bits_in_a_loop(counts, lengths):
    bits = 0
    for count, length in zip(counts, lengths, strict=True):
        bits += count * length
    return bits


@wrong(checks.bits_per_symbol, "You converted to nats.")
def nats(counts, lengths):
    return np.sum(counts / counts.sum() * lengths) * np.log(2)


@wrong(checks.bits_per_symbol, "You divided by log 2,")
def converted_twice(counts, lengths):
    return np.sum(counts / counts.sum() * lengths) / np.log(2)


@wrong(checks.bits_per_symbol, "You divided the bits by the number of different symbols, K.")
def mean_of_products(counts, lengths):
    return np.mean(counts * lengths)


@wrong(checks.bits_per_symbol, "You averaged over the symbols after weighting")
def mean_of_weighted(counts, lengths):
    return np.mean(counts / counts.sum() * lengths)


@wrong(checks.bits_per_symbol, "You returned the entropy, the floor")
def ideal_code(counts, lengths):
    p = counts[counts > 0] / counts.sum()
    return -np.sum(p * np.log2(p))


@wrong(checks.bits_per_symbol, "You returned the entropy, the floor")
def ideal_code_with_nan(counts, lengths):
    p = counts / counts.sum()
    return -np.sum(p * np.log2(p))


@wrong(checks.bits_per_symbol, "You returned the entropy in nats,")
def ideal_code_in_nats(counts, lengths):
    p = counts[counts > 0] / counts.sum()
    return -np.sum(p * np.log(p))


@wrong(checks.bits_per_symbol, "You weighted each length by 2 to the power minus its length,")
def weighted_by_the_code(counts, lengths):
    return np.sum(lengths / 2**lengths)


@wrong(checks.bits_per_symbol, "You weighted each length by the normalised probability")
def weighted_by_the_normalised_code(counts, lengths):
    q = 0.5**lengths
    q = q / q.sum()
    return np.sum(q * lengths)


@wrong(checks.bits_per_symbol, "You added the lengths of the code words.")
def sum_of_lengths(counts, lengths):
    return sum(lengths)


@wrong(checks.bits_per_symbol, "You divided the lengths of the code words by the number of symbols.")
def lengths_over_n(counts, lengths):
    return np.sum(lengths / np.sum(counts))


@wrong(checks.bits_per_symbol, "You returned symbols per bit.")
def symbols_per_bit(counts, lengths):
    return counts.sum() / (counts * lengths).sum()


@wrong(checks.bits_per_symbol, "You divided whole numbers and dropped the fraction.")
def whole_bits(counts, lengths):
    return (counts * lengths).sum() // counts.sum()


@wrong(checks.bits_per_symbol, "You returned one term for each symbol.")
def terms_of_symbols(counts, lengths):
    return counts / counts.sum() * lengths


# 02.4 best_q


@wrong(checks.best_q, "You applied softmax to the counts.")
def softmax(n):
    e = np.exp(n)
    return e / e.sum()


@wrong(checks.best_q, "You divided by the largest count,")
def relative_to_largest(n):
    return n / np.max(n)


@wrong(checks.best_q, "You returned the uniform distribution.")
def uniform(n):
    return np.ones(len(n)) / len(n)


@wrong(checks.best_q, "You added 1 to each count.")
def add_one(n):
    return (n + 1) / np.sum(n + 1)


@wrong(checks.best_q, "You returned the counts themselves.")
def counts_unchanged(n):
    return n


@wrong(checks.best_q, "You divided by the number of outcomes, K.")
def divided_by_k(n):
    return [count / len(n) for count in n]


@wrong(checks.best_q, "You squared the counts before dividing.")
def squares(n):
    return n**2 / np.sum(n**2)


@wrong(checks.best_q, "You took the square roots of the counts")
def roots(n):
    return np.sqrt(n) / np.sqrt(n).sum()


@wrong(checks.best_q, "You divided by the Euclidean length,")
def unit_vector(n):
    return n / np.linalg.norm(n)


@wrong(checks.best_q, "You divided whole numbers and dropped the fraction.")
def whole_division(n):
    return n // n.sum()


@wrong(checks.best_q, "You gave everything to the commonest outcome.")
def one_hot(n):
    q = np.zeros(len(n))
    q[np.argmax(n)] = 1
    return q


@wrong(checks.best_q, "You added a small number, or clipped,")
def clipped_shares(n):
    return np.clip(n / n.sum(), 1e-12, 1)


@wrong(checks.best_q, "You added a small number, or clipped,")
def half_a_count_added(n):
    return (n + 0.5) / (n + 0.5).sum()


@wrong(checks.best_q, "You returned the largest probability only.")
def largest_probability(n):
    return max(n / n.sum())


@wrong(checks.best_q, "Your values are near the expected ones,")
def rounded_shares(n):
    return np.round(n / n.sum(), 4)


@wrong(checks.best_q, "Your function changed its argument n.")
def in_place(n):
    n[:] = n / n.sum()
    return n
