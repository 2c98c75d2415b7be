import math

import numpy as np

from helpers.checks import chapter_06 as checks
from tests.wrong_answers import wrong


def s(z):
    return 1 / (1 + math.exp(-z))


# 06.1 squared_error_slope


@wrong(checks.squared_error_slope, "You gave the slope with respect to the prediction.")
def slope_of_the_prediction(z, y):
    return 2 * (s(z) - y)


@wrong(checks.squared_error_slope, "The factor 2 is missing.")
def half_the_slope(z, y):
    return (s(z) - y) * s(z) * (1 - s(z))


@wrong(checks.squared_error_slope, "The sign is turned round.")
def label_minus_prediction(z, y):
    return 2 * (y - s(z)) * s(z) * (1 - s(z))


@wrong(checks.squared_error_slope, "The sign is turned round.")
def inner_derivative_with_a_minus(z, y):
    e = math.exp(-z)
    return 2 * (s(z) - y) * -e / (1 + e) ** 2


@wrong(checks.squared_error_slope, "You gave the slope of the negative log-likelihood.")
def residual(z, y):
    return s(z) - y


@wrong(checks.squared_error_slope, "One factor of the slope of σ is missing. What is")
def only_sigma(z, y):
    return 2 * (s(z) - y) * s(z)


@wrong(checks.squared_error_slope, "One factor of the slope of σ is missing. Does")
def only_one_minus_sigma(z, y):
    return 2 * (s(z) - y) * (1 - s(z))


@wrong(checks.squared_error_slope, "You kept the square. What")
def square_times_bell(z, y):
    return (s(z) - y) ** 2 * s(z) * (1 - s(z))


@wrong(checks.squared_error_slope, "You kept the square beside the factor 2.")
def two_times_square_times_bell(z, y):
    return 2 * (s(z) - y) ** 2 * s(z) * (1 - s(z))


@wrong(checks.squared_error_slope, "You gave the loss itself.")
def the_squared_error(z, y):
    return (s(z) - y) ** 2


@wrong(checks.squared_error_slope, "You subtracted the label from the logit.")
def logit_minus_label(z, y):
    return 2 * (z - y) * s(z) * (1 - s(z))


@wrong(checks.squared_error_slope, "You put the logit into the slope of σ.")
def bell_of_the_logit(z, y):
    return 2 * (s(z) - y) * z * (1 - z)


@wrong(checks.squared_error_slope, "Your values are near the expected ones,")
def coarse_difference(z, y):
    return ((s(z + 1e-3) - y) ** 2 - (s(z) - y) ** 2) / 1e-3


# 06.2 steepest_logit


@wrong(checks.steepest_logit, "The sign is turned round.")
def plus_log(k):
    return math.log(k)


@wrong(checks.steepest_logit, "You gave the answer for k = 2 in every case.")
def always_log_two(k):
    return -math.log(2)


@wrong(checks.steepest_logit, "You gave the probability.")
def probability_of_the_peak(k):
    return 1 / (k + 1)


@wrong(checks.steepest_logit, "You took the logarithm of the probability.")
def log_of_the_probability(k):
    return math.log(1 / (k + 1))


@wrong(checks.steepest_logit, "You gave the odds.")
def odds_of_the_peak(k):
    probability = 1 / (k + 1)
    return probability / (1 - probability)


@wrong(checks.steepest_logit, "You gave the place where σ itself is steepest.")
def steepest_sigma(k):
    return 0


@wrong(checks.steepest_logit, "You gave the height of the peak.")
def height_of_the_peak(k):
    probability = 1 / (k + 1)
    return k * (1 - probability) ** k * probability


@wrong(checks.steepest_logit, "You lost one factor 1 - s:")
def one_factor_lost(k):
    q = np.linspace(1e-6, 1 - 1e-6, 999_999)
    best = 1 / k if k > 1 else q[(k * (1 - q) ** (k - 1) * q).argmax()]
    return math.log(best / (1 - best)) if k > 1 else math.nan


@wrong(checks.steepest_logit, "You used the logarithm to base 2.")
def base_two(k):
    return -np.log2(k)


@wrong(checks.steepest_logit, "You used the logarithm to base 10.")
def base_ten(k):
    return math.log10(1 / k)


# 06.3 steps_to_recover


