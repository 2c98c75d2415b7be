"""Exponentials, logarithms and their sums, with neither overflow nor lost digits.

Two rules hold for every function here.

* Work in float64, round once. float16 and float32 come back as they went in, correct to the last place;
  integers and booleans count as float64. Other types (longdouble, complex, object) raise TypeError: the size
  of longdouble differs between platforms, and its results would too.
* No warning is silenced. Where a result is not defined (a row of logits that are all -inf, or that contains +inf),
  it is nan, and NumPy's RuntimeWarning shows.

The functions over classes (softmax, log_softmax, logsumexp) treat every row on its own: what one row holds does not
change a bit of another. Accuracy is given in ulps, the distance between neighbouring floats at the exact result.
"""

import math

import numpy as np

from helpers._validation import as_float_array, check_axis, check_each

_SAFE = 600.0  # exp(±600) and any sum or ratio of such terms that can occur stay inside the range of float64
_NARROW = 64  # up to so many classes are laid out one after the other, more side by side: NumPy is faster so
_BLOCK = 2**15  # entries per block: the scratch arrays of a block stay in the processor's cache


# Functions of one number ---------------------------------------------------------------------------------------------


def _compute(formula, z):
    """Apply `formula` in float64 and round once to the dtype of `z`; a 0-d array comes back as a scalar."""
    return formula(z.astype(np.float64, copy=False)).astype(z.dtype, copy=False)[()]


def _log(x):
    """Natural logarithm of x >= 0, where log 0 = -inf is an answer and not a warning."""
    return np.log(x, out=np.full(x.shape, -np.inf), where=x != 0)


def sigmoid(z):
    """sigmoid(z) = σ(z) = 1 / (1 + e^-z): from a logit to a probability.

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.

    Returns
    -------
    ndarray or scalar
        Probabilities in [0, 1], shape and dtype of `z`. σ(-inf) = 0, σ(inf) = 1, σ(nan) = nan.

    Raises
    ------
    TypeError
        If `z` is not real numbers of at most 64 bits.

    Notes
    -----
    The plain form overflows inside for z < -709 and warns. For z < 0 the equal form e^z / (1 + e^z) is used, so the
    exponential never exceeds 1. Error at most 3 ulps. Derived in notebook 04; the failure is shown in notebook 09.

    Examples
    --------
    >>> print(sigmoid([-800.0, -1.0, 0.0, 2.0]))
    [0.         0.26894142 0.5        0.88079708]
    """

    def formula(z):
        e = np.exp(-np.abs(z))
        return np.where(z < 0, e, 1.0) / (1 + e)

    return _compute(formula, as_float_array("z", z))


def softplus(z):
    """softplus(z) = ζ(z) = log(1 + e^z): the negative log-likelihood of a binary label at logit -z, in nats.

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.

    Returns
    -------
    ndarray or scalar
        Numbers >= 0, shape and dtype of `z`. ζ(-inf) = 0, ζ(inf) = inf, ζ(nan) = nan.

    Raises
    ------
    TypeError
        If `z` is not real numbers of at most 64 bits.

    Notes
    -----
    Computed as max(z, 0) + log(1 + e^-|z|): nothing overflows, both terms are >= 0, so nothing cancels, and log1p
    keeps the digits that 1 + e^-|z| would round away. Error at most 3 ulps. Derived in notebooks 05 and 09.

    Examples
    --------
    >>> print(softplus([-40.0, 0.0, 3.0, 1000.0]))
    [4.24835426e-18 6.93147181e-01 3.04858735e+00 1.00000000e+03]
    """
    return _compute(lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))), as_float_array("z", z))


def log_sigmoid(z):
    """log_sigmoid(z) = log σ(z) = -ζ(-z): from a logit to a log-probability, in nats.

    Parameters
    ----------
    z : array_like
        Logits, any shape; float16, float32 or float64 are kept, integers and booleans count as float64.

    Returns
    -------
    ndarray or scalar
        Log-probabilities <= 0, shape and dtype of `z`. log σ(-inf) = -inf, log σ(inf) = 0, log σ(nan) = nan.

    Raises
    ------
    TypeError
        If `z` is not real numbers of at most 64 bits.

    Notes
    -----
    log(sigmoid(z)) is -inf for z < -745 and loses digits for z > 0; the softplus has neither fault.
    Error at most 3 ulps. Derived in notebook 09.

    Examples
    --------
    >>> print(log_sigmoid([-1000.0, 0.0, 40.0]))
    [-1.00000000e+03 -6.93147181e-01 -4.24835426e-18]
    """
    return -softplus(-as_float_array("z", z))


