import math

import numpy as np

from helpers.checks import chapter_09 as checks
from tests.wrong_answers import wrong


def s(z):
    return 1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z))


# 09.1 batch_softmax


@wrong(checks.batch_softmax, "You did not shift the logits.")
def without_a_shift(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "You subtracted one maximum from the whole batch.")
def one_maximum(z):
    e = np.exp(z - np.max(z))
    return e / e.sum(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "Your columns sum to 1,")
def wrong_axis(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@wrong(checks.batch_softmax, "You subtracted the maximum of every column.")
def maximum_of_the_columns(z):
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "You divided by the sum over the whole batch.")
def sum_of_everything(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum()


@wrong(checks.batch_softmax, "You did not normalise.")
def without_the_sum(z):
    return np.exp(z - z.max(axis=1)[:, None])


@wrong(checks.batch_softmax, "The order of the classes is turned round.")
def maximum_minus_logit(z):
    e = np.exp(-(z - z.min(axis=1, keepdims=True)))
    return e / e.sum(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "You gave log-probabilities.")
def log_probabilities(z):
    d = z - z.max(axis=1, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=1, keepdims=True))


@wrong(checks.batch_softmax, "You applied the softmax twice.")
def twice(z):
    for _ in range(2):
        z = np.exp(z - z.max(axis=1, keepdims=True))
        z = z / z.sum(axis=1, keepdims=True)
    return z


@wrong(checks.batch_softmax, "Your function changed its argument z.")
def in_place(z):
    z -= z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    return z / z.sum(axis=1, keepdims=True)


@wrong(checks.batch_softmax, "The maxima and sums of the rows were laid along the columns,")
def without_keepdims(z):
    e = np.exp(z - z.max(axis=1))
    return e / e.sum(axis=1)


# 09.2 stable_log_softmax


@wrong(checks.stable_log_softmax, "You took the logarithm of the softmax.")
def log_of_softmax(z):
    e = np.exp(z - z.max())
    return np.log(e / e.sum())


@wrong(checks.stable_log_softmax, "You did not shift the logits before")
def log_sum_exp_without_a_shift(z):
    return z - np.log(np.sum(np.exp(z)))


@wrong(checks.stable_log_softmax, "You put a small number in the place of log 0.")
def small_number(z):
    e = np.exp(z - z.max())
    return np.log(e / e.sum() + 1e-12)


@wrong(checks.stable_log_softmax, "You put a small number in the place of log 0.")
def clipped(z):
    e = np.exp(z - z.max())
    return np.log(np.clip(e / e.sum(), 1e-15, None))


@wrong(checks.stable_log_softmax, "You subtracted the maximum inside the exponential only.")
def maximum_forgotten_outside(z):
    return z - np.log(np.exp(z - z.max()).sum())


@wrong(checks.stable_log_softmax, "You left the logarithm of the sum out.")
def only_shifted(z):
    return z - max(z)


@wrong(checks.stable_log_softmax, "You subtracted the sum.")
def sum_without_its_logarithm(z):
    d = z - z.max()
    return d - np.exp(d).sum()


@wrong(checks.stable_log_softmax, "You added the logarithm of the sum.")
def added(z):
    d = z - z.max()
    return d + np.log(np.exp(d).sum())


@wrong(checks.stable_log_softmax, "You divided by the logarithm of the sum.")
def divided(z):
    d = z - z.max()
    return d / np.log(np.exp(d).sum())


@wrong(checks.stable_log_softmax, "You gave the losses.")
def losses(z):
    return np.logaddexp.reduce(z) - z


@wrong(checks.stable_log_softmax, "You gave bits.")
def bits(z):
    d = z - z.max()
    return d / np.log(2) - np.log2(np.exp(d).sum())


