import math

import numpy as np

from helpers.checks import chapter_10 as checks
from tests.right_answers import right


@right(checks.gap_of_flow)
def gap_by_newton(t, K, g0):
    right = K * t + math.exp(g0) + (K - 1) * g0
    g = math.log(K * t + math.exp(g0))
    for _ in range(100):
        g -= (math.exp(g) + (K - 1) * g - right) / (math.exp(g) + K - 1)
    return g


@right(checks.smoothed_gap)
def smoothed_gap_from_the_two_probabilities(K, epsilon):
    target = np.full(K, epsilon / K)
    target[0] += 1 - epsilon
    z = np.log(target)
    return z[0] - z[1]


@right(checks.margin)
def margin_by_a_loop(X, y, w):
    unit = w / math.sqrt(sum(value**2 for value in w))
    return min(float(np.dot(x, unit)) * (1 if label else -1) for x, label in zip(X, y, strict=True))


@right(checks.largest_margin)
def largest_margin_by_trying_every_place_half_way(x, y):
    turned = np.where(y == 1, 1.0, -1.0)
    boundaries = (x[:, None] + x).ravel() / 2
    distances = turned[:, None] * (x[:, None] - boundaries)  # a row for each example
    return max(distances.min(axis=0).max(), (-distances).min(axis=0).max())


@right(checks.z_loss_gradient)
def gradient_in_two_parts(z, y, kappa):
    log_normaliser = np.logaddexp.reduce(z)
    probabilities = np.exp(z - log_normaliser)
    return probabilities - (np.arange(len(z)) == y) + kappa * 2 * log_normaliser * probabilities
