"""What every description of clips shares: one clip becomes one array, and nothing is learned.

A describer learns nothing from other clips, so a description may be computed once, kept, and used in every fold
without a leak. Whatever is learned (scaling, projections, colour spaces, classifiers) belongs to the estimator
that follows it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from countenance.core.errors import InputError

__all__ = ["ClipDescriber"]


class ClipDescriber(TransformerMixin, BaseEstimator, ABC):
    """A stateless scikit-learn transformer from clips to arrays.

    A subclass gives its parameters to ``__init__`` as scikit-learn asks, and implements :meth:`describe`.

    Attributes
    ----------
    colour : {"grey", "rgb"}
        Which frames :meth:`describe` wants.
    version : int
        Counted up when code changes the description of one and the same clip, so that no cache answers for it.
    """

    colour: ClassVar[Literal["grey", "rgb"]] = "grey"
    version: ClassVar[int] = 1

    @abstractmethod
    def describe(self, frames: NDArray[np.uint8], *, apex: int | None = None) -> NDArray[Any]:
        """Describe one clip.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W) or (T, H, W, 3), uint8
            From onset to offset, grey or RGB as ``colour`` says.
        apex : int, optional
            Frame of the apex, counted from the onset, where it is known.

        Returns
        -------
        ndarray
            Of a shape that depends on the parameters alone, never on the clip.

        Raises
        ------
        InputError
            If the clip cannot be described, for example because it shows no face.
        """

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002 (scikit-learn's signature)
        """Learn nothing."""
        return self

    def transform(self, X: Iterable[NDArray[np.uint8]]) -> NDArray[Any]:
        """Describe every clip, its apex unknown.

        Parameters
        ----------
        X : iterable of ndarray of shape (T, H, W) or (T, H, W, 3), uint8
            Each of its own length and size.

        Returns
        -------
        ndarray of shape (n, ...)

        Raises
        ------
        InputError
            If there is no clip, or one cannot be described; the message says which.
        """
        described = [self._numbered(index, frames) for index, frames in enumerate(X)]
        if not described:
            raise InputError("there is no clip to describe: expected at least one")
        return np.stack(described)

    def _numbered(self, index: int, frames: NDArray[np.uint8]) -> NDArray[Any]:
        try:
            return self.describe(_array(frames))
        except InputError as error:
            raise InputError(f"clip {index}: {error}") from error
        except Exception as error:
            error.add_note(f"{type(self).__name__} crashed at clip {index}.")
            raise

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.no_validation = True
        return tags


def _array(frames: Any) -> NDArray[Any]:
    try:
        return np.asarray(frames)
    except ValueError as error:
        raise InputError("the frames differ in shape: expected all of one height and width") from error
