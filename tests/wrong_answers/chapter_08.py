import math

import numpy as np

from helpers.checks import chapter_08 as checks
from tests.wrong_answers import wrong


def softmax(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def rows(z, y):
    return np.eye(z.shape[1])[y]


def lse(z):
    return np.log(np.exp(z).sum(axis=1))


# 08.1 loss_of_each


@wrong(checks.loss_of_each, "The log-sum-exp is missing.")
def minus_the_logit(z, y):
    return -z[np.arange(len(y)), y]


@wrong(checks.loss_of_each, "The log-sum-exp is missing.")
def nll_of_logits_as_log_probabilities(z, y):
    return -(rows(z, y) * z).sum(axis=1)


@wrong(checks.loss_of_each, "You gave the log-probability of the label.")
def without_the_minus(z, y):
    return np.log(softmax(z)[np.arange(len(y)), y])


@wrong(checks.loss_of_each, "You added the logit of the label.")
def plus_the_logit(z, y):
    return z[np.arange(len(y)), y] + lse(z)


@wrong(checks.loss_of_each, "The logarithm of the sum is missing.")
def sum_of_exponentials(z, y):
    return np.exp(z).sum(axis=1) - z[np.arange(len(y)), y]


@wrong(checks.loss_of_each, "You took the maximum for log-sum-exp.")
def hard_maximum(z, y):
    return z.max(axis=1) - z[np.arange(len(y)), y]


@wrong(checks.loss_of_each, "You summed over all examples and classes.")
def one_sum_for_all(z, y):
    return np.log(np.sum(np.exp(z))) - z[np.arange(len(y)), y]


@wrong(checks.loss_of_each, "You normalised the columns.")
def columns_normalised(z, y):
    e = np.exp(z)
    return -np.log((e / e.sum(axis=0))[np.arange(len(y)), y])


@wrong(checks.loss_of_each, "You applied softmax twice.")
def probabilities_as_logits(z, y):
    p = softmax(z)
    return lse(p) - p[np.arange(len(y)), y]


@wrong(checks.loss_of_each, "You averaged.")
def averaged(z, y):
    return np.mean(lse(z) - z[np.arange(len(y)), y])


@wrong(checks.loss_of_each, "You summed over the examples.")
def summed(z, y):
    return sum(lse(z) - z[np.arange(len(y)), y])


@wrong(checks.loss_of_each, "You used the logarithm to base 2.")
def in_bits(z, y):
    return -np.log2(softmax(z)[np.arange(len(y)), y])


@wrong(checks.loss_of_each, "You summed over all classes.")
def every_class(z, y):
    return -np.log(softmax(z)).sum(axis=1)


@wrong(checks.loss_of_each, "You took the probability of the class that the model prefers.")
def preferred_class(z, y):
    return -np.log(softmax(z).max(axis=1))


@wrong(checks.loss_of_each, "You subtracted the probability from 1.")
def one_minus_probability(z, y):
    return 1 - softmax(z)[np.arange(len(y)), y]


@wrong(checks.loss_of_each, "You used the softplus of the label's own logit,")
def binary_softplus(z, y):
    return np.log(1 + np.exp(-z[np.arange(len(y)), y]))


@wrong(checks.loss_of_each, "You put a floor under the probability.")
def clipped(z, y):
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(np.clip(p, 1e-7, 1 - 1e-7))[np.arange(len(y)), y]


# 08.2 gradient_of_logits


@wrong(checks.gradient_of_logits, "The label plays no part.")
def prediction(z, y):
    return softmax(z)


@wrong(checks.gradient_of_logits, "The sign is turned round:")
def the_push(z, y):
    return rows(z, y) - softmax(z)


@wrong(checks.gradient_of_logits, "Only the label has a slope in your answer.")
def label_entry_only(z, y):
    slope = np.zeros_like(z)
    slope[np.arange(len(y)), y] = softmax(z)[np.arange(len(y)), y] - 1
    return slope


@wrong(checks.gradient_of_logits, "Only the label has a slope in your answer.")
def chain_rule_with_the_diagonal(z, y):
    p = softmax(z)
    return -rows(z, y) / p * p * (1 - p)


@wrong(checks.gradient_of_logits, "You gave s(1 - s),")
def diagonal(z, y):
    p = softmax(z)
    return p * (1 - p)


@wrong(checks.gradient_of_logits, "You gave the slope of the label's probability,")
def row_of_the_jacobian(z, y):
    p = softmax(z)
    own = p[np.arange(len(y)), y][:, None]
    return own * (rows(z, y) - p)


@wrong(checks.gradient_of_logits, "You gave the slope of minus the label's probability.")
def row_of_the_jacobian_with_a_minus(z, y):
    p = softmax(z)
    own = p[np.arange(len(y)), y][:, None]
    return -own * (rows(z, y) - p)


@wrong(checks.gradient_of_logits, "You gave the slope with respect to the predictions.")
def slope_of_the_predictions(z, y):
    return -rows(z, y) / softmax(z)


@wrong(checks.gradient_of_logits, "You subtracted the label from the logits.")
def logits_minus_label(z, y):
    return z - rows(z, y)


@wrong(checks.gradient_of_logits, "You subtracted 1 from whole columns,")
def whole_columns(z, y):
    slope = softmax(z)
    slope[:, y] -= 1
    return slope


@wrong(checks.gradient_of_logits, "You subtracted the class indices.")
def index_for_a_row(z, y):
    return softmax(z) - y.reshape(-1, 1)


@wrong(checks.gradient_of_logits, "You used a sigmoid for each class.")
def sigmoids(z, y):
    return 1 / (1 + np.exp(-z)) - rows(z, y)


@wrong(checks.gradient_of_logits, "You normalised the columns.")
def columns(z, y):
    e = np.exp(z)
    return e / e.sum(axis=0) - rows(z, y)


@wrong(checks.gradient_of_logits, "You applied softmax twice.")
def twice(z, y):
    return softmax(softmax(z)) - rows(z, y)


@wrong(checks.gradient_of_logits, "You divided by the number of examples.")
def mean_of_examples(z, y):
    return (softmax(z) - rows(z, y)) / len(z)


@wrong(checks.gradient_of_logits, "You did not normalise.")
def exponentials(z, y):
    return np.exp(z) - rows(z, y)


@wrong(checks.gradient_of_logits, "You subtracted 1 from every entry.")
def one_from_all(z, y):
    return softmax(z) - 1


@wrong(checks.gradient_of_logits, "You gave the loss itself.")
def the_loss(z, y):
    return lse(z) - z[np.arange(len(y)), y]


# 08.3 slopes_of_parameters


def residuals(X, y, W, b):
    return softmax(X @ W + b) - np.eye(len(b))[y]


def stacked(X, r):
    return np.vstack([X.T @ r, r.sum(axis=0)]) / len(X)


@wrong(checks.slopes_of_parameters, "You summed over the examples.")
def sum_of_examples(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r, r.sum(axis=0)])


