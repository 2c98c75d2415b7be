import numpy as np

from helpers.checks import chapter_07 as checks
from tests.wrong_answers import wrong


def soft(z):
    return np.exp(z) / np.exp(z).sum()


def rows(Z):
    return np.array([soft(row) for row in Z])


# 07.1 batch_softmax


@wrong(checks.batch_softmax, "You normalised along the examples:")
def along_the_examples(Z):
    E = np.exp(Z)
    return E / E.sum(axis=0)


@wrong(checks.batch_softmax, "You divided by the sum of the whole array.")
def whole_array(Z):
    return np.exp(Z) / np.sum(np.exp(Z))


@wrong(checks.batch_softmax, "The sums of the rows have the shape (N,),")
def without_keepdims(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1)


@wrong(checks.batch_softmax, "You gave the weights.")
def weights_only(Z):
    return np.exp(Z)


@wrong(checks.batch_softmax, "You normalised the logits themselves.")
def without_exponential(Z):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(Z.sum(axis=1, keepdims=True) == 0, np.nan, Z / Z.sum(axis=1, keepdims=True))


@wrong(checks.batch_softmax, "You applied the sigmoid to every entry:")
def sigmoids(Z):
    return 1 / (1 + np.exp(-Z))


@wrong(checks.batch_softmax, "You gave log-probabilities.")
def logarithms(Z):
    return np.log(rows(Z))


@wrong(checks.batch_softmax, "You applied softmax twice:")
def softmax_twice(Z):
    return rows(rows(Z))


@wrong(checks.batch_softmax, "The sign is turned round.")
def minus_in_the_exponent(Z):
    return rows(-Z)


@wrong(checks.batch_softmax, "You took powers of 2.")
def powers_of_two(Z):
    return 2**Z / (2**Z).sum(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "You divided by the largest weight of the row.")
def divided_by_the_largest(Z):
    return np.exp(Z - Z.max(axis=1, keepdims=True))


@wrong(checks.batch_softmax, "You divided by the mean of the weights.")
def divided_by_the_mean(Z):
    E = np.exp(Z)
    return E / E.mean(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "You gave the argmax as a one-hot row.")
def one_hot_of_the_largest(Z):
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]


# 07.2 tempered_jacobian


@wrong(checks.tempered_jacobian, "You gave the slopes with respect to z / T.")
def factor_forgotten(z, T):
    s = soft(z / T)
    return np.diag(s) - np.outer(s, s)


@wrong(checks.tempered_jacobian, "You multiplied the table by T.")
def factor_t(z, T):
    s = soft(z / T)
    return T * (np.diag(s) - np.outer(s, s))


@wrong(checks.tempered_jacobian, "You divided by T twice.")
def factor_twice(z, T):
    s = soft(z / T)
    return (np.diag(s) - np.outer(s, s)) / T**2


@wrong(checks.tempered_jacobian, "The factor -1/T² is the derivative of 1/T.")
def derivative_of_the_factor(z, T):
    s = soft(z / T)
    return (np.diag(s) - np.outer(s, s)) * (-1 / T**2)


@wrong(checks.tempered_jacobian, "You gave the slopes in T:")
def slopes_in_the_temperature(z, T):
    s = soft(z / T)
    return s * (z - s @ z) * (-1 / T**2)


@wrong(checks.tempered_jacobian, "The factor is right, the probabilities are those of T = 1.")
def softmax_without_t(z, T):
    s = soft(z)
    return (np.diag(s) - np.outer(s, s)) / T


@wrong(checks.tempered_jacobian, "T plays no part:")
def temperature_ignored(z, T):
    s = soft(z)
    return np.diag(s) - np.outer(s, s)


@wrong(checks.tempered_jacobian, "You multiplied the logits by T.")
def inverse_temperature(z, T):
    s = soft(z * T)
    return (np.diag(s) - np.outer(s, s)) * T


@wrong(checks.tempered_jacobian, "You multiplied the logits by T.")
def inverse_temperature_without_factor(z, T):
    s = soft(T * z)
    return np.diag(s) - s[:, None] * s


@wrong(checks.tempered_jacobian, "You multiplied the logits by T.")
def inverse_temperature_divided(z, T):
    s = soft(T * z)
    return (np.diag(s) - s[:, None] * s) / T


@wrong(checks.tempered_jacobian, "You divided the probabilities by T.")
def divided_probabilities(z, T):
    s = soft(z) / T
    return np.diag(s) - np.outer(s, s)


