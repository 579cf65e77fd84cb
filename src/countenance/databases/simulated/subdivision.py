"""Smooth subdivision of triangle meshes as a matrix (Loop 1987, "Smooth Subdivision Surfaces Based on Triangles").

The new vertices are linear in the old ones, so one sparse matrix serves every pose of the face, and its texture
coordinates too. Old vertices keep their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["Subdivision", "subdivide"]


@dataclass(frozen=True)
class Subdivision:
    """A refined mesh: ``vertices = matrix @ coarse_vertices``."""

    matrix: sparse.csr_array
    triangles: NDArray[np.int64]


def subdivide(n_vertices: int, triangles: NDArray[np.int64], levels: int) -> Subdivision:
    """Refine a mesh ``levels`` times; each level quarters every triangle.

    Parameters
    ----------
    n_vertices : int
        Number of vertices of the coarse mesh.
    triangles : ndarray of shape (T, 3)
        A manifold mesh, with or without borders.
    levels : int
        Number of refinements.

    Examples
    --------
    >>> fine = subdivide(3, np.array([[0, 1, 2]]), 1)
    >>> fine.matrix.shape, len(fine.triangles)
    ((6, 3), 4)
    """
    matrix = sparse.eye_array(n_vertices, format="csr")
    for _ in range(levels):
        step = _once(matrix.shape[0], triangles)
        matrix, triangles = sparse.csr_array(step.matrix @ matrix), step.triangles
    return Subdivision(matrix, triangles)


def _once(n: int, triangles: NDArray[np.int64]) -> Subdivision:
    corners = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    opposite = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    edges, edge_of = np.unique(np.sort(corners, axis=1), axis=0, return_inverse=True)
    edge_of = edge_of.reshape(-1)
    inner = np.bincount(edge_of, minlength=len(edges)) == 2
    matrix = sparse.vstack(
        [_old_vertices(n, edges, inner), _edge_vertices(n, edges, inner, edge_of, opposite)]
    )
    a, b, c = triangles.T
    ab, bc, ca = n + edge_of.reshape(3, -1)
    fine = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], axis=1).reshape(-1, 3)
    return Subdivision(sparse.csr_array(matrix), fine)


def _edge_vertices(
    n: int,
    edges: NDArray[np.int64],
    inner: NDArray[np.bool_],
    edge_of: NDArray[np.int64],
    opposite: NDArray[np.int64],
) -> sparse.coo_array:
    end = np.where(inner, 3 / 8, 1 / 2)
    across = inner[edge_of]
    rows = np.concatenate([np.arange(len(edges)), np.arange(len(edges)), edge_of[across]])
    columns = np.concatenate([edges[:, 0], edges[:, 1], opposite[across]])
    values = np.concatenate([end, end, np.full(int(across.sum()), 1 / 8)])
    return sparse.coo_array((values, (rows, columns)), shape=(len(edges), n))


def _old_vertices(n: int, edges: NDArray[np.int64], inner: NDArray[np.bool_]) -> sparse.csr_array:
    border = np.zeros(n, dtype=bool)
    border[edges[~inner].ravel()] = True
    both = np.concatenate([edges, edges[:, ::-1]])
    is_border_edge = np.concatenate([~inner, ~inner])
    # A vertex on the border sees only its neighbours along the border, which is then a spline of its own.
    both = both[~border[both[:, 0]] | is_border_edge]
    valence = np.bincount(both[:, 0], minlength=n).clip(1)
    weight = np.where(border, 1 / 8, np.where(valence == 3, 3 / 16, 3 / (8 * valence)))
    ring = sparse.coo_array((weight[both[:, 0]], (both[:, 0], both[:, 1])), shape=(n, n))
    used = np.bincount(both[:, 0], minlength=n)
    return sparse.csr_array(ring + sparse.diags_array(1 - weight * used))
