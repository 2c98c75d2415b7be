import math

import numpy as np

from helpers.checks import chapter_10 as checks
from tests.wrong_answers import wrong

# 10.1 gap_of_flow


def bisect(factor, right, low=-60.0, high=60.0):
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if math.exp(middle) + factor * middle < right else (low, middle)
    return high


@wrong(checks.gap_of_flow, "You gave the limit for long times, log(Kt).")
def logarithm_of_kt(t, K, g0):
    return math.log(K * t)


@wrong(checks.gap_of_flow, "You left out the term that is linear in g.")
def without_linear_term(t, K, g0):
    return np.log(K * t + np.exp(g0))


@wrong(checks.gap_of_flow, "You gave the upper bound of (10.6),")
def upper_bound(t, K, g0):
    return np.log1p(K * t)


@wrong(checks.gap_of_flow, "Your run starts at gap 0.")
def from_zero(t, K, g0):
    return bisect(K - 1, K * t + 1)


@wrong(checks.gap_of_flow, "You added g0 to the gap of a run that starts at 0.")
def start_added(t, K, g0):
    return bisect(K - 1, K * t + 1) + g0


@wrong(checks.gap_of_flow, "The constant of the integration is missing.")
def no_constant(t, K, g0):
    return bisect(K - 1, K * t)


@wrong(checks.gap_of_flow, "Half of the constant of the integration is missing.")
def half_constant(t, K, g0):
    return bisect(K - 1, K * t + math.exp(g0))


@wrong(checks.gap_of_flow, "You took e^g0 for 1.")
def one_for_the_exponential(t, K, g0):
    return bisect(K - 1, K * t + 1 + (K - 1) * g0)


@wrong(checks.gap_of_flow, "You multiplied g by K.")
def all_classes_wrong(t, K, g0):
    return bisect(K, K * t + math.exp(g0) + K * g0)


@wrong(checks.gap_of_flow, "You took one wrong class in every case.")
def two_classes(t, K, g0):
    return bisect(1, K * t + math.exp(g0) + g0)


@wrong(checks.gap_of_flow, "The speed lacks the factor K.")
def speed_without_k(t, K, g0):
    return bisect(K - 1, t + math.exp(g0) + (K - 1) * g0)


@wrong(checks.gap_of_flow, "You let the right logit rise and the others stand still.")
def others_stand_still(t, K, g0):
    return bisect(K - 1, (K - 1) * t + math.exp(g0) + (K - 1) * g0)


@wrong(checks.gap_of_flow, "Your search begins at 0.")
def no_negative_gap(t, K, g0):
    return bisect(K - 1, K * t + math.exp(g0) + (K - 1) * g0, low=0.0)


@wrong(checks.gap_of_flow, "You gave the right side of the equation.")
def right_side(t, K, g0):
    return K * t + math.exp(g0) + (K - 1) * g0


# 10.2 smoothed_gap


@wrong(checks.smoothed_gap, "You compared the right class with all others together.")
def log_odds_of_epsilon(K, epsilon):
    return math.log((1 - epsilon) / epsilon)


@wrong(checks.smoothed_gap, "The right class lacks its own share of ε.")
def right_class_without_share(K, epsilon):
    return math.log(1 - epsilon) - math.log(epsilon / K)


@wrong(checks.smoothed_gap, "You spread ε over the wrong classes only.")
def spread_over_the_wrong(K, epsilon):
    return math.log((1 - epsilon) / (epsilon / (K - 1)))


@wrong(checks.smoothed_gap, "You gave the difference of two probabilities.")
def difference_of_probabilities(K, epsilon):
    return (1 - epsilon + epsilon / K) - epsilon / K


@wrong(checks.smoothed_gap, "You gave the ratio of two probabilities.")
def ratio_of_probabilities(K, epsilon):
    return (1 - epsilon + epsilon / K) / (epsilon / K)


@wrong(checks.smoothed_gap, "The sign is turned round.")
def others_above_right(K, epsilon):
    return math.log(epsilon / K) - math.log(1 - epsilon + epsilon / K)


@wrong(checks.smoothed_gap, "You gave the log-odds of the right class,")
def log_odds_of_the_target(K, epsilon):
    q = 1 - epsilon + epsilon / K
    return math.log(q / (1 - q))