@wrong(checks.tempered_jacobian, "You divided the probabilities by T.")
def divided_probabilities_with_factor(z, T):
    s = soft(z) / T
    return (np.diag(s) - np.outer(s, s)) / T


@wrong(checks.tempered_jacobian, "You kept the diagonal only.")
def diagonal_matrix(z, T):
    s = soft(z / T)
    return np.diag(s * (1 - s)) / T


@wrong(checks.tempered_jacobian, "You kept the diagonal only.")
def diagonal_matrix_without_factor(z, T):
    s = soft(z / T)
    return np.diag(s * (1 - s))


@wrong(checks.tempered_jacobian, "You gave K numbers,")
def diagonal_as_vector(z, T):
    s = soft(z / T)
    return s * (1 - s) / T


@wrong(checks.tempered_jacobian, "The sign is turned round.")
def negative_table(z, T):
    s = soft(z / T)
    return (np.outer(s, s) - np.diag(s)) / T


@wrong(checks.tempered_jacobian, "The sign of the product is turned round.")
def plus_products(z, T):
    s = soft(z / T)
    return (np.diag(s) + np.outer(s, s)) / T


@wrong(checks.tempered_jacobian, "The case i = j is missing.")
def products_only(z, T):
    s = soft(z / T)
    return -s[:, None] * s / T


@wrong(checks.tempered_jacobian, "You took the normaliser for a constant.")
def constant_normaliser(z, T):
    return np.diag(soft(z / T)) / T


@wrong(checks.tempered_jacobian, "You used ŷᵢ(1 - ŷⱼ) everywhere.")
def one_in_place_of_delta(z, T):
    s = soft(z / T)
    return s[:, None] * (1 - s) / T


@wrong(checks.tempered_jacobian, "You gave ŷ minus the identity:")
def s_minus_one(z, T):
    s = soft(z / T)
    return np.array([[(s[j] - (i == j)) / T for j in range(len(z))] for i in range(len(z))])


@wrong(checks.tempered_jacobian, "The factor ŷᵢ in front is missing.")
def slopes_of_the_logarithms(z, T):
    return (np.eye(len(z)) - soft(z / T)) / T


@wrong(checks.tempered_jacobian, "`y_hat @ y_hat` of two one-dimensional arrays")
def inner_product(z, T):
    s = soft(z / T)
    return (np.diag(s) - s @ s.T) / T


@wrong(checks.tempered_jacobian, "You subtracted the squares from every row.")
def squares(z, T):
    s = soft(z / T)
    return (np.diag(s) - s * s) / T


@wrong(checks.tempered_jacobian, "You put the logits into the formula.")
def of_the_logits(z, T):
    u = z / T
    return (np.diag(u) - np.outer(u, u)) / T


@wrong(checks.tempered_jacobian, "You put the weights into the formula.")
def of_the_weights(z, T):
    e = np.exp(z / T)
    return (np.diag(e) - np.outer(e, e)) / T


# 07.3 logits


@wrong(checks.logits, "These are logits of the probabilities, but their mean is not 0.")
def logarithm_only(y_hat):
    return np.log(y_hat)


@wrong(checks.logits, "You made the last logit 0.")
def last_is_zero(y_hat):
    return np.log(y_hat / y_hat[-1])


@wrong(checks.logits, "You made the first logit 0.")
def first_is_zero(y_hat):
    return np.log(y_hat / y_hat[0])


@wrong(checks.logits, "You made the largest logit 0.")
def largest_is_zero(y_hat):
    return np.log(y_hat / y_hat.max())


@wrong(checks.logits, "You gave log(ŷ / (1 - ŷ)),")
def log_odds(y_hat):
    return np.log(y_hat / (1 - y_hat))


@wrong(checks.logits, "You centred log(ŷ / (1 - ŷ)),")
def centred_log_odds(y_hat):
    z = np.log(y_hat / (1 - y_hat))
    return z - z.mean()


@wrong(checks.logits, "You subtracted the mean of the probabilities.")
def mean_of_the_probabilities(y_hat):
    return np.log(y_hat) - y_hat.mean()


@wrong(checks.logits, "You subtracted the logarithm of the mean.")
def logarithm_of_the_mean(y_hat):
    return np.log(y_hat / y_hat.mean())


@wrong(checks.logits, "You subtracted the sum of the logits.")
def minus_the_sum(y_hat):
    return np.log(y_hat) - np.log(y_hat).sum()


@wrong(checks.logits, "You added the mean.")
def plus_the_mean(y_hat):
    return np.log(y_hat) + np.log(y_hat).mean()


@wrong(checks.logits, "You exponentiated.")
def exponential(y_hat):
    return np.exp(y_hat) - np.exp(y_hat).mean()


