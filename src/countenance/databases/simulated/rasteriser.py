"""A z-buffer rasteriser with deferred shading, compiled with numba.

Coordinates are samples of a supersampled crop: sample (row r, column c) has its centre at (c + 0.5, r + 0.5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.core.kernels import compiled

__all__ = ["accumulate_normals", "darken", "rasterise", "shade"]


@compiled(error_model="numpy")
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
        if left > right or top > bottom:
            continue
        # Both weights are linear in the sample's position.
        a_right, b_right = (y2 - y1) / area, (y0 - y2) / area
        a_down, b_down = (x1 - x2) / area, (x2 - x0) / area
        a_row = 1 + a_right * (left + 0.5 - x0) + a_down * (top + 0.5 - y0)
        b_row = b_right * (left + 0.5 - x0) + b_down * (top + 0.5 - y0)
        n2 = nearness[k]
        n0, n1 = nearness[i] - n2, nearness[j] - n2
        for r in range(top, bottom + 1):
            a, b = a_row, b_row
            for c in range(left, right + 1):
                if a >= 0 and b >= 0 and a + b <= 1:
                    z = np.float32(n2 + a * n0 + b * n1)
                    if z > depth[r, c]:
                        depth[r, c] = z
                        hit[r, c] = t
                        weights[r, c, 0] = a
                        weights[r, c, 1] = b
                a += a_right
                b += b_right
            a_row += a_down
            b_row += b_down


@compiled(fastmath=True, error_model="numpy")
def shade(
    hit: NDArray[np.int32],
    weights: NDArray[np.float32],
    triangles: NDArray[np.int32],
    uv: NDArray[np.float32],
    light: NDArray[np.float32],
    texture: NDArray[np.float32],
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
    out : ndarray of shape (rows / 2, columns / 2, 3)
        Linear image, changed in place.
    """
    one, quarter = np.float32(1), np.float32(0.25)
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            covered = 0
            red = green = blue = np.float32(0)
            for s in range(4):
                rr, cc = 2 * r + s // 2, 2 * c + s % 2
                t = hit[rr, cc]
                if t < 0:
                    continue
                covered += 1
                i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
                a, b = weights[rr, cc, 0], weights[rr, cc, 1]
                d = one - a - b
                u = a * uv[i, 0] + b * uv[j, 0] + d * uv[k, 0]
                v = a * uv[i, 1] + b * uv[j, 1] + d * uv[k, 1]
                x, y = np.int32(u), np.int32(v)
                fx, fy = u - np.float32(x), v - np.float32(y)
                w00, w01 = (one - fx) * (one - fy), fx * (one - fy)
                w10, w11 = (one - fx) * fy, fx * fy
                p, q = texture[y, x], texture[y, x + 1]
                m, n = texture[y + 1, x], texture[y + 1, x + 1]
                gloss = a * light[i, 3] + b * light[j, 3] + d * light[k, 3]
                gain = a * light[i, 0] + b * light[j, 0] + d * light[k, 0]
                red += gloss + gain * (w00 * p[0] + w01 * q[0] + w10 * m[0] + w11 * n[0])
                gain = a * light[i, 1] + b * light[j, 1] + d * light[k, 1]
                green += gloss + gain * (w00 * p[1] + w01 * q[1] + w10 * m[1] + w11 * n[1])
                gain = a * light[i, 2] + b * light[j, 2] + d * light[k, 2]
                blue += gloss + gain * (w00 * p[2] + w01 * q[2] + w10 * m[2] + w11 * n[2])
            if covered:
                rest = quarter * np.float32(4 - covered)
                out[r, c, 0] = quarter * red + rest * out[r, c, 0]
                out[r, c, 1] = quarter * green + rest * out[r, c, 1]
                out[r, c, 2] = quarter * blue + rest * out[r, c, 2]


@compiled(error_model="numpy")
def accumulate_normals(vertices: NDArray[np.float64], triangles: NDArray[np.int32]) -> NDArray[np.float64]:
    """Area-weighted unit normals of all vertices, shape (V, 3)."""
    normals = np.zeros_like(vertices)
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay, az = (
            vertices[j, 0] - vertices[i, 0],
            vertices[j, 1] - vertices[i, 1],
            vertices[j, 2] - vertices[i, 2],
        )
        bx, by, bz = (
            vertices[k, 0] - vertices[i, 0],
            vertices[k, 1] - vertices[i, 1],
            vertices[k, 2] - vertices[i, 2],
        )
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


@compiled(error_model="numpy")
def darken(bare: NDArray[np.float32], folds: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Write ``bare * (1 - folds)`` to ``out``; ``bare`` and ``out`` have shape (H, W, 3), ``folds`` (H, W)."""
    for r in range(folds.shape[0]):
        for c in range(folds.shape[1]):
            share = np.float32(1) - folds[r, c]
            for channel in range(3):
                out[r, c, channel] = bare[r, c, channel] * share
