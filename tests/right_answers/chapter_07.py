import numpy as np

from helpers.checks import chapter_07 as checks
from tests.right_answers import right


@right(checks.batch_softmax)
def batch_softmax(Z):
    return np.array([[1 / sum(np.exp(other - z) for other in row) for z in row] for row in Z])


@right(checks.batch_softmax)
def shifted_batch_softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return (E.T / E.sum(axis=-1)).T


@right(checks.jacobian)
def jacobian(z):
    y_hat = np.exp(z - z.max())
    y_hat /= y_hat.sum()
    return y_hat[:, None] * (np.eye(len(z)) - y_hat)


@right(checks.jacobian)
def jacobian_by_cases(z):
    total = sum(np.exp(z))
    p = [np.exp(entry) / total for entry in z]
    K = range(len(z))
    return [[p[i] * (1 - p[i]) if i == j else -p[i] * p[j] for j in K] for i in K]


@right(checks.logits)
def logits(y_hat):
    return np.log(y_hat / np.prod(y_hat) ** (1 / len(y_hat)))


@right(checks.tempered)
def tempered(y_hat, T):
    z = np.log(y_hat) / T
    e = np.exp(z - z.max())
    return e / e.sum()


@right(checks.logit_against_rest)
def logit_against_rest(z, i):
    y_hat = np.exp(z) / np.exp(z).sum()
    return np.log(y_hat[i]) - np.log(y_hat.sum() - y_hat[i])