@wrong(checks.logits, "You centred the probabilities.")
def centred_probabilities(y_hat):
    return y_hat - y_hat.mean()


@wrong(checks.logits, "You used the logarithm to base 2.")
def bits(y_hat):
    z = np.log2(y_hat)
    return z - z.mean()


@wrong(checks.logits, "The sign is turned round.")
def surprises(y_hat):
    z = -np.log(y_hat)
    return z - z.mean()


@wrong(checks.logits, "You standardised the logits.")
def standardised(y_hat):
    z = np.log(y_hat)
    return (z - z.mean()) / z.std()


# 07.4 tempered


@wrong(checks.tempered, "The temperature has cancelled.")
def divided_and_normalised(y_hat, T):
    q = y_hat / T
    return q / q.sum()


@wrong(checks.tempered, "You divided the probabilities by T.")
def divided(y_hat, T):
    return y_hat / T


@wrong(checks.tempered, "You multiplied by T.")
def multiplied(y_hat, T):
    return y_hat**T / (y_hat**T).sum()


@wrong(checks.tempered, "You raised to the power T and did not normalise.")
def power_without_normalising(y_hat, T):
    return y_hat**T


@wrong(checks.tempered, "The powers are right, but they do not sum to 1.")
def root_without_normalising(y_hat, T):
    return y_hat ** (1 / T)


@wrong(checks.tempered, "You took the probabilities for logits. Which")
def probabilities_for_logits(y_hat, T):
    return soft(y_hat / T)


@wrong(checks.tempered, "You took the probabilities for logits, and multiplied.")
def probabilities_for_logits_multiplied(y_hat, T):
    return soft(y_hat * T)


@wrong(checks.tempered, "You took the probabilities for logits, and T plays no part.")
def softmax_of_probabilities(y_hat, T):
    return soft(y_hat)


@wrong(checks.tempered, "You took log(ŷ / (1 - ŷ)) for the logits.")
def from_log_odds(y_hat, T):
    return soft(np.log(y_hat / (1 - y_hat)) / T)


@wrong(checks.tempered, "You gave the logits divided by T.")
def logits_only(y_hat, T):
    return np.log(y_hat) / T


@wrong(checks.tempered, "You gave log-probabilities.")
def log_probabilities(y_hat, T):
    return np.log(soft(np.log(y_hat) / T))


@wrong(checks.tempered, "The temperature has cancelled.")
def shifted(y_hat, T):
    return soft(np.log(y_hat) - T)


# 07.5 logit_against_rest


@wrong(checks.logit_against_rest, "You gave the logit of the class itself.")
def own_logit(z, i):
    return z[i]


@wrong(checks.logit_against_rest, "You subtracted the largest of the other logits:")
def against_the_largest(z, i):
    return z[i] - max(np.delete(z, i))


@wrong(checks.logit_against_rest, "You subtracted the sum of the other logits.")
def against_the_sum(z, i):
    return 2 * z[i] - z.sum()


@wrong(checks.logit_against_rest, "You subtracted the mean of the other logits.")
def against_the_mean(z, i):
    return z[i] - np.delete(z, i).mean()


@wrong(checks.logit_against_rest, "You subtracted the log-sum-exp of all logits:")
def log_probability(z, i):
    return np.log(soft(z)[i])


@wrong(checks.logit_against_rest, "You gave the probability.")
def probability(z, i):
    return soft(z)[i]


@wrong(checks.logit_against_rest, "The sign is turned round.")
def rest_against_class(z, i):
    return np.log(np.exp(np.delete(z, i)).sum()) - z[i]


@wrong(checks.logit_against_rest, "You subtracted a weight from a log-score.")
def logarithm_forgotten(z, i):
    return z[i] - np.exp(np.delete(z, i)).sum()


@wrong(checks.logit_against_rest, "You gave the odds.")
def odds(z, i):
    p = soft(z)[i]
    return p / (1 - p)


@wrong(checks.logit_against_rest, "You took the mean of the other weights.")
def mean_weight(z, i):
    return z[i] - np.log(np.exp(np.delete(z, i)).mean())


@wrong(checks.logit_against_rest, "You answered for class 0 in every case.")
def class_zero(z, i):
    return z[0] - np.log(np.exp(z[1:]).sum())


@wrong(checks.logit_against_rest, "You compared with class 0 only.")
def against_class_zero(z, i):
    return z[i] - z[0]


@wrong(checks.logit_against_rest, "You compared with the last class only.")
def against_the_last_class(z, i):
    return z[i] - z[-1]
