import math

import numpy as np

from helpers.checks import chapter_11 as checks
from tests.wrong_answers import wrong


def s(z):
    return 1 / (1 + np.exp(-z))


def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# 11.1 count_gradient


@wrong(checks.count_gradient, "You took z itself for the prediction.")
def identity(X, y, w):
    return X.T @ (X @ w - y) / len(y)


@wrong(checks.count_gradient, "The sign is turned round.")
def observation_minus_prediction(X, y, w):
    return X.T @ (y - np.exp(X @ w)) / len(y)


@wrong(checks.count_gradient, "You gave the gradient of the sum.")
def sum_not_mean(X, y, w):
    return X.T @ (np.exp(X @ w) - y)


@wrong(checks.count_gradient, "You divided by the number of features.")
def per_feature(X, y, w):
    return X.T @ (np.exp(X @ w) - y) / X.shape[1]


@wrong(checks.count_gradient, "You gave the slope with respect to the mean, 1 - y/ŷ.")
def slope_of_the_mean(X, y, w):
    return (X * (1 - y / np.exp(X @ w))[:, None]).mean(axis=0)


@wrong(checks.count_gradient, "You multiplied the error by the slope of the exponential.")
def slope_of_exp_twice(X, y, w):
    y_hat = np.exp(X @ w)
    return (X * ((y_hat - y) * y_hat)[:, None]).mean(axis=0)


@wrong(checks.count_gradient, "You gave the gradient of the squared error of the mean.")
def squared_error(X, y, w):
    y_hat = np.exp(X @ w)
    return X.T @ (2 * (y_hat - y) * y_hat) / len(X)


@wrong(checks.count_gradient, "You used σ, the mean of a label.")
def logistic(X, y, w):
    return X.T @ (s(X @ w) - y) / len(y)


@wrong(checks.count_gradient, "You used the softplus for the mean.")
def softplus(X, y, w):
    return X.T @ (np.log(1 + np.exp(X @ w)) - y) / len(y)


@wrong(checks.count_gradient, "You stopped at the slope with respect to z")
def slopes_in_z(X, y, w):
    return np.exp(X @ w) - y


@wrong(checks.count_gradient, "The observation is missing.")
def prediction_only(X, y, w):
    return (X * np.exp(X @ w)[:, None]).mean(axis=0)


@wrong(checks.count_gradient, "You took the logarithm of z.")
def link_the_wrong_way(X, y, w):
    with np.errstate(all="ignore"):
        return X.T @ (np.log(X @ w) - y) / len(y)


# 11.2 normal_nll


@wrong(checks.normal_nll, "You gave the mean squared error.")
def mse(y, mu, s):
    return ((y - mu) ** 2).mean()


@wrong(checks.normal_nll, "The logarithm is missing.")
def without_the_logarithm(y, mu, s):
    return (((y - mu) / s) ** 2).mean() / 2


@wrong(checks.normal_nll, "The constant ½ log 2π is missing.")
def without_the_constant(y, mu, s):
    return ((y - mu) ** 2 / s**2 / 2 + np.log(s)).mean()


@wrong(checks.normal_nll, "The factor ½ of the square is missing.")
def whole_square(y, mu, s):
    return np.mean(((y - mu) / s) ** 2 + np.log(s * math.sqrt(2 * math.pi)))


@wrong(checks.normal_nll, "You divided the square by s.")
def divided_by_s(y, mu, s):
    return np.mean((y - mu) ** 2 / s / 2 + np.log(s * math.sqrt(2 * math.pi)))


@wrong(checks.normal_nll, "You took s for the variance.")
def s_as_variance(y, mu, s):
    return np.mean((y - mu) ** 2 / s / 2 + np.log(2 * np.pi * s) / 2)


@wrong(checks.normal_nll, "There is s in your logarithm where s² belongs.")
def s_in_the_logarithm(y, mu, s):
    return np.mean((y - mu) ** 2 / s**2 / 2 + np.log(2 * np.pi * s) / 2)