def run(z, y, eta, most, slope):
    for step in range(most):
        if z >= 0 if y == 1 else z <= 0:
            return step
        z -= eta * slope(z)
    return most


@wrong(checks.steps_to_recover, "You took the label to be 1 in every case.")
def always_label_one(z0, y, eta, most):
    return run(z0, 1, eta, most, lambda z: 2 * (s(z) - 1) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "You wait for z >= 0 for both labels.")
def wait_above_zero(z0, y, eta, most):
    return run(z0, 1, eta, most, lambda z: 2 * (s(z) - y) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "Your steps go up for both labels.")
def always_upwards(z0, y, eta, most):
    return run(z0, y, eta, most, lambda z: 2 * (s(z) - 1) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "You followed the slope of the negative log-likelihood.")
def steps_of_the_nll(z0, y, eta, most):
    return run(z0, y, eta, most, lambda z: s(z) - y)


@wrong(checks.steps_to_recover, "The learning rate plays no part.")
def without_the_learning_rate(z0, y, eta, most):
    return run(z0, y, 1, most, lambda z: 2 * (s(z) - y) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "Your steps are half as long as they should be.")
def half_steps(z0, y, eta, most):
    return run(z0, y, eta, most, lambda z: (s(z) - y) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "You followed the slope with respect to the prediction.")
def steps_along_the_prediction(z0, y, eta, most):
    return run(z0, y, eta, most, lambda z: 2 * (s(z) - y))


@wrong(checks.steps_to_recover, "You climbed the slope.")
def uphill(z0, y, eta, most):
    return run(z0, y, eta, most, lambda z: 2 * (y - s(z)) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "You counted one step too many.")
def one_too_many(z0, y, eta, most):
    return 1 + run(z0, y, eta, most, lambda z: 2 * (s(z) - y) * s(z) * (1 - s(z)))


@wrong(checks.steps_to_recover, "You step before you look.")
def step_before_looking(z0, y, eta, most):
    z = z0
    for step in range(1, most + 1):
        z -= eta * 2 * (s(z) - y) * s(z) * (1 - s(z))
        if (2 * y - 1) * z >= 0:
            return step
    return most


@wrong(checks.steps_to_recover, "You gave the step before the arrival.")
def index_of_the_last_step(z0, y, eta, most):
    z, step = z0, 0
    for step in range(most):  # noqa: B007 (the mistake)
        z -= eta * 2 * (s(z) - y) * s(z) * (1 - s(z))
        if (2 * y - 1) * z >= 0:
            break
    return step


@wrong(checks.steps_to_recover, "Your condition holds at once:")
def prediction_above_zero(z0, y, eta, most):
    z, steps = z0, 0
    while (s(z) if y == 1 else 1 - s(z)) < 0:
        z -= eta * 2 * (s(z) - y) * s(z) * (1 - s(z))
        steps += 1
    return steps


@wrong(checks.steps_to_recover, "You do not stop at z = 0 itself.")
def beyond_one_half(z0, y, eta, most):
    z, steps = z0, 0
    while s((2 * y - 1) * z) <= 0.5 and steps < most:
        z -= eta * 2 * (s(z) - y) * s(z) * (1 - s(z))
        steps += 1
    return steps


@wrong(checks.steps_to_recover, "You waited until the logit, not the prediction, is ½.")
def logit_above_one_half(z0, y, eta, most):
    z, steps = z0, 0
    while (2 * y - 1) * z < 0.5 and steps < most:
        z -= eta * 2 * (s(z) - y) * s(z) * (1 - s(z))
        steps += 1
    return steps


@wrong(checks.steps_to_recover, "You used the sum for the negative log-likelihood,")
def sum_for_the_nll(z0, y, eta, most):
    return abs(z0) + 1 - np.exp(-abs(z0))


@wrong(checks.steps_to_recover, "You used the sum for infinitely short steps.")
def sum_for_short_steps(z0, y, eta, most):
    u = math.exp(abs(z0))
    return (u + 3 * math.log(u) + 2.5 - 3 / u - 0.5 / u**2) / 2 / eta


# 06.4 clipped_slope


@wrong(checks.clipped_slope, "You gave the slope of the loss without the clip.")
def unclipped(z, eps):
    return s(z) - 1