def logit(p):
    """logit(p) = log(p / (1 - p)): from a probability to its logit, the log-odds; the inverse of the sigmoid.

    Parameters
    ----------
    p : array_like
        Probabilities in [0, 1], any shape; float16, float32 or float64 are kept, 0 and 1 may be integers.

    Returns
    -------
    ndarray or scalar
        Logits, shape and dtype of `p`. logit(0) = -inf, logit(1) = inf, logit(nan) = nan.

    Raises
    ------
    ValueError
        If an entry of `p` is below 0 or above 1.
    TypeError
        If `p` is not real numbers of at most 64 bits.

    Notes
    -----
    Around p = 1/2 the two logarithms cancel. There the equal form 2 artanh(2p - 1) is used, whose argument is exact.
    Error at most 4 ulps. Derived in notebook 04.

    Examples
    --------
    >>> print(logit([0.0, 0.25, 0.5, 0.9]))
    [       -inf -1.09861229  0.          2.19722458]
    """
    p = as_float_array("p", p)
    check_each("p", p, np.isnan(p) | (p >= 0) & (p <= 1), "probabilities between 0 and 1")

    def formula(p):
        central = np.abs(p - 0.5) <= 0.25
        return np.where(central, 2 * np.arctanh(np.where(central, 2 * p - 1, 0.0)), _log(p) - _log(1 - p))

    return _compute(formula, p)


def xlogy(x, y):
    """xlogy(x, y) = x log y, and 0 where x = 0: the limit that entropies need.

    Parameters
    ----------
    x, y : array_like
        Numbers that broadcast against each other, `y` >= 0. In an entropy both are probabilities.

    Returns
    -------
    ndarray or scalar
        Values in nats when `x` is a probability; broadcast shape, the wider of the two dtypes.
        x log 0 = -inf for x > 0, and 0 log 0 = 0. nan in either argument gives nan.

    Raises
    ------
    ValueError
        If an entry of `y` is negative, or the shapes do not broadcast.
    TypeError
        If an argument is not real numbers of at most 64 bits.

    Notes
    -----
    The plain form x * log(y) gives nan at x = y = 0, and a warning. No ε is added to `y` here: that would change every
    other value too. Derived in notebook 02.

    Examples
    --------
    >>> print(xlogy([0.0, 0.5, 0.5], [0.0, 0.5, 0.0]))
    [ 0.         -0.34657359        -inf]
    """
    x, y = as_float_array("x", x), as_float_array("y", y)
    check_each("y", y, ~(y < 0), "numbers >= 0")
    dtype = np.result_type(x, y)
    try:
        x, y = np.broadcast_arrays(x.astype(np.float64), y.astype(np.float64))
    except ValueError:
        raise ValueError(f"x of shape {x.shape} and y of shape {y.shape} do not broadcast") from None
    zero = (x == 0) & ~np.isnan(y)
    return (x * _log(np.where(zero, 1.0, y))).astype(dtype)[()]


# Functions over classes ----------------------------------------------------------------------------------------------