@wrong(checks.normal_nll, "The factor ½ of the logarithm is missing.")
def whole_logarithm(y, mu, s):
    return np.mean((y - mu) ** 2 / s**2 / 2 + np.log(2 * np.pi * s**2))


@wrong(checks.normal_nll, "The sign of the logarithm is turned round.")
def minus_the_logarithm(y, mu, s):
    return np.mean((y - mu) ** 2 / s**2 / 2 - np.log(2 * np.pi * s**2) / 2)


@wrong(checks.normal_nll, "You gave the log-density.")
def log_density(y, mu, s):
    return np.mean(-((y - mu) ** 2) / s**2 / 2 - np.log(2 * np.pi * s**2) / 2)


@wrong(checks.normal_nll, "You added the losses up.")
def total(y, mu, s):
    return sum((y - mu) ** 2 / s**2 / 2 + np.log(2 * np.pi * s**2) / 2)


@wrong(checks.normal_nll, "The error is not squared.")
def not_squared(y, mu, s):
    return np.mean((y - mu) / s**2 / 2 + np.log(2 * np.pi * s**2) / 2)


@wrong(checks.normal_nll, "You used the logarithm to base 2.")
def bits(y, mu, s):
    return -np.mean(np.log2(np.exp(-(((y - mu) / s) ** 2) / 2) / s / math.sqrt(2 * math.pi)))


@wrong(checks.normal_nll, "You gave the mean of the densities.")
def density(y, mu, s):
    return np.mean(np.exp(-(((y - mu) / s) ** 2) / 2) / s / math.sqrt(2 * math.pi))


@wrong(checks.normal_nll, "You took the logarithm of the mean density.")
def log_of_the_mean(y, mu, s):
    return -np.log(np.mean(np.exp(-(((y - mu) / s) ** 2) / 2) / s / math.sqrt(2 * math.pi)))


# 11.3 best_value


@wrong(checks.best_value, "You gave the plain mean.")
def plain_mean(y, s):
    return sum(y) / len(y)


@wrong(checks.best_value, "You weighted by 1/s.")
def weights_one_over_s(y, s):
    return np.average(y, weights=1 / s)


@wrong(checks.best_value, "You weighted by s².")
def weights_s_squared(y, s):
    return np.average(y, weights=s**2)


@wrong(checks.best_value, "You weighted by s. ")
def weights_s(y, s):
    return np.average(y, weights=s)


@wrong(checks.best_value, "The weights do not sum to 1.")
def not_normalised(y, s):
    return y @ (1 / s**2)


@wrong(checks.best_value, "You divided by the number of sensors.")
def divided_by_n(y, s):
    return np.mean(y / s**2)


@wrong(checks.best_value, "You took the best sensor alone.")
def best_alone(y, s):
    return y[np.argmin(s)]


@wrong(checks.best_value, "You gave the median.")
def median(y, s):
    return np.median(y)


@wrong(checks.best_value, "You weighted by exp(-s).")
def exponential_weights(y, s):
    return y @ softmax(-s, axis=0)


@wrong(checks.best_value, "You squared the sum of 1/s.")
def square_of_the_sum(y, s):
    return (y / s**2).sum() / (1 / s).sum() ** 2


# 11.4 tempered


@wrong(checks.tempered, "You multiplied by T.")
def multiplied(z, T):
    return softmax(z * T)


@wrong(checks.tempered, "The temperature plays no part.")
def without_temperature(z, T):
    return softmax(z)


@wrong(checks.tempered, "You divided the probabilities by T.")
def divided_probabilities(z, T):
    return softmax(z) / T


@wrong(checks.tempered, "You raised the probabilities to the power 1/T, which is half")
def powers(z, T):
    return softmax(z) ** (1 / T)


@wrong(checks.tempered, "You raised the probabilities to the power 1/T and normalised")
def normalised_powers(z, T):
    p = softmax(z) ** (1 / T)
    return p / p.sum(axis=1, keepdims=True)


@wrong(checks.tempered, "You took the softmax twice.")
def twice(z, T):
    return softmax(softmax(z) / T)