@wrong(checks.smoothed_gap, "You used the logarithm to base 2.")
def base_two(K, epsilon):
    return np.log2(1 + K * (1 - epsilon) / epsilon)


@wrong(checks.smoothed_gap, "You used the logarithm to base 10.")
def base_ten(K, epsilon):
    return np.log10(1 + K / epsilon - K)


@wrong(checks.smoothed_gap, "You gave the log-probability of the right class alone.")
def log_probability(K, epsilon):
    return math.log(1 - epsilon + epsilon / K)


@wrong(checks.smoothed_gap, "A sign inside is turned round.")
def one_plus_epsilon(K, epsilon):
    return math.log(K * (1 + epsilon) / epsilon)


# 10.3 margin


def sides(X, y, w):
    return np.where(y == 1, X @ w, -(X @ w))


@wrong(checks.margin, "You gave the smallest gap,")
def smallest_gap(X, y, w):
    return min(sides(X, y, w))


@wrong(checks.margin, "You divided by the square of the length of w.")
def over_the_square(X, y, w):
    return min(sides(X, y, w)) / np.sum(w**2)


@wrong(checks.margin, "You divided by the sum of the absolute weights.")
def over_the_sum(X, y, w):
    return min(sides(X, y, w)) / np.linalg.norm(w, ord=1)


@wrong(checks.margin, "The labels play no part.")
def without_labels(X, y, w):
    return min(X @ w) / np.linalg.norm(w)


@wrong(checks.margin, "You gave the distance without its sign.")
def absolute_distance(X, y, w):
    return np.min(np.abs(X @ w)) / np.linalg.norm(w)


@wrong(checks.margin, "You multiplied by the labels 0 and 1,")
def times_label(X, y, w):
    return np.min(y * (X @ w)) / np.linalg.norm(w)


@wrong(checks.margin, "You turned class 1 and kept class 0.")
def wrong_class_turned(X, y, w):
    return np.min(-sides(X, y, w)) / np.linalg.norm(w)


@wrong(checks.margin, "You took the mean.")
def mean_distance(X, y, w):
    return np.mean(sides(X, y, w)) / np.linalg.norm(w)


@wrong(checks.margin, "You took the farthest example.")
def farthest(X, y, w):
    return np.max(sides(X, y, w)) / np.linalg.norm(w)


@wrong(checks.margin, "You divided by the lengths of the examples, too:")
def cosine(X, y, w):
    return np.min(sides(X, y, w) / np.sqrt((X**2).sum(axis=1)) / np.sqrt(w @ w))


@wrong(checks.margin, "You took the example that is nearest in size.")
def nearest_in_size(X, y, w):
    distances = sides(X, y, w) / np.linalg.norm(w)
    return distances[np.argmin(np.abs(distances))]


@wrong(checks.margin, "You cut the margin at 0.")
def cut_at_zero(X, y, w):
    return np.maximum(sides(X, y, w), 0).min() / np.linalg.norm(w)


# 10.4 largest_margin


def margin_at(x, y, boundaries, sides=(1, -1)):
    """The largest over boundaries and sides of the smallest signed distance."""
    turned = np.where(y == 1, 1, -1)
    return max((side * turned * (x - boundary)).min() for boundary in boundaries for side in sides)


def half_ways(x):
    return [(p + q) / 2 for p in x for q in x]


@wrong(checks.largest_margin, "You gave the way between the classes.")
def whole_way(x, y):
    return 2 * margin_at(x, y, half_ways(x))


@wrong(checks.largest_margin, "You tried class 1 above the boundary only.")
def only_above(x, y):
    return margin_at(x, y, half_ways(x), sides=(1,))


@wrong(checks.largest_margin, "You tried class 1 below the boundary only.")
def only_below(x, y):
    return margin_at(x, y, half_ways(x), sides=(-1,))


@wrong(checks.largest_margin, "You took the worse of the two sides for class 1.")
def worse_side(x, y):
    return min(margin_at(x, y, half_ways(x), sides=(side,)) for side in (1, -1))