@wrong(checks.slopes_of_parameters, "You divided by the number of classes as well.")
def mean_over_all_entries(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r, r.sum(axis=0)]) / r.size


@wrong(checks.slopes_of_parameters, "You divided by the number of classes. The mean")
def mean_over_classes(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r, r.sum(axis=0)]) / r.shape[1]


@wrong(checks.slopes_of_parameters, "The sign is turned round.")
def labels_minus_predictions(X, y, W, b):
    return stacked(X, np.eye(len(b))[y] - softmax(X @ W + b))


@wrong(checks.slopes_of_parameters, "The slope of the bias is 0 in every class.")
def wrong_axis(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r / len(X), np.full(len(b), r.sum(axis=1).mean())])


@wrong(checks.slopes_of_parameters, "The slope of the bias is 0 in every class.")
def no_axis_at_all(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r / len(X), np.full(len(b), r.mean())])


@wrong(checks.slopes_of_parameters, "The slopes of the weights are right,")
def bias_summed(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r / len(X), r.sum(axis=0)])


@wrong(checks.slopes_of_parameters, "The slopes of the bias are right,")
def weights_summed(X, y, W, b):
    r = residuals(X, y, W, b)
    return np.vstack([X.T @ r, r.mean(axis=0)])


@wrong(checks.slopes_of_parameters, "The bias is missing from the logits.")
def bias_forgotten(X, y, W, b):
    return stacked(X, softmax(X @ W) - np.eye(len(b))[y])


@wrong(checks.slopes_of_parameters, "The labels play no part.")
def labels_forgotten(X, y, W, b):
    return stacked(X, softmax(X @ W + b))


@wrong(checks.slopes_of_parameters, "You subtracted the labels from the logits.")
def linear_regression(X, y, W, b):
    return stacked(X, X @ W + b - np.eye(len(b))[y])


@wrong(checks.slopes_of_parameters, "You normalised over the examples.")
def softmax_of_columns(X, y, W, b):
    e = np.exp(X @ W + b)
    return stacked(X, e / e.sum(axis=0) - np.eye(len(b))[y])


@wrong(checks.slopes_of_parameters, "You applied softmax twice.")
def softmax_twice(X, y, W, b):
    return stacked(X, softmax(softmax(X @ W + b)) - np.eye(len(b))[y])


@wrong(checks.slopes_of_parameters, "You used a sigmoid for each class.")
def sigmoid_for_each_class(X, y, W, b):
    return stacked(X, 1 / (1 + np.exp(-(X @ W + b))) - np.eye(len(b))[y])


