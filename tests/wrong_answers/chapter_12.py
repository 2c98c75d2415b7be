import numpy as np

from helpers import losses
from helpers.checks import chapter_12 as checks
from tests.wrong_answers import wrong


def sm(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def lsm(z, axis=1):
    d = z - z.max(axis=axis, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=axis, keepdims=True))


# 12.1 scaled_test_set


@wrong(checks.scaled_test_set, "You measured mean and deviation on the test examples.")
def scaled_by_itself(train, test):
    spread = test.std(axis=0)
    return (test - test.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong(checks.scaled_test_set, "You measured mean and deviation on both sets.")
def scaled_by_all(train, test):
    everything = np.concatenate([train, test])
    spread = everything.std(axis=0)
    return (test - everything.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong(checks.scaled_test_set, "You gave the training examples, scaled.")
def scaled_training_set(train, test):
    spread = train.std(axis=0)
    return (train - train.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong(checks.scaled_test_set, "A feature that is constant in the training set has deviation 0")
def divided_by_zero(train, test):
    return (test - train.mean(axis=0)) / train.std(axis=0)


@wrong(checks.scaled_test_set, "You took one mean and one deviation for the whole table.")
def one_number_for_all(train, test):
    return (test - train.mean()) / train.std()


@wrong(checks.scaled_test_set, "You averaged along the features of an example.")
def along_the_features(train, test):
    center = np.mean([row.mean() for row in train])
    spread = np.mean([row.std() for row in train])
    return (test - center) / (spread or 1)


@wrong(checks.scaled_test_set, "You divided by the variance.")
def by_the_variance(train, test):
    spread = train.var(axis=0)
    return (test - train.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong(checks.scaled_test_set, "The mean is not subtracted.")
def not_centred(train, test):
    spread = train.std(axis=0)
    return test / np.where(spread == 0, 1, spread)


@wrong(checks.scaled_test_set, "You subtracted the mean and stopped.")
def centred_only(train, test):
    return test - train.mean(axis=0)


@wrong(checks.scaled_test_set, "You divided by the deviation with N − 1.")
def with_one_degree_less(train, test):
    spread = train.std(axis=0, ddof=1)
    return (test - train.mean(axis=0)) / np.where(spread == 0, 1, spread)


@wrong(checks.scaled_test_set, "You added a small number to the deviations.")
def with_epsilon(train, test):
    return (test - train.mean(axis=0)) / (train.std(axis=0) + 1e-8)


@wrong(checks.scaled_test_set, "A feature that is constant in the training set is left as it is.")
def constant_column_left(train, test):
    spread = train.std(axis=0)
    result = test.copy()
    result[:, spread > 0] = ((test - train.mean(axis=0))[:, spread > 0]) / spread[spread > 0]
    return result


@wrong(checks.scaled_test_set, "A feature that is constant in the training set is 0 in every row.")
def constant_column_zeroed(train, test):
    return np.nan_to_num((test - train.mean(axis=0)) / train.std(axis=0), posinf=0, neginf=0)


# 12.2 mean_loss


@wrong(checks.mean_loss, "You added the losses up.")
def sum_of_losses(z, y):
    return -lsm(z)[np.arange(len(y)), y].sum()


@wrong(checks.mean_loss, "You divided by N · K")
def mean_over_the_table(z, y):
    return -(np.eye(z.shape[1])[y] * lsm(z)).mean()


@wrong(checks.mean_loss, "The sign is turned round.")
def log_likelihood(z, y):
    return lsm(z)[np.arange(len(y)), y].mean()


@wrong(checks.mean_loss, "You took the logits for log-probabilities.")
def logits_picked(z, y):
    return -z[np.arange(len(y)), y].mean()


@wrong(checks.mean_loss, "You took the logits for probabilities.")
def log_of_logits(z, y):
    return -np.log(z[np.arange(len(y)), y]).mean()


@wrong(checks.mean_loss, "You averaged probabilities.")
def probabilities_picked(z, y):
    return -sm(z)[np.arange(len(y)), y].mean()


@wrong(checks.mean_loss, "You took the logarithm of a mean.")
def log_of_the_mean(z, y):
    return -np.log(sm(z)[np.arange(len(y)), y].mean())


@wrong(checks.mean_loss, "The softmax is applied twice.")
def softmax_twice(z, y):
    return -np.log(sm(sm(z))[np.arange(len(y)), y]).mean()


@wrong(checks.mean_loss, "Your softmax runs down the columns")
def softmax_of_columns(z, y):
    return -lsm(z, axis=0)[np.arange(len(y)), y].mean()


@wrong(checks.mean_loss, "Your logarithm has base 2.")
def in_bits(z, y):
    return -lsm(z)[np.arange(len(y)), y].mean() / np.log(2)


@wrong(checks.mean_loss, "Your index takes the columns y of every row")
def index_of_columns(z, y):
    return -lsm(z)[:, y].mean()


@wrong(checks.mean_loss, "Your classes are shifted by one.")
def classes_from_one(z, y):
    return -lsm(z)[np.arange(len(y)), y - 1].mean()


@wrong(checks.mean_loss, "The shift is missing")
def without_a_shift(z, y):
    y_hat = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.log(y_hat[np.arange(len(y)), y]).mean()


@wrong(checks.mean_loss, "You subtracted one maximum from all rows")
def one_maximum(z, y):
    e = np.exp(z - z.max())
    return -np.log((e / e.sum(axis=1, keepdims=True))[np.arange(len(y)), y]).mean()


@wrong(checks.mean_loss, "The logarithm meets a probability that was rounded to 0.")
def log_after_the_division(z, y):
    return -np.log(sm(z)[np.arange(len(y)), y]).mean()


@wrong(checks.mean_loss, "You put a small number in the place of log 0.")
def clipped(z, y):
    return -np.log(np.clip(sm(z), 1e-12, 1 - 1e-12)[np.arange(len(y)), y]).mean()


@wrong(checks.mean_loss, "You put a small number in the place of log 0.")
def with_a_small_number(z, y):
    return np.mean([-np.log(row[k] + 1e-7) for row, k in zip(sm(z), y, strict=True)])


# 12.3 gradient


def residual(A, y, theta):
    return sm(A @ theta) - np.eye(theta.shape[1])[y]


@wrong(checks.gradient, "This is the gradient of the sum.")
def gradient_of_the_sum(A, y, theta):
    return A.T @ residual(A, y, theta)


@wrong(checks.gradient, "You divided by N · K.")
def gradient_over_the_table(A, y, theta):
    r = residual(A, y, theta)
    return A.T @ r / r.size


@wrong(checks.gradient, "The sign is turned round.")
def uphill(A, y, theta):
    return A.T @ (np.eye(theta.shape[1])[y] - sm(A @ theta)) / len(y)


@wrong(checks.gradient, "The labels play no part.")
def without_labels(A, y, theta):
    return A.T @ sm(A @ theta) / len(y)


@wrong(checks.gradient, "You subtracted the one-hot rows from the logits.")
def logits_minus_labels(A, y, theta):
    return A.T @ (A @ theta - np.eye(theta.shape[1])[y]) / len(y)


@wrong(checks.gradient, "You subtracted the class index itself.")
def minus_the_index(A, y, theta):
    return A.T @ (sm(A @ theta) - y.reshape(-1, 1)) / len(y)


@wrong(checks.gradient, "Your softmax runs down the columns")
def columns_sum_to_one(A, y, theta):
    return A.T @ (sm(A @ theta, axis=0) - np.eye(theta.shape[1])[y]) / len(y)


@wrong(checks.gradient, "Your one-hot rows are shifted by one class.")
def shifted_one_hot(A, y, theta):
    return A.T @ (sm(A @ theta) - np.eye(theta.shape[1])[y - 1]) / len(y)


@wrong(checks.gradient, "The softmax is applied twice.")
def gradient_with_softmax_twice(A, y, theta):
    return A.T @ (sm(sm(A @ theta)) - np.eye(theta.shape[1])[y]) / len(y)


@wrong(checks.gradient, "You multiplied by ŷ(1 − ŷ).")
def with_the_slope_of_the_softmax(A, y, theta):
    y_hat = sm(A @ theta)
    return A.T @ ((y_hat - np.eye(theta.shape[1])[y]) * y_hat * (1 - y_hat)) / len(y)


@wrong(checks.gradient, "The last row, the biases, is 0")
def biases_summed_over_the_classes(A, y, theta):
    r = residual(A, y, theta)
    bias = np.tile(r.sum(axis=1).mean().round(12), theta.shape[1])
    return np.vstack([A[:, :-1].T @ r / len(y), bias])


@wrong(checks.gradient, "You added the gradient of a penalty.")
def with_a_penalty(A, y, theta):
    return A.T @ residual(A, y, theta) / len(y) + 2 * theta


@wrong(checks.gradient, "Your function returned an array of shape (3, 2).")
def transposed(A, y, theta):
    return residual(A, y, theta).T @ A / len(y)


@wrong(checks.gradient, "The shift is missing")
def gradient_without_the_shift(A, y, theta):
    e = np.exp(A @ theta)
    return A.T @ (e / e.sum(axis=1, keepdims=True) - np.eye(theta.shape[1])[y]) / len(y)


# 12.4 weighted_mean


@wrong(checks.weighted_mean, "You divided by the number of all examples, ignored ones too.")
def masked_mean(loss, y, w, ignore):
    return np.mean(np.where(y == ignore, 0.0, w[y] * loss))


@wrong(checks.weighted_mean, "You divided by the number of kept examples.")
def mean_of_weighted_losses(loss, y, w, ignore):
    keep = y != ignore
    return np.mean(w[y[keep]] * loss[keep])


@wrong(checks.weighted_mean, "The weights play no part.")
def plain_mean(loss, y, w, ignore):
    return loss[y != ignore].mean()


@wrong(checks.weighted_mean, "You divided by the sum of the class weights.")
def by_the_class_weights(loss, y, w, ignore):
    keep = y != ignore
    return (w[y[keep]] * loss[keep]).sum() / w.sum()


@wrong(checks.weighted_mean, "The ignored examples count below the line")
def ignored_below_the_line(loss, y, w, ignore):
    keep = y != ignore
    return (w[y[keep]] * loss[keep]).sum() / w[y].sum()


@wrong(checks.weighted_mean, "The ignored examples count: a label")
def nobody_is_ignored(loss, y, w, ignore):
    return np.average(loss, weights=w[y])


@wrong(checks.weighted_mean, "You added up and did not divide.")
def weighted_sum(loss, y, w, ignore):
    return sum(w[k] * x for x, k in zip(loss, y, strict=True) if k != ignore)


@wrong(checks.weighted_mean, "You divided by the weights.")
def inverse_weights(loss, y, w, ignore):
    keep = y != ignore
    return np.average(loss[keep], weights=1 / w[y[keep]])


@wrong(checks.weighted_mean, "You averaged the means of the classes.")
def mean_of_class_means(loss, y, w, ignore):
    return np.mean([w[k] * loss[y == k].mean() for k in set(y[y != ignore])])


@wrong(checks.weighted_mean, "You left out the label −1, whatever `ignore` says.")
def fixed_label(loss, y, w, ignore):
    return np.average(loss[y >= 0], weights=w[y[y >= 0]])


@wrong(checks.weighted_mean, "You multiplied the ignored losses by 0")
def masked_by_a_product(loss, y, w, ignore):
    return np.average(loss, weights=np.where(y == ignore, 0, w[y]))


# 12.5 best_temperature


@wrong(checks.best_temperature, "You multiplied by the temperature.")
def multiplied(z, y, candidates):
    return candidates[np.argmin([losses.categorical_nll(z * T, y).mean() for T in candidates])]


@wrong(checks.best_temperature, "You took the temperature of the largest loss.")
def worst(z, y, candidates):
    return candidates[np.argmax([losses.categorical_nll(z / T, y).mean() for T in candidates])]


@wrong(checks.best_temperature, "You gave the loss.")
def smallest_loss(z, y, candidates):
    return min(losses.categorical_nll(z / T, y).mean() for T in candidates)


@wrong(checks.best_temperature, "You gave the position in the list.")
def position(z, y, candidates):
    return np.argmin([losses.categorical_nll(z / T, y).mean() for T in candidates])


@wrong(checks.best_temperature, "You chose by the accuracy")
def by_accuracy(z, y, candidates):
    return candidates[np.argmax([((z / T).argmax(axis=1) == y).mean() for T in candidates])]


@wrong(checks.best_temperature, "You divided probabilities by the temperature.")
def probabilities_divided(z, y, candidates):
    return candidates[np.argmin([losses.categorical_nll(sm(z) / T, y).mean() for T in candidates])]


@wrong(checks.best_temperature, "You divided the loss by the temperature.")
def loss_divided(z, y, candidates):
    return candidates[np.argmin([losses.categorical_nll(z, y).mean() / T for T in candidates])]


@wrong(checks.best_temperature, "You scored the model against its own predictions.")
def own_predictions(z, y, candidates):
    return candidates[np.argmin([-np.log(sm(z / T).max(axis=1)).mean() for T in candidates])]


@wrong(checks.best_temperature, "You made the mean confidence equal to the accuracy.")
def as_sure_as_right(z, y, candidates):
    accuracy = np.mean(z.argmax(axis=1) == y)
    return min(candidates, key=lambda T: abs(sm(z / T).max(axis=1).mean() - accuracy))


@wrong(checks.best_temperature, "You took the squared error of the probabilities.")
def brier(z, y, candidates):
    one_hot = np.eye(z.shape[1])[y]
    return min(candidates, key=lambda T: ((sm(z / T) - one_hot) ** 2).mean())
