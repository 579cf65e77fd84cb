"""The support vector machine of the CAS(ME)2 paper: K(x, y) = (0.1 x.y + 1)^4.

The paper names LIBSVM, the kernel and its three constants; the cost C it leaves out, so that LIBSVM's default of
1 applies. Several classes are told apart one against one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.svm import SVC

__all__ = ["COEF0", "COST", "DEGREE", "GAMMA", "polynomial_kernel", "polynomial_svm"]

GAMMA, COEF0, DEGREE, COST = 0.1, 1.0, 4, 1.0


def polynomial_kernel(X: ArrayLike, Y: ArrayLike | None = None) -> NDArray[np.float64]:
    """The kernel of every pair of descriptors.

    Parameters
    ----------
    X : array of shape (n, d)
    Y : array of shape (m, d), optional
        ``X`` itself unless given.

    Returns
    -------
    ndarray of shape (n, m), float64

    Examples
    --------
    >>> polynomial_kernel([[1.0, 0.0]], [[10.0, 5.0]]).tolist()
    [[16.0]]
    """
    left = np.asarray(X, dtype=np.float64)
    right = left if Y is None else np.asarray(Y, dtype=np.float64)
    kernel: NDArray[np.float64] = (GAMMA * (left @ right.T) + COEF0) ** DEGREE
    return kernel


def polynomial_svm(*, precomputed: bool = False) -> Any:
    """The paper's classifier, unfitted.

    Parameters
    ----------
    precomputed : bool
        Whether ``fit`` and ``predict`` are given rows of :func:`polynomial_kernel` instead of descriptors. The
        kernel of a whole data set is then computed once and serves every fold.

    Returns
    -------
    sklearn.svm.SVC
    """
    if precomputed:
        return SVC(kernel="precomputed", C=COST)
    return SVC(kernel="poly", gamma=GAMMA, degree=DEGREE, coef0=COEF0, C=COST)
