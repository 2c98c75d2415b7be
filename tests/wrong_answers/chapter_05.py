import math

import numpy as np

from helpers.checks import chapter_05 as checks
from tests.wrong_answers import wrong


def sigma(z):
    return 1 / (1 + np.exp(-z))


# 05.1 loss_of_each


@wrong(checks.loss_of_each, "The sign of the exponent is turned,")
def turned_sign(z, y):
    return np.log(1 + np.exp((2 * np.asarray(y, dtype=float) - 1) * z))


@wrong(checks.loss_of_each, "The sign of the exponent is turned,")
def turned_switch(z, y):
    return -np.log(np.where(y == 1, 1 - sigma(z), sigma(z)))


@wrong(checks.loss_of_each, "Every example is treated as label 0.")
def softplus_of_the_logit(z, y):
    return np.log(1 + np.exp(z))


@wrong(checks.loss_of_each, "Every example is treated as label 1.")
def always_one(z, y):
    return -np.log(sigma(z))


@wrong(checks.loss_of_each, "You put labels 0 and 1 into the formula for −1 and +1,")
def zero_one_for_signs(z, y):
    return np.log(1 + np.exp(-y.astype(float) * z))


@wrong(checks.loss_of_each, "Unsigned bytes cannot hold −1:")
def unsigned(z, y):
    return np.log1p(np.exp((1 - 2 * y) * z))


@wrong(checks.loss_of_each, "Unsigned bytes cannot hold −1:")
def unsigned_without_overflow(z, y):
    return np.logaddexp(0, (1 - 2 * y) * z)


@wrong(checks.loss_of_each, "You returned the log-probability")
def no_minus(z, y):
    return np.where(y == 1, np.log(sigma(z)), np.log(1 - sigma(z)))


@wrong(checks.loss_of_each, "You returned the probability of the label.")
def no_logarithm(z, y):
    return np.array([sigma(s) if label else sigma(-s) for s, label in zip(z, y, strict=True)])


@wrong(checks.loss_of_each, "You used the logarithm to base 2,")
def in_bits(z, y):
    return -np.log2(np.where(y == 1, sigma(z), 1 - sigma(z)))


@wrong(checks.loss_of_each, "You returned the rectifier.")
def rectifier(z, y):
    return np.maximum(0, (1 - 2 * y.astype(float)) * z)


@wrong(checks.loss_of_each, "You returned the hinge loss")
def hinge(z, y):
    signs = np.where(y == 1, 1, -1)
    return np.maximum(0, 1 - signs * z)


@wrong(checks.loss_of_each, "You kept the term of label 1 only,")
def first_term(z, y):
    return -1.0 * y * np.log(sigma(z))


@wrong(checks.loss_of_each, "You returned the residual,")
def residual(z, y):
    return sigma(z) - y


@wrong(checks.loss_of_each, "You returned the squared error")
def squared(z, y):
    return (y - sigma(z)) ** 2


@wrong(checks.loss_of_each, "You applied the sigmoid first")
def sigmoid_twice(z, y):
    p = sigma(sigma(z))
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong(checks.loss_of_each, "Unsigned bytes cannot hold −1:")
def two_terms_unsigned(z, y):
    p = sigma(z)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


@wrong(checks.loss_of_each, "You returned the mean.")
def mean_loss(z, y):
    return -np.mean(np.log(np.where(y == 1, sigma(z), sigma(-z))))


@wrong(checks.loss_of_each, "You returned the sum.")
def total_loss(z, y):
    return -sum(math.log(sigma(s) if label == 1 else sigma(-s)) for s, label in zip(z, y, strict=True))


@wrong(checks.loss_of_each, "The prediction is 1 in floats")
def two_terms(z, y):
    y = y.astype(float)
    return -y * np.log(sigma(z)) - (1 - y) * np.log(1 - sigma(z))


@wrong(checks.loss_of_each, "The prediction is 1 in floats")
def probability_of_the_label(z, y):
    return -np.log(np.where(y == 1, sigma(z), 1 - sigma(z)))


@wrong(checks.loss_of_each, "You added a small number to the probabilities,")
def two_terms_with_epsilon(z, y):
    y = y.astype(float)
    return -y * np.log(sigma(z) + 1e-12) - (1 - y) * np.log(1 - sigma(z) + 1e-12)


