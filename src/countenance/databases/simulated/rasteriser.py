"""A z-buffer rasteriser with deferred shading, compiled with numba.

Coordinates are samples of a supersampled crop: sample (row r, column c) has its centre at (c + 0.5, r + 0.5).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["accumulate_normals", "rasterise", "shade"]


@njit(cache=True, nogil=True)
def rasterise(
    xy: NDArray[np.float64],
    nearness: NDArray[np.float64],
    triangles: NDArray[np.int32],
    height: int,
    width: int,
    hit: NDArray[np.int32],
    weights: NDArray[np.float32],
) -> None:
    """Find for each sample the nearest triangle that faces the camera.

    Parameters
    ----------
    xy : ndarray of shape (V, 2)
        Vertex positions in samples, y downwards.
    nearness : ndarray of shape (V,)
        Larger is nearer (1 / distance).
    triangles : ndarray of shape (T, 3)
        Counter-clockwise as seen with y upwards; others are skipped.
    height, width : int
        Size of the crop in samples.
    hit : ndarray of shape (height, width)
        Receives the triangle's index or -1.
    weights : ndarray of shape (height, width, 2)
        Receives the barycentric weights of the triangle's first two vertices.
    """
    depth = np.zeros((height, width), dtype=np.float32)
    hit[:, :] = -1
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        x0, y0, x1, y1, x2, y2 = xy[i, 0], xy[i, 1], xy[j, 0], xy[j, 1], xy[k, 0], xy[k, 1]
        area = (x2 - x0) * (y1 - y0) - (x1 - x0) * (y2 - y0)
        if area <= 1e-9:
            continue
        left = max(int(np.ceil(min(x0, x1, x2) - 0.5)), 0)
        right = min(int(np.floor(max(x0, x1, x2) - 0.5)), width - 1)
        top = max(int(np.ceil(min(y0, y1, y2) - 0.5)), 0)
        bottom = min(int(np.floor(max(y0, y1, y2) - 0.5)), height - 1)
        n0, n1, n2 = nearness[i], nearness[j], nearness[k]
        for r in range(top, bottom + 1):
            y = r + 0.5
            for c in range(left, right + 1):
                x = c + 0.5
                a = ((x2 - x) * (y1 - y) - (x1 - x) * (y2 - y)) / area
                if a < 0:
                    continue
                b = ((x0 - x) * (y2 - y) - (x2 - x) * (y0 - y)) / area
                if b < 0 or a + b > 1:
                    continue
                z = a * n0 + b * n1 + (1 - a - b) * n2
                if z > depth[r, c]:
                    depth[r, c] = z
                    hit[r, c] = t
                    weights[r, c, 0] = a
                    weights[r, c, 1] = b


@njit(cache=True, nogil=True)
def shade(
    hit: NDArray[np.int32],
    weights: NDArray[np.float32],
    triangles: NDArray[np.int32],
    uv: NDArray[np.float32],
    light: NDArray[np.float32],
    texture: NDArray[np.float32],
    folds: NDArray[np.float32],
    fold_scale: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Colour the samples and average each 2 x 2 block into a pixel of ``out``, which holds the background before.

    Parameters
    ----------
    hit, weights
        What `rasterise` found, on an even number of rows and columns.
    uv : ndarray of shape (V, 2)
        Texture coordinates in texels.
    light : ndarray of shape (V, 4)
        Linear red, green, blue irradiance and the gloss that is added.
    texture : ndarray of shape (H, W, 3)
        Linear albedo.
    folds : ndarray of shape (h, w)
        Relative darkening by skin folds.
    fold_scale : ndarray of shape (4,)
        ``fold texel = uv * scale - origin``: (scale_x, scale_y, origin_x, origin_y).
    out : ndarray of shape (rows / 2, columns / 2, 3)
        Linear image, changed in place.
    """
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            covered = 0
            red = green = blue = 0.0
            for s in range(4):
                rr, cc = 2 * r + s // 2, 2 * c + s % 2
                t = hit[rr, cc]
                if t < 0:
                    continue
                covered += 1
                i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
                a, b = weights[rr, cc, 0], weights[rr, cc, 1]
                d = np.float32(1) - a - b
                u = a * uv[i, 0] + b * uv[j, 0] + d * uv[k, 0]
                v = a * uv[i, 1] + b * uv[j, 1] + d * uv[k, 1]
                x, y = int(u), int(v)
                fx, fy = u - x, v - y
                w00, w01 = (1 - fx) * (1 - fy), fx * (1 - fy)
                w10, w11 = (1 - fx) * fy, fx * fy
                fold = _fold(folds, u * fold_scale[0] - fold_scale[2], v * fold_scale[1] - fold_scale[3])
                gloss = a * light[i, 3] + b * light[j, 3] + d * light[k, 3]
                gain = a * light[i, 0] + b * light[j, 0] + d * light[k, 0]
                red += gloss + gain * fold * (
                    w00 * texture[y, x, 0] + w01 * texture[y, x + 1, 0]
                    + w10 * texture[y + 1, x, 0] + w11 * texture[y + 1, x + 1, 0]
                )
                gain = a * light[i, 1] + b * light[j, 1] + d * light[k, 1]
                green += gloss + gain * fold * (
                    w00 * texture[y, x, 1] + w01 * texture[y, x + 1, 1]
                    + w10 * texture[y + 1, x, 1] + w11 * texture[y + 1, x + 1, 1]
                )
                gain = a * light[i, 2] + b * light[j, 2] + d * light[k, 2]
                blue += gloss + gain * fold * (
                    w00 * texture[y, x, 2] + w01 * texture[y, x + 1, 2]
                    + w10 * texture[y + 1, x, 2] + w11 * texture[y + 1, x + 1, 2]
                )
            if covered:
                rest = 0.25 * (4 - covered)
                out[r, c, 0] = 0.25 * red + rest * out[r, c, 0]
                out[r, c, 1] = 0.25 * green + rest * out[r, c, 1]
                out[r, c, 2] = 0.25 * blue + rest * out[r, c, 2]


@njit(cache=True, nogil=True)
def _fold(folds: NDArray[np.float32], u: float, v: float) -> float:
    if u < 0 or v < 0 or u >= folds.shape[1] - 1 or v >= folds.shape[0] - 1:
        return 1.0
    x, y = int(u), int(v)
    fx, fy = u - x, v - y
    upper = folds[y, x] * (1 - fx) + folds[y, x + 1] * fx
    lower = folds[y + 1, x] * (1 - fx) + folds[y + 1, x + 1] * fx
    return 1.0 - (upper * (1 - fy) + lower * fy)


@njit(cache=True, nogil=True)
def accumulate_normals(vertices: NDArray[np.float64], triangles: NDArray[np.int32]) -> NDArray[np.float64]:
    """Area-weighted unit normals of all vertices, shape (V, 3)."""
    normals = np.zeros_like(vertices)
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, az = vertices[j, 0] - vertices[i, 0], vertices[j, 1] - vertices[i, 1], vertices[j, 2] - vertices[i, 2]
        bx, by, bz = vertices[k, 0] - vertices[i, 0], vertices[k, 1] - vertices[i, 1], vertices[k, 2] - vertices[i, 2]
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        for m in (i, j, k):
            normals[m, 0] += nx
            normals[m, 1] += ny
            normals[m, 2] += nz
    for m in range(normals.shape[0]):
        length = np.sqrt(normals[m, 0] ** 2 + normals[m, 1] ** 2 + normals[m, 2] ** 2)
        if length > 0:
            normals[m] /= length
    return normals