@wrong(checks.tempered, "Your columns sum to 1.")
def columns(z, T):
    return softmax(z / T, axis=0)


@wrong(checks.tempered, "You gave log-probabilities.")
def log_probabilities(z, T):
    shifted = z / T - (z / T).max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@wrong(checks.tempered, "You gave the scaled logits.")
def scaled_logits(z, T):
    return z / T


@wrong(checks.tempered, "An exponential left the range of floats.")
def without_shift(z, T):
    with np.errstate(all="ignore"):
        e = np.exp(z / T)
        return e / e.sum(axis=1, keepdims=True)


@wrong(checks.tempered, "You subtracted one maximum from all rows.")
def one_maximum(z, T):
    with np.errstate(all="ignore"):
        e = np.exp(z / T - (z / T).max())
        return e / e.sum(axis=1, keepdims=True)


# 11.5 calibration_error


def groups(c, bins):
    return [np.minimum((c * bins).astype(int), bins - 1) == g for g in range(bins)]


def gaps(c, right, bins):
    return [(g.sum(), right[g].mean() - c[g].mean()) for g in groups(c, bins) if g.any()]


@wrong(checks.calibration_error, "Every group counts the same in your mean.")
def plain_mean_of_groups(c, right, bins):
    return np.mean([abs(gap) for _, gap in gaps(c, right, bins)])


@wrong(checks.calibration_error, "You divided the sum of the distances by the number of groups.")
def mean_over_all_groups(c, right, bins):
    return sum(abs(gap) for _, gap in gaps(c, right, bins)) / bins


@wrong(checks.calibration_error, "You let distances of both signs cancel.")
def signed(c, right, bins):
    return sum(n * gap for n, gap in gaps(c, right, bins)) / len(c)


@wrong(checks.calibration_error, "You let distances of both signs cancel.")
def confidence_minus_share(c, right, bins):
    return (c - right).mean()


@wrong(checks.calibration_error, "You took the absolute value of the total.")
def one_group(c, right, bins):
    return abs(c.mean() - right.mean())


@wrong(checks.calibration_error, "You gave the largest distance.")
def largest(c, right, bins):
    return max(abs(gap) for _, gap in gaps(c, right, bins))


@wrong(checks.calibration_error, "You added the distances up.")
def unweighted_sum(c, right, bins):
    return sum(abs(gap) for _, gap in gaps(c, right, bins))


@wrong(checks.calibration_error, "You weighted by the number of cases.")
def weighted_by_counts(c, right, bins):
    return sum(n * abs(gap) for n, gap in gaps(c, right, bins))


@wrong(checks.calibration_error, "You squared the distances.")
def squares(c, right, bins):
    return sum(n * gap**2 for n, gap in gaps(c, right, bins)) / len(c)


@wrong(checks.calibration_error, "The cases of confidence 1 are lost.")
def ones_are_lost(c, right, bins):
    index = (c * bins).astype(int)
    return sum(abs((right - c)[index == g].sum()) for g in range(bins)) / len(c)


@wrong(checks.calibration_error, "The cases of confidence 1 form a group of their own.")
def ones_apart(c, right, bins):
    index = (c * bins).astype(int)
    return sum(abs((right - c)[index == g].sum()) for g in range(bins + 1)) / len(c)


@wrong(checks.calibration_error, "A confidence at an edge went to the lower group.")
def lower_group(c, right, bins):
    index = np.maximum(np.ceil(c * bins), 1)
    return sum(abs((right - c)[index == g].sum()) for g in range(1, bins + 1)) / len(c)


@wrong(checks.calibration_error, "You compared with the middle of each group.")
def middles(c, right, bins):
    centres = (np.arange(bins) + 0.5) / bins
    return sum(
        g.sum() * abs(right[g].mean() - m) for g, m in zip(groups(c, bins), centres, strict=True) if g.any()
    ) / len(c)


@wrong(checks.calibration_error, "You took the distance case by case.")
def case_by_case(c, right, bins):
    return abs(c - right).mean()