def _over_classes(kernel, z, axis, *, reduce):
    """Apply `kernel(z, work, double)` to blocks of columns, float64 arrays of shape (classes, columns).

    The kernel leaves `z` as it is and may use `work`, of the same shape, for its result. `double` is False if that is
    rounded to fewer digits afterwards.
    """
    z = as_float_array("z", z)
    axis = check_axis("z", z, axis)
    double = z.dtype == np.float64
    if z.ndim == 1 and len(z) <= _NARROW:  # one short row: what follows would take longer than the kernel
        column = z.astype(np.float64)[:, np.newaxis]
        result = kernel(column, np.empty_like(column), double).astype(z.dtype, copy=False)
        return result[0] if reduce else result[:, 0]
    first = np.moveaxis(z, axis, 0) if axis else z
    columns = first.reshape(len(first), -1)
    k, n = columns.shape
    out = np.empty_like(columns[0] if reduce else columns)
    order = "C" if k <= _NARROW else "F"
    step = max(1, min(n, _BLOCK // k))
    in_place = double and columns.flags[f"{order}_CONTIGUOUS"]
    block = None if in_place else np.empty((k, step), order=order)
    work = None if in_place and not reduce else np.empty((k, step), order=order)
    with np.errstate():  # at its end NumPy's buffer has its old size again
        np.setbufsize(16)  # with the usual one, NumPy copies each operand that it broadcasts: twice the time
        for start in range(0, n, step):
            part = np.s_[..., start : start + step]
            width = min(step, n - start)
            if in_place:
                block = columns[part]
            else:
                block = block[:, :width]
                block[...] = columns[part]
            result = kernel(block, out[part] if work is None else work[:, :width], double)
            if work is not None:
                out[part] = result
    if reduce:
        return out.reshape(first.shape[1:])[()]
    out = out.reshape(first.shape)
    return np.moveaxis(out, 0, axis) if axis else out


def _shift(z, largest=None):
    """What to subtract from each column: 0 where its exponentials are in range, otherwise its maximum."""
    if z.size <= _NARROW and np.vdot(z, z) <= _SAFE**2:  # few numbers: one call instead of two
        return 0.0
    if (z if largest is None else largest).max() <= _SAFE and z.min() >= -_SAFE:
        return 0.0
    m = z.max(axis=0)
    return np.where(np.isfinite(m) & (np.abs(z).max(axis=0) > _SAFE), m, 0.0)


def _exp(z, c, out):
    """Return e^(z - c) in `out`, with the rounding error of z - c made good."""
    if isinstance(c, float):
        return np.exp(z, out=out)
    d = z - c
    e = np.exp(d, out=out)
    near = (e > 0) & (e < np.inf)  # elsewhere z or d may be infinite
    z, c, d = z[near], np.broadcast_to(c, z.shape)[near], d[near]
    t = z - d
    e[near] += e[near] * ((z - (d + t)) + (t - c))  # e^(d + δ) = e^d (1 + δ), δ from Knuth's TwoSum
    return e


def _sum(e, double):
    """Sum of e >= 0 over the classes; rounded at most twice if `double`, else plain, with digits to spare.

    The terms are paired, then added without rounding: adding and subtracting a number beyond their sum cuts them all at
    the same bit, so that the upper parts add exactly, and the lower parts are too small for their rounding to matter.
    """
    if e.shape[1] == 1 and len(e) <= _NARROW and (total := math.fsum(e[:, 0].tolist())) < np.inf:
        return total  # one short row: the same in less time
    if not double:
        return np.add.reduce(e)
    if len(e) > 8:
        half = len(e) // 2
        pairs = np.empty_like(e[half:])
        np.add(e[:half], e[-half:], out=pairs[:half])
        pairs[half:] = e[half:-half]  # of an odd number, the one in the middle
        e = pairs
    cut = 2 * np.add.reduce(e)
    upper = e + cut
    upper -= cut
    total = np.add.reduce(upper)
    return total + np.add.reduce(np.subtract(e, upper, out=upper))


def _largest_and_excess(z, work, double):
    """Return m = max z and log Σ e^(z - m) = log1p(Σ_others e^(z - m)) of each column."""
    if z.strides[0] == z.itemsize:  # the classes of a column are neighbours in memory
        where = z.argmax() if z.shape[1] == 1 else (z.argmax(axis=0), np.arange(z.shape[1]))
        m = z[where]
        e = _exp(z, _shift(z, m), work)
        top = e[where].copy()
        e[where] = 0
    else:
        m = z.max(axis=0)
        top, e = _set_largest_apart(_exp(z, _shift(z, m), work))
    return m, np.log1p(np.divide(_sum(e, double), top, out=np.zeros_like(m), where=np.isfinite(m)))


def _set_largest_apart(e):
    """Largest entry of each column, and an array of the others; `e` is overwritten.

    It is a knock-out: each round, the winners move to the first half and the losers to the second.
    """
    n = len(e)
    while n > 1:
        half = n // 2
        a, b = e[:half], e[n - half : n]
        losers = np.minimum(a, b)
        np.maximum(a, b, out=a)
        b[...] = losers
        n -= half
    return e[0], e[1:]


def logsumexp(z, *, axis=-1):
    """logsumexp(z) = log Σⱼ e^zⱼ: the logarithm of the normaliser of a softmax, in nats.

    Parameters
    ----------
    z : array_like
        Logits; float16, float32 or float64 are kept, integers and booleans count as float64.
    axis : int, keyword-only
        The classes, the last axis unless given.

    Returns
    -------
    ndarray or scalar
        Shape of `z` without `axis`, dtype of `z`. A logit of -inf adds nothing, and all -inf give -inf; +inf gives
        +inf (more than one of them with NumPy's RuntimeWarning); nan gives nan.

    Raises
    ------
    ValueError
        If `axis` is out of bounds, or `z` is empty along it (0-d `z` has no axis).
    TypeError
        If `z` is not real numbers of at most 64 bits, or `axis` not an integer.

    Notes
    -----
    With m = z_k the largest logit the result is m + log1p(Σ_{j≠k} e^(zⱼ - m)). The teaching form
    m + log Σⱼ e^(zⱼ - m) rounds 1 + (small terms) before it takes the logarithm; leaving the largest term out of the
    sum keeps them. Error at most 4 ulps of the larger of |m| and the log1p term, which may cancel. Derived in notebooks
    07 and 09.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), doi:10.1093/imanum/draa038. For leaving the largest term out.

    Examples
    --------
    >>> print(f"{logsumexp([1.0, 2.0, 3.0]):.6f}")
    3.407606
    >>> print(logsumexp([[0.0, -40.0], [1000.0, 1000.0]]))
    [4.24835426e-18 1.00069315e+03]
    """

    def kernel(z, work, double):
        m, excess = _largest_and_excess(z, work, double)
        return m + excess

    return _over_classes(kernel, z, axis, reduce=True)


def log_softmax(z, *, axis=-1):
    """log_softmax(z)ᵢ = zᵢ - log Σⱼ e^zⱼ: from logits to log-probabilities, in nats.

    Parameters
    ----------
    z : array_like
        Logits; float16, float32 or float64 are kept, integers and booleans count as float64.
    axis : int, keyword-only
        The classes, the last axis unless given.

    Returns
    -------
    ndarray
        Log-probabilities <= 0, shape and dtype of `z`. A logit of -inf has log-probability -inf. A row that holds nan,
        or only -inf, is nan; in a row with +inf that entry is nan, and finite ones are -inf.

    Raises
    ------
    ValueError
        If `axis` is out of bounds, or `z` is empty along it (0-d `z` has no axis).
    TypeError
        If `z` is not real numbers of at most 64 bits, or `axis` not an integer.

    Notes
    -----
    With m = z_k the largest logit the result is (zᵢ - m) - log1p(Σ_{j≠k} e^(zⱼ - m)). The teaching form
    (zᵢ - m) - log Σⱼ e^(zⱼ - m) loses the largest class: at a gap of 40 it gives 0 in place of -4e-18.
    Logits within ±600 are exponentiated as they are and the sum is divided by e^m, because e^(zⱼ - m) would
    carry the rounding error of zⱼ - m; farther out that error is computed and made good.
    Error about 3 ulps at most: the largest found in 10⁸ random results is 3.5. A result beyond the range of the dtype
    is -inf, with NumPy's overflow warning. Derived in notebooks 08 and 09.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), doi:10.1093/imanum/draa038. For leaving the largest term out.
    D. E. Knuth, "The Art of Computer Programming", vol. 2, section 4.2.2. For the rounding error of a sum.

    Examples
    --------
    >>> print(log_softmax([1.0, 2.0, 3.0]))
    [-2.40760596 -1.40760596 -0.40760596]
    >>> print(log_softmax([0.0, -40.0]))
    [-4.24835426e-18 -4.00000000e+01]
    """

    def kernel(z, work, double):
        m, excess = _largest_and_excess(z, work, double)
        log_p = np.subtract(z, m, out=work)
        log_p -= excess
        return log_p

    return _over_classes(kernel, z, axis, reduce=False)


def softmax(z, *, axis=-1):
    """softmax(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ: from logits to probabilities.

    Parameters
    ----------
    z : array_like
        Logits; float16, float32 or float64 are kept, integers and booleans count as float64.
    axis : int, keyword-only
        The classes, the last axis unless given.

    Returns
    -------
    ndarray
        Probabilities in [0, 1] that sum to 1 up to rounding along `axis`; shape and dtype of `z`. A logit of -inf has
        probability 0. A row that holds nan, or only -inf, or +inf, is nan.

    Raises
    ------
    ValueError
        If `axis` is out of bounds, or `z` is empty along it (0-d `z` has no axis).
    TypeError
        If `z` is not real numbers of at most 64 bits, or `axis` not an integer.

    Notes
    -----
    The teaching form subtracts the maximum of every row, so that nothing overflows. That costs digits, since zᵢ - max z
    is rounded before it is exponentiated. Here a row is shifted only if it leaves ±600, and then the rounding error of
    the subtraction is computed and made good. The sum is rounded at most twice. Error at most 4 ulps; the largest among
    10⁸ random results is 3.9. Derived in notebooks 07 and 09.

    References
    ----------
    P. Blanchard, D. J. Higham, N. J. Higham, "Accurately computing the log-sum-exp and softmax functions",
    IMA Journal of Numerical Analysis 41 (2021), doi:10.1093/imanum/draa038. For the error of the shifted form.
    D. E. Knuth, "The Art of Computer Programming", vol. 2, section 4.2.2. For the rounding error of a sum.

    Examples
    --------
    >>> print(softmax([1.0, 2.0, 3.0]))
    [0.09003057 0.24472847 0.66524096]
    >>> print(softmax([[1000.0, 1000.0], [0.0, -float("inf")]]))
    [[0.5 0.5]
     [1.  0. ]]
    """

    def kernel(z, work, double):
        p = _exp(z, _shift(z), work)
        s = _sum(p, double)
        s += 0 * s  # a sum of +inf makes its row nan
        if double:
            p /= s
        else:
            p *= 1 / s  # faster, and half an ulp of float64 does no harm
        return p

    return _over_classes(kernel, z, axis, reduce=False)