@wrong(checks.loss_of_each, "You added a small number to the probabilities,")
def clipped(z, y):
    q = np.clip(sigma(z), 1e-7, 1 - 1e-7)
    return -np.log(np.where(y == 1, q, 1 - q))


# 05.2 gradient_of_weights


def residuals(X, y, w, b):
    return sigma(X @ w + b) - y


@wrong(checks.gradient_of_weights, "The sign is turned:")
def label_minus_prediction(X, y, w, b):
    return X.T @ (y - sigma(X @ w + b)) / len(y)


@wrong(checks.gradient_of_weights, "You returned the gradient of the sum.")
def gradient_of_sum(X, y, w, b):
    return residuals(X, y, w, b) @ X


@wrong(checks.gradient_of_weights, "You returned the gradient of the sum.")
def gradient_of_sum_in_a_loop(X, y, w, b):
    total = np.zeros(len(w))
    for k, row in enumerate(X):
        total += (sigma(row @ w + b) - y[k]) * row
    return total


@wrong(checks.gradient_of_weights, "You divided by the number of features, D.")
def mean_over_features(X, y, w, b):
    return X.T @ residuals(X, y, w, b) / X.shape[1]


@wrong(checks.gradient_of_weights, "There is a factor ŷ(1 − ŷ) too many.")
def sigmoid_slope_kept(X, y, w, b):
    p = sigma(X @ w + b)
    return X.T @ ((p - y) * p * (1 - p)) / len(y)


@wrong(checks.gradient_of_weights, "You returned the gradient of the squared error.")
def squared_error_gradient(X, y, w, b):
    p = sigma(X @ w + b)
    return (2 * (p - y) * p * (1 - p)) @ X / len(X)


@wrong(checks.gradient_of_weights, "You used dJ/dŷ where dJ/dz belongs.")
def slope_in_the_prediction(X, y, w, b):
    p = sigma(X @ w + b)
    return X.T @ (-y / p + (1 - y) / (1 - p)) / len(y)


@wrong(checks.gradient_of_weights, "You used dŷ/dz,")
def slope_of_the_sigmoid(X, y, w, b):
    p = sigma(X @ w + b)
    return X.T @ (p * (1 - p)) / len(y)


@wrong(checks.gradient_of_weights, "You subtracted the label from the logit,")
def straight_line(X, y, w, b):
    return X.T @ (X @ w + b - y) / len(y)


@wrong(checks.gradient_of_weights, "You subtracted the label from a decision")
def perceptron(X, y, w, b):
    return X.T @ ((sigma(X @ w + b) > 0.5).astype(int) - y) / len(y)


@wrong(checks.gradient_of_weights, "The bias is missing in the logits.")
def no_bias(X, y, w, b):
    return X.T @ (sigma(X @ w) - y) / len(y)


@wrong(checks.gradient_of_weights, "You turned the labels into −1 and +1.")
def signs_for_labels(X, y, w, b):
    return X.T @ (sigma(X @ w + b) - (2 * y - 1)) / len(y)


@wrong(checks.gradient_of_weights, "You used the prediction alone.")
def no_label(X, y, w, b):
    return X.T @ sigma(X @ w + b) / len(y)


@wrong(checks.gradient_of_weights, "You averaged inputs and residuals")
def product_of_means(X, y, w, b):
    return X.mean(axis=0) * np.mean(sigma(X @ w + b) - y)


@wrong(checks.gradient_of_weights, "You returned the slope for the bias.")
def bias_slope(X, y, w, b):
    return np.mean(sigma(X @ w + b) - y)


@wrong(checks.gradient_of_weights, "You returned one row for each example.")
def not_averaged(X, y, w, b):
    return (sigma(X @ w + b) - y)[:, None] * X


@wrong(checks.gradient_of_weights, "You averaged over the features,")
def wrong_axis(X, y, w, b):
    return np.mean((sigma(X @ w + b) - y)[:, None] * X, axis=1)


# 05.3 one_step