@wrong(checks.slopes_of_parameters, "You subtracted the class indices.")
def indices_for_rows(X, y, W, b):
    return stacked(X, softmax(X @ W + b) - y.reshape(-1, 1))


@wrong(checks.slopes_of_parameters, "You multiplied by s(1 - s) as well.")
def with_the_diagonal(X, y, W, b):
    p = softmax(X @ W + b)
    return stacked(X, (p - np.eye(len(b))[y]) * p * (1 - p))


@wrong(checks.slopes_of_parameters, "The row of the bias is missing.")
def weights_only(X, y, W, b):
    return X.T @ residuals(X, y, W, b) / len(X)


@wrong(checks.slopes_of_parameters, "The slopes of the bias are the first row.")
def ones_in_front(X, y, W, b):
    return np.column_stack([np.ones(len(X)), X]).T @ residuals(X, y, W, b) / len(X)


@wrong(checks.slopes_of_parameters, "Rows and columns are exchanged.")
def classes_by_rows(X, y, W, b):
    return residuals(X, y, W, b).T @ np.column_stack([X, np.ones(len(X))]) / len(X)


# 08.4 smallest_weights


@wrong(checks.smallest_weights, "Each column has the mean 0 now,")
def columns_centred(W):
    return W - W.mean(axis=0)


@wrong(checks.smallest_weights, "You subtracted one number everywhere.")
def grand_mean(W):
    return W - np.mean(W)


@wrong(checks.smallest_weights, "You made the first class the reference.")
def first_reference(W):
    return W - W[:, [0]]


@wrong(checks.smallest_weights, "You made the last class the reference.")
def last_reference(W):
    return W - W[:, -1][:, None]


@wrong(checks.smallest_weights, "You added the mean of the columns.")
def mean_added(W):
    return W + W.mean(axis=1, keepdims=True)


@wrong(checks.smallest_weights, "You subtracted the sum of the columns.")
def sum_subtracted(W):
    return (W.T - W.sum(axis=1)).T


@wrong(checks.smallest_weights, "You subtracted the smallest entry of each row.")
def minimum_subtracted(W):
    return W - W.min(axis=1, keepdims=True)


@wrong(checks.smallest_weights, "You subtracted the largest entry of each row,")
def maximum_subtracted(W):
    return W - W.max(axis=1, keepdims=True)


@wrong(checks.smallest_weights, "You subtracted the median.")
def median_subtracted(W):
    return W - np.median(W, axis=1, keepdims=True)


@wrong(checks.smallest_weights, "You divided by the norm.")
def unit_norm(W):
    return W / np.sqrt((W**2).sum())


@wrong(checks.smallest_weights, "You gave the smallest weights of all.")
def zeros(W):
    return 0 * W


@wrong(checks.smallest_weights, "You returned W as it was.")
def unchanged(W):
    return W.copy()


# 08.5 gap_for_loss


@wrong(checks.gap_for_loss, "The number of rivals is missing:")
def one_rival(loss, K):
    return -math.log(math.exp(loss) - 1)


@wrong(checks.gap_for_loss, "You counted K rivals.")
def label_as_a_rival(loss, K):
    return math.log(K) - math.log(math.exp(loss) - 1)


@wrong(checks.gap_for_loss, "The sign is turned round:")
def how_far_behind(loss, K):
    return math.log((math.exp(loss) - 1) / (K - 1))


@wrong(checks.gap_for_loss, "You lost the 1 inside the logarithm.")
def without_the_label(loss, K):
    return -math.log(math.exp(loss) / (K - 1))


@wrong(checks.gap_for_loss, "You gave e^g.")
def ratio_of_weights(loss, K):
    return (K - 1) / (math.exp(loss) - 1)


@wrong(checks.gap_for_loss, "You gave the probability of the label.")
def probability(loss, K):
    return math.exp(-loss)


@wrong(checks.gap_for_loss, "You divided by the number of rivals.")
def rivals_divide(loss, K):
    return -math.log((K - 1) * (math.exp(loss) - 1))


@wrong(checks.gap_for_loss, "You used the logarithm to base 2.")
def base_two(loss, K):
    return math.log2((K - 1) / (math.exp(loss) - 1))


@wrong(checks.gap_for_loss, "A sign is wrong:")
def plus_one(loss, K):
    return math.log((K - 1) / (math.exp(loss) + 1))


@wrong(checks.gap_for_loss, "You gave how far the loss is below log K.")
def below_log_k(loss, K):
    return math.log(K) - loss


@wrong(checks.gap_for_loss, "You put the loss into (08.5) where the gap belongs.")
def loss_of_a_gap(loss, K):
    return math.log(1 + (K - 1) * math.exp(-loss))
