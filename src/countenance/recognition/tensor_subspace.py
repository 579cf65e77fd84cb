"""Discriminant tensor subspace analysis: a projection of every mode that tells classes of tensors apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from countenance.core.errors import InputError

__all__ = ["Criterion", "DiscriminantTensorSubspace"]

Criterion = Literal["ratio-trace", "trace-ratio"]
_Array = NDArray[np.float64]

AT_ONCE = 32
"""Tensors held in double precision at a time."""


class DiscriminantTensorSubspace(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Project tensors so that classes lie far apart and each class close together.

    Every mode k has a projection U_k with orthonormal columns. With all others held fixed, the tensors are
    projected along the other modes and unfolded along k; the scatter of the class means (between, B) and that of
    the tensors around their class mean (within, W) are then matrices, and U_k follows from an eigenproblem. The
    modes take turns, beginning with no projection at all, until the criterion settles. One mode (vectors) makes
    it Fisher's linear discriminant analysis.

    Parameters
    ----------
    n_components : int or sequence of int
        Columns of the projections, for every mode or mode by mode; at most the mode's length.
    criterion : {"ratio-trace", "trace-ratio"}
        ``"ratio-trace"`` maximises trace((U'WU)^-1 U'BU) for each mode, by the generalised eigenproblem
        B u = lambda W u, as discriminant analysis does. ``"trace-ratio"`` maximises trace(U'BU) / trace(U'WU),
        which is one and the same number for every mode, so that it never falls.
    shrinkage : float
        Added to W along every direction, as a share of the tensors' mean variance per cell; above 0.
    tol : float
        Largest relative change of the criterion over one round of the modes at which to stop.
    max_iter : int
        Rounds after which to stop.

    Attributes
    ----------
    bases_ : list of ndarray of shape (d_k, r_k), float64
        The projections. The largest entry of each column is positive.
    objective_ : ndarray of shape (n_iter_, modes), float64
        The criterion after every step.
    n_iter_ : int
        Rounds made.
    converged_ : bool
        Whether the criterion settled before ``max_iter`` rounds.
    mean_ : ndarray of shape (d_1, ..., d_k), float64
        Mean of the training tensors, subtracted before the projection.
    classes_ : ndarray
        The labels.

    References
    ----------
    S.-J. Wang, H.-L. Chen, W.-J. Yan, Y.-H. Chen and X. Fu, "Face Recognition and Micro-expression Recognition
    Based on Discriminant Tensor Subspace Analysis Plus Extreme Learning Machine", Neural Processing Letters 39,
    2014, doi:10.1007/s11063-013-9288-7; a reimplementation from its idea, the text was not at hand. Trace ratio:
    H. Wang, S. Yan, T. Huang and X. Tang, "A Convergent Solution to Tensor Subspace Learning", IJCAI 2007.

    Examples
    --------
    Two classes of noisy matrices that differ in the entry (0, 2).

    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(40, 3, 4))
    >>> y = np.repeat([0, 1], 20)
    >>> X[y == 1, 0, 2] += 9
    >>> subspace = DiscriminantTensorSubspace(n_components=1).fit(X, y)
    >>> [int(abs(basis).argmax()) for basis in subspace.bases_], subspace.transform(X).shape
    ([0, 2], (40, 1))
    """

    def __init__(
        self,
        n_components: int | Sequence[int] = 10,
        criterion: Criterion = "ratio-trace",
        shrinkage: float = 0.01,
        tol: float = 1e-3,
        max_iter: int = 10,
    ) -> None:
        self.n_components = n_components
        self.criterion = criterion
        self.shrinkage = shrinkage
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the projections.

        Parameters
        ----------
        X : array_like of shape (n, d_1, ..., d_k)
            Tensors of any order, finite real numbers.
        y : array_like of shape (n,)
            Labels, of at least two classes.

        Raises
        ------
        InputError
            If a parameter is out of range or there is one class only.
        ValueError
            If X and y are not of the shapes above.
        """
        tensors, labels = validate_data(self, X, y, allow_nd=True)
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise InputError(
                "The labels hold 1 class: discriminant analysis needs at least two, so add clips of another."
            )
        ranks = self._checked_ranks(tensors.shape[1:])
        scatter = _Scatter(tensors, codes, len(self.classes_), self.shrinkage)
        self.mean_ = scatter.mean
        self.bases_, self.objective_ = self._alternate(scatter, ranks)
        self.n_iter_ = len(self.objective_)
        self.converged_ = bool(self._settled(self.objective_))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Project tensors onto every mode.

        Parameters
        ----------
        X : array_like of shape (n, d_1, ..., d_k)

        Returns
        -------
        ndarray of shape (n, r_1 * ... * r_k), float64
            Coordinates, the last mode's running fastest.

        Raises
        ------
        ValueError
            If the tensors differ in shape from those it was fitted on.
        """
        check_is_fitted(self)
        tensors = validate_data(self, X, allow_nd=True, reset=False)
        if tensors.shape[1:] != self.mean_.shape:
            raise InputError(
                f"The tensors are of shape {tensors.shape[1:]}: expected {self.mean_.shape}, as in training."
            )
        centre = _project(self.mean_[None], self.bases_)
        return np.concatenate(
            [(_project(part, self.bases_) - centre).reshape(len(part), -1) for part in _parts(tensors)]
        )

    @property
    def _n_features_out(self) -> int:
        return int(np.prod([basis.shape[1] for basis in self.bases_]))

    def _alternate(self, scatter: _Scatter, ranks: tuple[int, ...]) -> tuple[list[_Array], _Array]:
        bases: list[_Array | None] = [None] * len(ranks)
        objective: list[list[float]] = []
        solve = _ratio_trace if self.criterion == "ratio-trace" else _trace_ratio
        while len(objective) < self.max_iter and not self._settled(np.array(objective)):
            reached = []
            for mode, rank in enumerate(ranks):
                between, within = scatter.along(mode, bases)
                basis, value = solve(between, within, rank)
                bases[mode] = basis * np.sign(basis[np.abs(basis).argmax(axis=0), np.arange(rank)])
                reached.append(value)
            objective.append(reached)
        return [basis for basis in bases if basis is not None], np.array(objective)

    def _settled(self, objective: _Array) -> bool:
        if len(objective) == 0:
            return False
        if objective.shape[1] == 1:
            return True
        if len(objective) < 2:
            return False
        return bool(np.all(np.abs(objective[-1] - objective[-2]) <= self.tol * np.abs(objective[-1])))

    def _checked_ranks(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        if self.criterion not in get_args(Criterion):
            raise InputError(
                f"The criterion {self.criterion!r} is unknown: give 'ratio-trace' or 'trace-ratio'."
            )
        if not self.shrinkage > 0:
            raise InputError(f"The shrinkage is {self.shrinkage!r}: give a number above 0.")
        if self.max_iter < 1:
            raise InputError(f"The number of iterations is {self.max_iter!r}: give at least 1.")
        given = self.n_components
        ranks = [given] * len(shape) if isinstance(given, int | np.integer) else list(given)
        if len(ranks) != len(shape) or any(rank < 1 for rank in ranks):
            raise InputError(
                f"n_components is {given!r}: tensors of shape {shape} need one whole number, or {len(shape)}, "
                "of at least 1."
            )
        return tuple(min(rank, length) for rank, length in zip(ranks, shape, strict=True))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.input_tags.three_d_array = True
        return tags


class _Scatter:
    """Labelled tensors, and their scatter along a mode while the other modes are projected."""

    def __init__(self, X: NDArray[Any], codes: NDArray[np.intp], n_classes: int, shrinkage: float) -> None:
        self.X, self.codes = X, codes
        self.counts = np.bincount(codes, minlength=n_classes)
        self.mean: _Array = np.mean(X, axis=0, dtype=np.float64)
        self.class_means = np.stack([X[codes == c].mean(axis=0, dtype=np.float64) for c in range(n_classes)])
        total = sum(float(np.sum((part - self.mean) ** 2)) for part in _parts(X))
        # Where all tensors are equal every direction is as good as any other.
        self.ridge = shrinkage * (total or 1.0) / self.mean.size

    def along(self, mode: int, bases: Sequence[_Array | None]) -> tuple[_Array, _Array]:
        """Return the scatter between and within the classes, both of shape (d, d)."""
        others = [None if k == mode else basis for k, basis in enumerate(bases)]
        deviations = _project(self.class_means - self.mean, others)
        between = _unfolded_product(
            deviations * np.sqrt(self.counts).reshape(-1, *[1] * self.mean.ndim), mode
        )
        length = self.mean.shape[mode]
        n_columns = deviations[0].size // length
        within = self.ridge * n_columns * np.eye(length)
        # Projected first and centred then: the projection is linear, and its result is small.
        centres = _project(self.class_means, others)
        for part, codes in zip(_parts(self.X), _parts(self.codes), strict=True):
            within += _unfolded_product(_project(part, others) - centres[codes], mode)
        return between, within


def _parts(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    for start in range(0, len(array), AT_ONCE):
        yield array[start : start + AT_ONCE]


def _project(tensors: NDArray[Any], bases: Sequence[_Array | None]) -> NDArray[Any]:
    """Multiply every mode of (n, d_1, ..., d_k) by its basis, where it has one."""
    # Grey levels are whole in single precision, which halves the memory that passes by.
    projected = np.asarray(tensors, np.float32 if tensors.dtype == np.uint8 else np.float64)
    # From the last mode on: it lies together in memory, and what follows works on less.
    for axis in range(len(bases), 0, -1):
        basis = bases[axis - 1]
        if basis is not None:
            factor = basis.astype(projected.dtype)
            before, after = projected.shape[:axis], projected.shape[axis + 1 :]
            columns = projected.reshape(*before, len(basis), -1)
            projected = (factor.T @ columns if after else projected @ factor).reshape(*before, -1, *after)
    return projected


def _unfolded_product(tensors: _Array, mode: int) -> _Array:
    """Sum of each tensor's unfolding along the mode times its transpose."""
    unfolded = np.moveaxis(tensors, mode + 1, 0).reshape(tensors.shape[mode + 1], -1)
    return unfolded @ unfolded.T


def _ratio_trace(between: _Array, within: _Array, rank: int) -> tuple[_Array, float]:
    length = len(between)
    values, vectors = eigh(between, within, subset_by_index=(length - rank, length - 1))
    return np.linalg.qr(vectors[:, ::-1])[0], float(values.sum())


def _trace_ratio(between: _Array, within: _Array, rank: int) -> tuple[_Array, float]:
    length = len(between)
    ratio, previous = float(np.trace(between) / np.trace(within)), -np.inf
    while ratio > previous * (1 + 1e-12):
        _, vectors = eigh(between - ratio * within, subset_by_index=(length - rank, length - 1))
        basis = vectors[:, ::-1]
        previous, ratio = ratio, float(np.sum(basis * (between @ basis)) / np.sum(basis * (within @ basis)))
    return basis, ratio
