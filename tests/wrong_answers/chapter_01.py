import itertools
import math
from collections import Counter

import numpy as np

from helpers.checks import chapter_01 as checks
from tests.wrong_answers import wrong

# 01.1 likelihood


@wrong(checks.likelihood, "You added the probabilities.")
def sum_in_a_loop(data, theta):
    total = 0
    for x in data:
        total += theta if x == 2 else 1 - theta
    return total


@wrong(checks.likelihood, "You added the probabilities.")
def sum_of_array(data, theta):
    return np.sum(np.where(data == 2, theta, 1 - theta))


@wrong(checks.likelihood, "You gave θ to the 1s.")
def theta_for_ones(data, theta):
    return np.prod(np.where(data == 1, theta, 1 - theta))


@wrong(checks.likelihood, "You gave θ to the 1s.")
def theta_for_ones_by_counts(data, theta):
    n1 = sum(1 for x in data if x == 1)
    n2 = len(data) - n1
    return theta**n1 * (1 - theta) ** n2


@wrong(checks.likelihood, "You returned the logarithm of the likelihood.")
def log_likelihood(data, theta):
    return np.sum(np.log(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.likelihood, "You returned the negative log-likelihood,")
def negative_log(data, theta):
    loss = 0.0
    for x in data:
        loss -= math.log(theta if x == 2 else 1 - theta)
    return loss


@wrong(checks.likelihood, "You multiplied by the number of orders")
def binomial(data, theta):
    n, k = len(data), int((data == 2).sum())
    ways = math.factorial(n) // (math.factorial(k) * math.factorial(n - k))
    return ways * theta**k * (1 - theta) ** (n - k)


@wrong(checks.likelihood, "You counted each distinct label once.")
def set_of_labels(data, theta):
    result = 1.0
    for x in set(data.tolist()):
        result *= theta if x == 2 else 1 - theta
    return result


@wrong(checks.likelihood, "You averaged the probabilities.")
def mean_probability(data, theta):
    return np.mean([theta if x == 2 else 1 - theta for x in data])


@wrong(checks.likelihood, "You took the N-th root")
def geometric_mean(data, theta):
    return np.exp(np.mean(np.log(np.where(data == 2, theta, 1 - theta))))


@wrong(checks.likelihood, "You left the 1s out.")
def only_the_twos(data, theta):
    result = 1.0
    for x in data:
        if x == 2:
            result *= theta
    return result


@wrong(checks.likelihood, "You used the factor θ for every label.")
def theta_each_time(data, theta):
    result = 1.0
    for _ in data:
        result = result * theta
    return result


@wrong(checks.likelihood, "You returned one probability for each label.")
def list_of_probabilities(data, theta):
    return [theta if x == 2 else 1 - theta for x in data]


@wrong(checks.likelihood, "You multiplied the labels themselves by θ.")
def product_of_labels(data, theta):
    return np.prod(theta * data)


@wrong(checks.likelihood, "You used the labels as exponents,")
def bernoulli_with_labels_from_one(data, theta):
    return np.prod(theta**data * (1 - theta) ** (1.0 - data))


@wrong(checks.likelihood, "Your values are near the expected ones,")
def rounded(data, theta):
    return round(float(np.prod(np.where(data == 2, theta, 1 - theta))), 6)


# 01.2 negative_log_likelihood


@wrong(checks.negative_log_likelihood, "The minus sign is missing.")
def no_minus(data, theta):
    return np.log(np.where(data == 2, theta, 1 - theta)).sum()


@wrong(checks.negative_log_likelihood, "The minus sign is missing.")
def no_minus_in_a_loop(data, theta):
    total = 0.0
    for x in data:
        if x == 2:
            total += math.log(theta)
        else:
            total += math.log(1 - theta)
    return total


@wrong(checks.negative_log_likelihood, "You took the mean over the labels. The sum is asked")
def mean_loss(data, theta):
    return -np.mean(np.log(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.negative_log_likelihood, "You took the mean over the labels, and the minus sign")
def mean_log_likelihood(data, theta):
    return sum(np.log(theta) if x == 2 else np.log(1 - theta) for x in data) / len(data)


@wrong(checks.negative_log_likelihood, "You used the logarithm to base 2,")
def bits(data, theta):
    return -np.log2(np.where(data == 2, theta, 1 - theta)).sum()


@wrong(checks.negative_log_likelihood, "You used the logarithm to base 10.")
def decimal_logarithm(data, theta):
    return -sum(math.log10(theta if x == 2 else 1 - theta) for x in data)


@wrong(checks.negative_log_likelihood, "You gave θ to the 1s.")
def theta_for_ones_in_the_log(data, theta):
    return -np.sum(np.log([1 - theta, theta])[2 - data])


@wrong(checks.negative_log_likelihood, "You took the logarithm of the sum")
def log_of_sum(data, theta):
    return -np.log(np.sum(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.negative_log_likelihood, "The product became 0 before the logarithm")
def log_of_product(data, theta):
    return -np.log(np.prod(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.negative_log_likelihood, "The product became 0 before the logarithm")
def log_of_product_that_raises(data, theta):
    product = 1.0
    for x in data:
        product *= theta if x == 2 else 1 - theta
    return -math.log(product)


@wrong(checks.negative_log_likelihood, "The product became 0 before the logarithm")
def log_of_powers(data, theta):
    n2 = np.sum(data == 2)
    n1 = len(data) - n2
    return -np.log(theta**n2 * (1 - theta) ** n1)


@wrong(checks.negative_log_likelihood, "You used the logarithm to base 10.")
def decimal_logarithm_of_product(data, theta):
    return -np.log10(np.prod(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.negative_log_likelihood, "You returned the likelihood itself.")
def likelihood_again(data, theta):
    return np.prod(np.where(data == 2, theta, 1 - theta))


@wrong(checks.negative_log_likelihood, "You returned minus the likelihood.")
def minus_likelihood(data, theta):
    return -np.prod(np.where(data == 2, theta, 1 - theta))


@wrong(checks.negative_log_likelihood, "You added the probabilities without their logarithms.")
def minus_sum(data, theta):
    return -sum(theta if x == 2 else 1 - theta for x in data)


@wrong(checks.negative_log_likelihood, "You returned one term for each label.")
def terms(data, theta):
    return -np.log(np.where(data == 2, theta, 1 - theta))


@wrong(checks.negative_log_likelihood, "You left the 1s out.")
def masked_by_label(data, theta):
    return -np.sum((data == 2) * np.log(theta))


@wrong(checks.negative_log_likelihood, "The product became 0 before the logarithm")
def log_of_wide_product(data, theta):
    return -np.log(np.prod(np.where(data == 2, theta, 1 - theta).astype(np.longdouble)))


@wrong(checks.negative_log_likelihood, "0 times log 0 gave nan.")
def counts_times_logs(data, theta):
    n2 = np.sum(data == 2)
    return -(n2 * np.log(theta) + (len(data) - n2) * np.log(1 - theta))


@wrong(checks.negative_log_likelihood, "0 times log 0 gave nan.")
def counts_times_logs_that_raise(data, theta):
    n2 = int(np.sum(data == 2))
    return -n2 * math.log(theta) - (len(data) - n2) * math.log(1 - theta)


@wrong(checks.negative_log_likelihood, "You added a small number to the probabilities,")
def small_number_in_the_log(data, theta):
    return -np.log(np.where(data == 2, theta, 1 - theta) + 1e-7).sum()


@wrong(checks.negative_log_likelihood, "You added a small number to the probabilities,")
def smaller_number_in_the_log(data, theta):
    return -np.sum(np.log(np.where(data == 2, theta, 1 - theta) + 1e-12))


@wrong(checks.negative_log_likelihood, "You added a small number to the probabilities,")
def clipped_below(data, theta):
    return -np.sum(np.log(np.maximum(np.where(data == 2, theta, 1 - theta), 1e-12)))


@wrong(checks.negative_log_likelihood, "You added a small number to the probabilities,")
def clipped_theta(data, theta):
    theta = np.clip(theta, 1e-7, 1 - 1e-7)
    return -np.log(np.where(data == 2, theta, 1 - theta)).sum()


@wrong(checks.negative_log_likelihood, "Your values are near the expected ones,")
def unusual_number_in_the_log(data, theta):
    return -np.log(np.where(data == 2, theta, 1 - theta) + 3e-9).sum()


@wrong(checks.negative_log_likelihood, "Your values are near the expected ones,")
def in_single_precision(data, theta):
    return -np.log(np.where(data == 2, theta, 1 - theta).astype(np.float32)).sum()


@wrong(checks.negative_log_likelihood, "Your values are near the expected ones,")
def rounded_terms(data, theta):
    return -np.log(np.where(data == 2, theta, 1 - theta)).round(6).sum()


# 01.3 most_likely


@wrong(checks.most_likely, "You returned the share of the 1s.")
def share_of_ones(data):
    return np.mean(data == 1)


@wrong(checks.most_likely, "You returned how many 2s there are.")
def number_of_twos(data):
    return np.sum(data == 2)


@wrong(checks.most_likely, "You divided the 2s by the 1s,")
def odds(data):
    return np.sum(data == 2) / np.sum(data == 1)


@wrong(checks.most_likely, "You divided the 2s by the 1s,")
def odds_that_raise(data):
    count = Counter(data.tolist())
    return count[2] / count[1]


@wrong(checks.most_likely, "You added 1 to each count.")
def rule_of_succession(data):
    return ((data == 2).sum() + 1) / (data.size + 2)


@wrong(checks.most_likely, "You returned the height of the maximum. At")
def largest_likelihood(data):
    theta = np.mean(data == 2)
    return np.prod(np.where(data == 2, theta, 1 - theta))


@wrong(checks.most_likely, "You returned the height of the maximum of the log-likelihood.")
def largest_log_likelihood(data):
    theta = np.mean(data == 2)
    return np.sum(np.log(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.most_likely, "You returned the height of the minimum of the negative log-likelihood.")
def smallest_loss(data):
    theta = np.mean(data == 2)
    return -np.sum(np.log(np.where(data == 2, theta, 1 - theta)))


@wrong(checks.most_likely, "You returned the mean of the labels.")
def mean_label(data):
    return data.mean()


@wrong(checks.most_likely, "You returned the commonest label.")
def commonest(data):
    return Counter(data.tolist()).most_common(1)[0][0]


@wrong(checks.most_likely, "You returned the commonest label.")
def argmax_of_bincount(data):
    return np.bincount(data).argmax()


@wrong(checks.most_likely, "For 5000 labels every product on your grid is 0,")
def grid_of_products(data):
    grid = np.linspace(0, 1, 101)
    products = [np.prod(np.where(data == 2, theta, 1 - theta)) for theta in grid]
    return grid[np.argmax(products)]


@wrong(checks.most_likely, "For 5000 labels every product on your grid is 0,")
def best_so_far(data):
    best, best_value = 0.01, 0.0
    for theta in np.arange(0.01, 1, 0.01):
        value = theta ** np.sum(data == 2) * (1 - theta) ** np.sum(data == 1)
        if value > best_value:
            best, best_value = theta, value
    return best


@wrong(checks.most_likely, "Your grid step is too coarse:")
def coarse_grid(data):
    grid = np.linspace(0.001, 0.999, 101)
    loss = [-np.sum(data == 2) * np.log(t) - np.sum(data == 1) * np.log(1 - t) for t in grid]
    return grid[np.argmin(loss)]


@wrong(checks.most_likely, "Your grid step is too coarse:")
def finer_grid(data):
    grid = np.linspace(0.0005, 0.9995, 1000)
    log_likelihood = np.sum(data == 2) * np.log(grid) + np.sum(data == 1) * np.log(1 - grid)
    return grid[log_likelihood.argmax()]


@wrong(checks.most_likely, "You returned the index of the largest value.")
def index_on_a_grid(data):
    grid = np.linspace(0.001, 0.999, 1001)
    log_likelihood = np.sum(data == 2) * np.log(grid) + np.sum(data == 1) * np.log(1 - grid)
    return np.argmax(log_likelihood)


@wrong(checks.most_likely, "You returned the index of the largest value.")
def index_on_a_short_grid(data):
    grid = np.arange(0.01, 1, 0.01)
    loss = [-np.sum(np.log(np.where(data == 2, theta, 1 - theta))) for theta in grid]
    return loss.index(min(loss))


# 01.4 conditional_nll


@wrong(checks.conditional_nll, "You added the terms of both columns.")
def every_entry(q, y):
    return -np.log(q).sum()


@wrong(checks.conditional_nll, "The minus sign is missing.")
def log_likelihood_of_labels(q, y):
    return np.log(q[np.arange(len(y)), y]).sum()


@wrong(checks.conditional_nll, "You took the mean over the rows.")
def mean_over_rows(q, y):
    return -np.log(q[np.arange(len(y)), y]).mean()


@wrong(checks.conditional_nll, "You used the logarithm to base 2,")
def labels_in_bits(q, y):
    return -sum(math.log2(row[label]) for row, label in zip(q, y, strict=True))


@wrong(checks.conditional_nll, "You used the logarithm to base 10.")
def labels_to_base_ten(q, y):
    return -np.log10(q[np.arange(len(y)), y]).sum()


@wrong(checks.conditional_nll, "You took the label as the row")
def swapped_indices(q, y):
    return -np.log(q[y, np.arange(len(y))]).sum()


@wrong(checks.conditional_nll, "You took the label as the row")
def swapped_indices_in_a_loop(q, y):
    total = 0.0
    for k in range(len(y)):
        total -= np.log(q[y[k], k])
    return total


@wrong(checks.conditional_nll, "You took a whole column for each label:")
def whole_columns(q, y):
    return -np.log(q[:, y]).sum()


@wrong(checks.conditional_nll, "You took whole rows,")
def whole_rows(q, y):
    return -np.log(q[y]).sum()


@wrong(checks.conditional_nll, "You averaged the columns before you picked.")
def mean_model(q, y):
    mean = q.mean(axis=0)
    return -np.sum(np.log(mean[y]))


@wrong(checks.conditional_nll, "You took the probability of the other label,")
def other_label(q, y):
    return -np.log(q[np.arange(len(y)), 1 - y]).sum()


@wrong(checks.conditional_nll, "You took the probability of the other label,")
def complement(q, y):
    return -sum(np.log(1 - q[k, y[k]]) for k in range(len(y)))


@wrong(checks.conditional_nll, "You took the probability of the other label,")
def two_terms_crossed(q, y):
    return -np.sum((1 - y) * np.log(q[:, 1]) + y * np.log(q[:, 0]))


@wrong(checks.conditional_nll, "You took the largest probability of each row.")
def preferred_label(q, y):
    return -np.log(q[np.arange(len(q)), q.argmax(axis=1)]).sum()


@wrong(checks.conditional_nll, "You took the column of label 1 in every row.")
def second_column(q, y):
    return -np.log(q[:, 1]).sum()


@wrong(checks.conditional_nll, "You left out the rows with the label 0.")
def half_of_the_formula(q, y):
    return -np.sum(y * np.log(q[:, 1]))


@wrong(checks.conditional_nll, "You took the logarithm of the sum")
def log_of_sum_of_labels(q, y):
    return -np.log(np.sum(q[np.arange(len(y)), y]))


@wrong(checks.conditional_nll, "The product became 0 before the logarithm")
def log_of_product_of_labels(q, y):
    return -np.log(np.prod(q[np.arange(len(y)), y]))


@wrong(checks.conditional_nll, "The product became 0 before the logarithm")
def log_of_product_of_labels_that_raises(q, y):
    return -math.log(math.prod(float(row[label]) for row, label in zip(q, y, strict=True)))


@wrong(checks.conditional_nll, "The product became 0 before the logarithm")
def log_of_wide_product_of_labels(q, y):
    return -np.log(np.prod(q[np.arange(len(y)), y].astype(np.longdouble)))


@wrong(checks.conditional_nll, "You computed one probability as 1 minus the other.")
def bernoulli_of_the_second_column(q, y):
    return -np.sum(y * np.log(q[:, 1]) + (1 - y) * np.log(1 - q[:, 1]))


@wrong(checks.conditional_nll, "You computed one probability as 1 minus the other.")
def complement_of_the_first_column(q, y):
    return -np.log(np.where(y == 0, q[:, 0], 1 - q[:, 0])).sum()


@wrong(checks.conditional_nll, "You computed one probability as 1 minus the other.")
def complement_that_raises(q, y):
    return -sum(math.log(row[1] if label == 1 else 1 - row[1]) for row, label in zip(q, y, strict=True))


@wrong(checks.conditional_nll, "0 times log 0 gave nan.")
def two_terms(q, y):
    return -np.sum(y * np.log(q[:, 1]) + (1 - y) * np.log(q[:, 0]))


@wrong(checks.conditional_nll, "You added a small number to the probabilities,")
def clipped_rows(q, y):
    return -np.log(np.clip(q, 1e-3, 1 - 1e-3)[np.arange(len(y)), y]).sum()


@wrong(checks.conditional_nll, "You added a small number to the probabilities,")
def small_number_in_the_log_of_labels(q, y):
    return -np.sum(np.log(q[np.arange(len(y)), y] + 1e-10))


@wrong(checks.conditional_nll, "You returned the likelihood itself.")
def likelihood_of_labels(q, y):
    return np.prod(q[np.arange(len(y)), y])


@wrong(checks.conditional_nll, "You added the probabilities without their logarithms.")
def no_logarithm(q, y):
    return -q[np.arange(len(y)), y].sum()


@wrong(checks.conditional_nll, "You returned one term for each row.")
def terms_of_rows(q, y):
    return -np.log(q[np.arange(len(y)), y])


@wrong(checks.conditional_nll, "Your function returned an array of shape (1, 1).")
def kept_dimensions(q, y):
    return -np.log(q[np.arange(len(y)), y][:, None]).sum(axis=0, keepdims=True)


@wrong(checks.conditional_nll, "Every value is -1.4427 times the expected one.")
def two_mistakes(q, y):
    return sum(itertools.starmap(lambda row, label: math.log2(row[label]), zip(q, y, strict=True)))
