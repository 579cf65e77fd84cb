"""Skin as an elastic sheet: where a picture tells little about a movement, points go as those around them.

Optical flow is sure along gradients alone. On a cheek without texture it is mostly noise, and errors add up from
frame to frame until the point slides. Each measured way is therefore weighed against those of its neighbours, the
more so the less the picture around the point tells; motions of the whole head pass as they are.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["ElasticSkin"]

_STIFFNESS = 10.0
"""Of the links between neighbours: squared grey levels times the squared distance in pixels over squared pixels."""
_NEAREST = 4.0
"""Squared distance in pixels below which a link is no stiffer."""
_LEAST = 1e-6
"""Squared gradient that every picture has, so that no equation is empty."""


class ElasticSkin:
    """Smooths the ways of points, once for all frames that are compared with one picture.

    The smoothed ways minimise the squared difference from the measured ones, weighed by the structure tensor around
    each point (as in Lucas & Kanade 1981), plus the squared differences between neighbours, weighed by their
    distance. What a rigid motion explains is left out of it and put back.

    Parameters
    ----------
    face : ndarray of shape (S, S), uint8
    places : ndarray of shape (n, 2), float32
        In pixels of it.
    neighbours : ndarray of shape (n, k)
        Which points are linked with each.
    window : int
        Side of the square around a point that is compared, in pixels.
    rigid : ndarray of shape (2 n, m)
        Ways of all points in each rigid motion.
    """

    def __init__(
        self,
        face: NDArray[np.uint8],
        places: NDArray[np.float32],
        neighbours: NDArray[np.intp],
        window: int,
        rigid: NDArray[np.float64],
    ) -> None:
        n = len(places)
        tensors = _structure(face, places, window)
        links = _links(places, neighbours)
        blocks = np.zeros((n, 2, n, 2))
        blocks[np.arange(n), :, np.arange(n)] = tensors
        measured = blocks.reshape(2 * n, 2 * n)
        held = np.kron(np.diag(links.sum(axis=1)) - links, np.eye(2))
        smooth = np.linalg.solve(measured + held, measured)
        head = rigid @ np.linalg.lstsq(rigid.T @ measured @ rigid, rigid.T @ measured, rcond=None)[0]
        self._smooth = head + smooth @ (np.eye(2 * n) - head)
        self._trust = np.linalg.solve(tensors + links.sum(axis=1)[:, None, None] * np.eye(2), tensors)

    def smoothed(self, ways: NDArray[np.floating]) -> NDArray[np.float64]:
        """Ways of shape (n, 2) as a sheet of skin can go them."""
        return np.asarray(self._smooth @ ways.ravel(), dtype=np.float64).reshape(-1, 2)

    def trusted(self, ways: NDArray[np.floating]) -> NDArray[np.float64]:
        """The part of each way, of shape (n, 2), that the picture around the point tells by itself."""
        return np.asarray(np.einsum("nij,nj->ni", self._trust, ways), dtype=np.float64)


def _structure(face: NDArray[np.uint8], places: NDArray[np.float32], window: int) -> NDArray[np.float64]:
    """Mean squared gradient around each point, in grey levels per pixel, shape (n, 2, 2)."""
    across, down = cv2.Scharr(face, cv2.CV_32F, 1, 0) / 32, cv2.Scharr(face, cv2.CV_32F, 0, 1) / 32
    x, y = (np.ascontiguousarray(places[:, None, axis], dtype=np.float32) for axis in (0, 1))
    xx, xy, yy = (
        cv2.remap(cv2.boxFilter(part, -1, (window, window)), x, y, cv2.INTER_LINEAR)[:, 0]
        for part in (across * across, across * down, down * down)
    )
    tensors = np.array([[xx, xy], [xy, yy]], dtype=np.float64).transpose(2, 0, 1)
    return np.asarray(tensors + _LEAST * np.eye(2), dtype=np.float64)


def _links(places: NDArray[np.float32], neighbours: NDArray[np.intp]) -> NDArray[np.float64]:
    """Stiffness of the link between every two points, shape (n, n); 0 between those that are no neighbours."""
    apart = ((places[:, None].astype(np.float64) - places[None]) ** 2).sum(axis=2)
    linked = np.zeros(apart.shape, dtype=bool)
    np.put_along_axis(linked, neighbours, True, axis=1)
    return np.where(linked | linked.T, _STIFFNESS / np.maximum(apart, _NEAREST), 0.0)
