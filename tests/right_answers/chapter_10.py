import math

import numpy as np

from helpers.checks import chapter_10 as checks
from tests.right_answers import right


@right(checks.gap_of_flow)
def gap_by_newton(t, K):
    g = math.log(K * t + 1)
    for _ in range(50):
        g -= (math.exp(g) + (K - 1) * g - K * t - 1) / (math.exp(g) + K - 1)
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
def largest_margin_by_refining(X, y):
    """Look round coarsely, then finer and finer about the best direction."""
    turned = np.where(y[:, None] == 1, X, -X)
    best, width = 0.0, math.pi
    for _ in range(12):
        angles = best + np.linspace(-width, width, 721)
        margins = (turned @ np.array([np.cos(angles), np.sin(angles)])).min(axis=0)
        best, width = angles[margins.argmax()], width / 20
    return margins.max()


@right(checks.z_loss_gradient)
def gradient_in_two_parts(z, y, kappa):
    log_normaliser = np.logaddexp.reduce(z)
    probabilities = np.exp(z - log_normaliser)
    return probabilities - (np.arange(len(z)) == y) + kappa * 2 * log_normaliser * probabilities