@wrong(checks.stable_log_softmax, "You gave probabilities.")
def probabilities(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@wrong(checks.stable_log_softmax, "You cut the shifted logits off at -1000.")
def gaps_cut_off(z):
    d = np.maximum(z - z.max(), -1000)
    return d - np.log(np.exp(d).sum())


# 09.3 binary_loss_from_logits


@wrong(checks.binary_loss_from_logits, "You took logarithms of probabilities.")
def from_the_probability(z, y):
    return -y * np.log(s(z)) - (1 - y) * np.log(1 - s(z))


@wrong(checks.binary_loss_from_logits, "You subtracted z y from a finished softplus,")
def softplus_minus_zy(z, y):
    return max(z, 0) + np.log1p(np.exp(-abs(z))) - z * y


@wrong(checks.binary_loss_from_logits, "Your formula holds for the labels 0 and 1 only.")
def hard_labels_only(z, y):
    return np.logaddexp(0, (1 - 2 * y) * z)


@wrong(checks.binary_loss_from_logits, "You formed 1 + e^-|z| before the logarithm.")
def log_of_one_plus(z, y):
    return (max(z, 0) - z * y) + np.log(1 + np.exp(-abs(z)))


@wrong(checks.binary_loss_from_logits, "You exponentiated a large positive logit.")
def overflowing(z, y):
    return np.log(1 + np.exp(z)) - z * y


@wrong(checks.binary_loss_from_logits, "The label is turned round.")
def other_label(z, y):
    return (max(z, 0) - z * (1 - y)) + np.log1p(np.exp(-abs(z)))


@wrong(checks.binary_loss_from_logits, "You gave the loss of the label 0.")
def label_zero(z, y):
    return np.logaddexp(0, z)


@wrong(checks.binary_loss_from_logits, "You left the third term out.")
def two_terms(z, y):
    return max(z, 0) - z * y


@wrong(checks.binary_loss_from_logits, "The sign is turned round.")
def log_likelihood(z, y):
    return -y * np.logaddexp(0, -z) - (1 - y) * np.logaddexp(0, z)


# 09.4 masked_softmax


@wrong(checks.masked_softmax, "You multiplied the logits by the mask.")
def logits_times_mask(z, allowed):
    z = z * allowed
    e = np.exp(z - z.max())
    return e / e.sum()


@wrong(checks.masked_softmax, "You set probabilities to 0 after normalising.")
def not_normalised_again(z, allowed):
    e = np.exp(z - z.max())
    return np.where(allowed, e / e.sum(), 0)


@wrong(checks.masked_softmax, "A forbidden class took part in the maximum.")
def foreign_maximum(z, allowed):
    e = np.exp(z - z.max())
    e[~allowed] = 0
    return e / e.sum()


@wrong(checks.masked_softmax, "The mask plays no part.")
def no_mask(z, allowed):
    e = np.exp(z - z.max())
    return e / e.sum()


@wrong(checks.masked_softmax, "You kept the forbidden classes.")
def mask_turned_round(z, allowed):
    if allowed.all():
        return np.full(len(z), np.nan)
    z = np.where(allowed, -np.inf, z)
    e = np.exp(z - z.max())
    return e / e.sum()


@wrong(checks.masked_softmax, "You did not shift the allowed logits.")
def masked_without_a_shift(z, allowed):
    e = np.exp(np.where(allowed, z, -np.inf))
    return e / e.sum()


@wrong(checks.masked_softmax, "You put -1000 in the place of the forbidden logits.")
def thousand_below(z, allowed):
    z = np.where(allowed, z, -1000.0)
    e = np.exp(z - z.max())
    return e / e.sum()


@wrong(checks.masked_softmax, "You subtracted 10 from the forbidden logits.")
def ten_less(z, allowed):
    z = np.where(allowed, z, z - 10)
    e = np.exp(z - z.max())
    return e / e.sum()


@wrong(checks.masked_softmax, "You subtracted 100 from the forbidden logits.")
def hundred_less(z, allowed):
    z = z - 100 * (1 - allowed)
    e = np.exp(z - z.max())
    return e / e.sum()


# 09.5 online_update


@wrong(checks.online_update, "You did not rescale the old sum.")
def old_sum_as_it_was(m, s, z):
    m = max(m, z)
    return m, s + math.exp(z - m)


@wrong(checks.online_update, "You rescaled the old sum the wrong way.")
def rescaled_upwards(m, s, z):
    larger = max(m, z)
    return larger, s * np.exp(larger - m) + np.exp(z - larger)


@wrong(checks.online_update, "You measured old and new terms from the old maximum.")
def both_from_the_old_maximum(m, s, z):
    return max(m, z), s + np.exp(z - m)


@wrong(checks.online_update, "You measured only the new term from the old maximum.")
def new_term_from_the_old_maximum(m, s, z):
    larger = max(m, z)
    return larger, s * np.exp(m - larger) + np.exp(z - m)


@wrong(checks.online_update, "You took the new logit as the maximum in every case.")
def always_the_new_logit(m, s, z):
    return z, s * np.exp(m - z) + 1


@wrong(checks.online_update, "You kept the old maximum.")
def maximum_kept(m, s, z):
    return m, s + np.exp(z - m)


@wrong(checks.online_update, "You added 1 for the new logit.")
def one_for_the_new(m, s, z):
    larger = max(m, z)
    return larger, s * np.exp(m - larger) + 1


@wrong(checks.online_update, "The new logit adds nothing to your sum.")
def only_rescaled(m, s, z):
    larger = max(m, z)
    return larger, s * np.exp(m - larger)


@wrong(checks.online_update, "You added e^z without a shift.")
def new_term_unshifted(m, s, z):
    larger = max(m, z)
    return larger, s * np.exp(m - larger) + np.exp(z)


@wrong(checks.online_update, "You gave the logarithm of the sum.")
def logarithm(m, s, z):
    larger = max(m, z)
    return larger, np.log(s * np.exp(m - larger) + np.exp(z - larger))