@wrong(checks.one_step, "You walked up the slope.")
def uphill(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return [w + learning_rate * np.mean(r * x), b + learning_rate * np.mean(r)]


@wrong(checks.one_step, "You walked up the slope.")
def uphill_by_the_residual(x, y, w, b, learning_rate):
    r = y - sigma(w * x + b)
    return w - learning_rate * np.mean(r * x), b - learning_rate * np.mean(r)


@wrong(checks.one_step, "You changed w first")
def w_first(x, y, w, b, learning_rate):
    w = w - learning_rate * np.mean((sigma(w * x + b) - y) * x)
    b = b - learning_rate * np.mean(sigma(w * x + b) - y)
    return w, b


@wrong(checks.one_step, "You changed b first")
def b_first(x, y, w, b, learning_rate):
    b -= learning_rate * np.mean(sigma(w * x + b) - y)
    w -= learning_rate * np.mean((sigma(w * x + b) - y) * x)
    return w, b


@wrong(checks.one_step, "You used the slopes of the sum.")
def step_of_sum(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return [w - learning_rate * r @ x, b - learning_rate * r.sum()]


@wrong(checks.one_step, "The bias moved by the slope of the mean,")
def sum_for_the_weight_only(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return w - learning_rate * r @ x, b - learning_rate * r.mean()


@wrong(checks.one_step, "The bias did not move.")
def bias_stays(x, y, w, b, learning_rate):
    return w - learning_rate * np.mean((sigma(w * x + b) - y) * x), b


@wrong(checks.one_step, "The weight did not move.")
def weight_stays(x, y, w, b, learning_rate):
    return w, b - learning_rate * np.mean(sigma(w * x + b) - y)


@wrong(checks.one_step, "You returned the bias first.")
def swapped(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return b - learning_rate * np.mean(r), w - learning_rate * np.mean(r * x)


@wrong(checks.one_step, "You returned the slopes.")
def slopes_only(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return np.mean(r * x), np.mean(r)


@wrong(checks.one_step, "You returned the step.")
def step_only(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return -learning_rate * np.array([np.mean(r * x), np.mean(r)])


@wrong(checks.one_step, "You took the step without the learning rate.")
def full_step(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return w - np.mean(r * x), b - np.mean(r)


@wrong(checks.one_step, "You moved the weight by the slope for the bias.")
def no_input(x, y, w, b, learning_rate):
    r = np.mean(sigma(w * x + b) - y)
    return w - learning_rate * r, b - learning_rate * r


@wrong(checks.one_step, "You subtracted the label from the logit,")
def step_of_straight_line(x, y, w, b, learning_rate):
    r = w * x + b - y
    return w - learning_rate * np.mean(r * x), b - learning_rate * np.mean(r)


@wrong(checks.one_step, "You used the size of the slopes.")
def size_of_slopes(x, y, w, b, learning_rate):
    r = sigma(w * x + b) - y
    return w - learning_rate * abs(np.mean(r * x)), b - learning_rate * abs(np.mean(r))


# 05.4 input_of_probability


@wrong(checks.input_of_probability, "You set the logit equal to the probability.")
def probability_for_logit(c, w, b):
    return (c - b) / w


@wrong(checks.input_of_probability, "The bias has the wrong sign.")
def plus_bias(c, w, b):
    return (math.log(c / (1 - c)) + b) / w


@wrong(checks.input_of_probability, "The bias is missing.")
def without_bias(c, w, b):
    return math.log(c / (1 - c)) / w


@wrong(checks.input_of_probability, "You divided before subtracting the bias.")
def wrong_order(c, w, b):
    return np.log(c / (1 - c)) / w - b


@wrong(checks.input_of_probability, "You multiplied by the weight.")
def times_weight(c, w, b):
    return (math.log(c) - math.log1p(-c) - b) * w


@wrong(checks.input_of_probability, "You returned the boundary,")
def boundary(c, w, b):
    return -b / w


@wrong(checks.input_of_probability, "The log-odds have the wrong sign:")
def odds_upside_down(c, w, b):
    return (math.log((1 - c) / c) - b) / w


@wrong(checks.input_of_probability, "You took the logarithm of the probability.")
def log_probability(c, w, b):
    return (math.log(c) - b) / w


@wrong(checks.input_of_probability, "You used the odds.")
def odds(c, w, b):
    return (c / (1 - c) - b) / w


@wrong(checks.input_of_probability, "You applied the sigmoid to a probability.")
def sigmoid_of_probability(c, w, b):
    return (1 / (1 + math.exp(-c)) - b) / w


@wrong(checks.input_of_probability, "You put the probability in the place of the input.")
def forward(c, w, b):
    return 1 / (1 + math.exp(-(w * c + b)))


@wrong(checks.input_of_probability, "You used the logarithm to base 2.")
def log_odds_in_bits(c, w, b):
    return (math.log2(c / (1 - c)) - b) / w
