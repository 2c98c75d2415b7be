import math

import numpy as np

from helpers.checks import chapter_10 as checks
from tests.wrong_answers import wrong

# 10.1 gap_of_flow


def bisect(left, right, high):
    low = 0.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if left(middle) < right else (low, middle)
    return high


@wrong(checks.gap_of_flow, "You gave the limit for long times, log(Kt).")
def logarithm_of_kt(t, K):
    return math.log(K * t)


@wrong(checks.gap_of_flow, "You left out the term that is linear in g.")
def upper_bound(t, K):
    return np.log1p(K * t)


@wrong(checks.gap_of_flow, "You gave log t.")
def logarithm_of_t(t, K):
    return math.log(t)


@wrong(checks.gap_of_flow, "You gave log(t + 1).")
def without_classes(t, K):
    return np.log(1 + t)


@wrong(checks.gap_of_flow, "You multiplied g by K.")
def all_classes_wrong(t, K):
    return bisect(lambda g: math.exp(g) + K * g, K * t + 1, 40)


@wrong(checks.gap_of_flow, "You took one wrong class in every case.")
def two_classes(t, K):
    return bisect(lambda g: math.exp(g) + g, K * t + 1, 40)


@wrong(checks.gap_of_flow, "The constant of the integration is missing.")
def no_constant(t, K):
    return bisect(lambda g: math.exp(g) + (K - 1) * g, K * t, 40)


@wrong(checks.gap_of_flow, "The constant of the integration is wrong.")
def constant_k(t, K):
    return bisect(lambda g: math.exp(g) + (K - 1) * g, K * t + K, 40)


@wrong(checks.gap_of_flow, "The speed lacks the factor K.")
def speed_without_k(t, K):
    return bisect(lambda g: math.exp(g) + (K - 1) * g, t + 1, 40)


@wrong(checks.gap_of_flow, "You let the right logit rise and the others stand still.")
def others_stand_still(t, K):
    return bisect(lambda g: math.exp(g) + (K - 1) * g, (K - 1) * t + 1, 40)


@wrong(checks.gap_of_flow, "You gave the right side of (10.5).")
def right_side(t, K):
    return K * t + 1


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


def over_angles(X, y, last=2 * math.pi, count=50_000):
    angle = np.linspace(0, last, count)
    sign = np.where(y == 1, 1, -1)[:, None]
    return angle, sign * (X[:, :1] * np.cos(angle) + X[:, 1:] * np.sin(angle))


@wrong(checks.largest_margin, "The labels play no part.")
def no_labels(X, y):
    return over_angles(X, np.ones(len(X)))[1].min(axis=0).max()


@wrong(checks.largest_margin, "You tried half of the directions.")
def half_round(X, y):
    return over_angles(X, y, math.pi)[1].min(axis=0).max()


@wrong(checks.largest_margin, "You tried a quarter of the directions.")
def quarter_round(X, y):
    return over_angles(X, y, math.pi / 2)[1].min(axis=0).max()


@wrong(checks.largest_margin, "You took the mean over the examples.")
def mean_over_examples(X, y):
    return over_angles(X, y)[1].mean(axis=0).max()


@wrong(checks.largest_margin, "You took the largest over directions and examples.")
def largest_of_all(X, y):
    return over_angles(X, y)[1].max()


@wrong(checks.largest_margin, "You exchanged the two extremes.")
def exchanged(X, y):
    return over_angles(X, y)[1].max(axis=0).min()


@wrong(checks.largest_margin, "You gave the margin of the worst direction.")
def worst_direction(X, y):
    return over_angles(X, y)[1].min()


@wrong(checks.largest_margin, "You cut the margin at 0.")
def never_negative(X, y):
    return max(0, over_angles(X, y)[1].min(axis=0).max())


@wrong(checks.largest_margin, "You dropped the sign.")
def absolute(X, y):
    return np.abs(over_angles(X, y)[1]).min(axis=0).max()


@wrong(checks.largest_margin, "You gave yes or no, as a number.")
def yes_or_no(X, y):
    return int(over_angles(X, y)[1].min(axis=0).max() > 0)


@wrong(checks.largest_margin, "You gave the angle of the best direction.")
def best_angle(X, y):
    angle, gaps = over_angles(X, y)
    return angle[gaps.min(axis=0).argmax()]


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