@wrong(checks.clipped_slope, "You gave the slope of -log(σ(z) + ε).")
def epsilon_added(z, eps):
    return -s(z) * (1 - s(z)) / (s(z) + eps)


@wrong(checks.clipped_slope, "You clipped the denominator only.")
def clipped_denominator(z, eps):
    return -1 / np.clip(s(z), eps, 1) * s(z) * (1 - s(z))


@wrong(checks.clipped_slope, "You clipped inside the finished slope.")
def clipped_prediction_minus_label(z, eps):
    return np.maximum(s(z), eps) - 1


@wrong(checks.clipped_slope, "The two cases are exchanged.")
def exchanged_cases(z, eps):
    return 0.0 if s(z) > eps else s(z) - 1


@wrong(checks.clipped_slope, "The sign is turned round.")
def upwards(z, eps):
    return 0.0 if s(z) < eps else 1 - s(z)


@wrong(checks.clipped_slope, "You gave the slope with respect to the prediction.")
def slope_along_the_prediction(z, eps):
    return 0.0 if s(z) < eps else -1 / s(z)


@wrong(checks.clipped_slope, "You gave σ(z), the slope for the label 0.")
def label_zero(z, eps):
    return np.where(s(z) < eps, 0.0, s(z))


@wrong(checks.clipped_slope, "You gave the slope -1 below the clip.")
def minus_one_below(z, eps):
    return -1 if s(z) < eps else s(z) - 1


@wrong(checks.clipped_slope, "You compared the logit with ε.")
def logit_compared(z, eps):
    return 0.0 if z < eps else s(z) - 1


@wrong(checks.clipped_slope, "You compared the logit with log ε.")
def logarithm_of_epsilon(z, eps):
    return np.where(z > np.log(eps), s(z) - 1, 0)


@wrong(checks.clipped_slope, "You clipped at both ends.")
def both_ends(z, eps):
    return s(z) - 1 if np.clip(s(z), eps, 1 - eps) == s(z) else 0.0


@wrong(checks.clipped_slope, "You gave the loss itself.")
def the_clipped_loss(z, eps):
    return -np.log(max(s(z), eps))


# 06.5 hidden_slope


def output(a, v, b, y):
    return s(v * s(a) + b) - y


@wrong(checks.hidden_slope, "You stopped at the output logit.")
def slope_of_the_output(a, v, b, y):
    return output(a, v, b, y)


@wrong(checks.hidden_slope, "You stopped at h.")
def slope_at_h(a, v, b, y):
    return output(a, v, b, y) * v


@wrong(checks.hidden_slope, "The weight v is missing.")
def without_the_weight(a, v, b, y):
    return output(a, v, b, y) * s(a) * (1 - s(a))


@wrong(checks.hidden_slope, "You used the slope of the output sigmoid, which has cancelled.")
def bell_of_the_output(a, v, b, y):
    y_hat = s(v * s(a) + b)
    return (y_hat - y) * v * y_hat * (1 - y_hat)


@wrong(checks.hidden_slope, "You multiplied by the slope of the output sigmoid as well.")
def both_bells(a, v, b, y):
    h, y_hat = s(a), s(v * s(a) + b)
    return (y_hat - y) * y_hat * (1 - y_hat) * v * h * (1 - h)


@wrong(checks.hidden_slope, "You put a into the slope of σ.")
def bell_of_a(a, v, b, y):
    return output(a, v, b, y) * v * a * (1 - a)


@wrong(checks.hidden_slope, "One factor of the slope of σ is missing.")
def only_h(a, v, b, y):
    return output(a, v, b, y) * v * s(a)


@wrong(checks.hidden_slope, "The sign is turned round.")
def turned_round(a, v, b, y):
    return (y - s(v * s(a) + b)) * v * s(a) * (1 - s(a))


@wrong(checks.hidden_slope, "You subtracted the label from the logit.")
def logit_as_prediction(a, v, b, y):
    return (v * s(a) + b - y) * v * s(a) * (1 - s(a))


@wrong(checks.hidden_slope, "The prediction was computed from a, not from h.")
def output_sees_a(a, v, b, y):
    return (s(v * a + b) - y) * v * s(a) * (1 - s(a))


@wrong(checks.hidden_slope, "The bias b is missing from the prediction.")
def without_the_bias(a, v, b, y):
    return (s(v * s(a)) - y) * v * s(a) * (1 - s(a))