@wrong(checks.largest_margin, "You took the means of the classes.")
def between_means(x, y):
    return abs(np.mean(x[y == 1]) - np.mean(x[y == 0])) / 2


@wrong(checks.largest_margin, "You took the nearest pair of the two classes.")
def nearest_pair(x, y):
    return min(abs(p - q) for p in x[y == 1] for q in x[y == 0]) / 2


@wrong(checks.largest_margin, "You cut the margin at 0.")
def never_negative(x, y):
    return max(0, margin_at(x, y, half_ways(x)))


@wrong(checks.largest_margin, "You dropped the sign.")
def without_sign(x, y):
    return abs(margin_at(x, y, half_ways(x)))


@wrong(checks.largest_margin, "Your boundary is at 0.")
def through_the_origin(x, y):
    return margin_at(x, y, [0.0])


@wrong(checks.largest_margin, "You gave yes or no, as a number.")
def yes_or_no(x, y):
    return int(margin_at(x, y, half_ways(x)) > 0)


@wrong(checks.largest_margin, "You gave the best boundary.")
def best_boundary(x, y):
    return max(half_ways(x), key=lambda boundary: margin_at(x, y, [boundary]))


@wrong(checks.largest_margin, "You took the outermost examples.")
def outermost(x, y):
    return (max(x[y == 1]) - min(x[y == 0])) / 2


# 10.5 z_loss_gradient


def parts(z, y):
    e = np.exp(z - z.max())
    onehot = np.zeros(len(z))
    onehot[y] = 1
    return e / e.sum(), onehot, z.max() + np.log(e.sum())


@wrong(checks.z_loss_gradient, "The factor 2 is missing.")
def half(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return y_hat - onehot + kappa * lse * y_hat


@wrong(checks.z_loss_gradient, "You lost the inner value LSE(z).")
def without_lse(z, y, kappa):
    y_hat, onehot, _ = parts(z, y)
    return y_hat - onehot + 2 * kappa * y_hat


@wrong(checks.z_loss_gradient, "The inner derivative is missing.")
def without_inner(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return y_hat - onehot + 2 * kappa * lse


@wrong(checks.z_loss_gradient, "You multiplied the one-hot label as well.")
def scaled_residual(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return (1 + 2 * kappa * lse) * (y_hat - onehot)


@wrong(checks.z_loss_gradient, "You gave the gradient without the z-loss.")
def residual(z, y, kappa):
    y_hat, onehot, _ = parts(z, y)
    return y_hat - onehot


@wrong(checks.z_loss_gradient, "You gave the gradient of the z-loss alone.")
def fee_alone(z, y, kappa):
    y_hat, _, lse = parts(z, y)
    return 2 * kappa * lse * y_hat


@wrong(checks.z_loss_gradient, "The sign of the second part is turned round.")
def fee_subtracted(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return y_hat - onehot - 2 * kappa * lse * y_hat


@wrong(checks.z_loss_gradient, "The sign of the first part is turned round.")
def label_minus_prediction(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return onehot - y_hat + 2 * kappa * lse * y_hat


@wrong(checks.z_loss_gradient, "You gave the direction of a step, downhill.")
def downhill(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return onehot - y_hat - 2 * kappa * lse * y_hat


@wrong(checks.z_loss_gradient, "You squared the loss.")
def squared_loss(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return y_hat - onehot + 2 * kappa * (lse - z[y]) * y_hat


@wrong(checks.z_loss_gradient, "You put the largest logit in the place of LSE.")
def largest_logit(z, y, kappa):
    y_hat, onehot, _ = parts(z, y)
    return y_hat - onehot + 2 * kappa * max(z) * y_hat


@wrong(checks.z_loss_gradient, "You subtracted the largest logit and did not add it again.")
def shift_not_undone(z, y, kappa):
    y_hat, onehot, lse = parts(z, y)
    return y_hat - onehot + 2 * kappa * (lse - z.max()) * y_hat


@wrong(checks.z_loss_gradient, "Your formula is right, and overflows.")
def naive(z, y, kappa):
    y_hat, onehot, _ = parts(z, y)
    return y_hat - onehot + 2 * kappa * np.log(np.exp(z).sum()) * y_hat
