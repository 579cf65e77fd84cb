"""MediaPipe's canonical face: a neutral, symmetric mesh in centimetres, read from the model bundle.

The bundle's ``geometry_pipeline_metadata_landmarks.binarypb`` is a protocol-buffer message whose field 1 is
a ``Mesh3d``: field 3 repeats the vertex buffer (x, y, z, u, v as 32-bit floats), field 4 the index buffer
(varints). The few rules of the wire format that this needs
(https://protobuf.dev/programming-guides/encoding/) are written out here, so that no protocol-buffer library
is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from countenance.core.errors import SetupError
from countenance.face.weights import read_task_member

__all__ = ["CanonicalMesh", "canonical_mesh", "parse_mesh"]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_MESH, _VERTICES, _INDICES = 1, 3, 4


@dataclass(frozen=True, eq=False)
class CanonicalMesh:
    """The neutral face that the landmark model's points belong to.

    Attributes
    ----------
    vertices : ndarray of shape (468, 3)
        Centimetres; x to the participant's left (the image's right), y up, z out of the face to the camera.
    uv : ndarray of shape (468, 2)
        Texture coordinates from 0 to 1; u like x, v downwards from the hairline.
    triangles : ndarray of shape (898, 3), int64
        Vertex numbers.
    """

    vertices: npt.NDArray[np.float64]
    uv: npt.NDArray[np.float64]
    triangles: npt.NDArray[np.int64]


@cache
def canonical_mesh() -> CanonicalMesh:
    """The canonical face of the installed model bundle; its arrays are read-only.

    Raises
    ------
    SetupError
        If the bundle is missing or holds something else.

    Examples
    --------
    >>> canonical_mesh().vertices.shape, canonical_mesh().triangles.shape
    ((468, 3), (898, 3))
    """
    return parse_mesh(read_task_member("geometry_pipeline_metadata_landmarks.binarypb"))


def parse_mesh(message: bytes) -> CanonicalMesh:
    """Decode the geometry metadata of a MediaPipe face bundle.

    Parameters
    ----------
    message : bytes
        A serialised ``GeometryPipelineMetadata``.

    Raises
    ------
    SetupError
        If the message is cut short or holds no mesh of x, y, z, u, v vertices and triangles.
    """
    try:
        buffers = _buffers(message)
    except (IndexError, struct.error) as error:
        raise SetupError(
            "The face geometry in the model bundle is cut short: reinstall the weights."
        ) from error
    vertices, indices = buffers
    if not vertices or len(vertices) % 5 or not indices or len(indices) % 3:
        raise SetupError("The model bundle's face geometry holds no triangle mesh: reinstall the weights.")
    rows = np.array(vertices, dtype=np.float64).reshape(-1, 5)
    triangles = np.array(indices, dtype=np.int64).reshape(-1, 3)
    if triangles.max() >= len(rows):
        raise SetupError("The face geometry's triangles name missing vertices: reinstall the weights.")
    xyz, uv = rows[:, :3].copy(), rows[:, 3:].copy()
    for array in (xyz, uv, triangles):
        array.flags.writeable = False
    return CanonicalMesh(xyz, uv, triangles)


def _buffers(message: bytes) -> tuple[list[float], list[int]]:
    vertices: list[float] = []
    indices: list[int] = []
    for number, _, value in _fields(message):
        if number == _MESH and isinstance(value, bytes):
            for inner, inner_wire, content in _fields(value):
                if inner == _VERTICES:
                    vertices += _floats(content)
                elif inner == _INDICES:
                    indices += _integers(content, inner_wire)
    return vertices, indices


def _fields(message: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """Yield (field number, wire type, value); fixed-width and delimited values stay bytes."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, position = _varint(message, position)
            yield number, wire, value
            continue
        if wire == _BYTES:
            size, position = _varint(message, position)
        elif wire in (_FIXED32, _FIXED64):
            size = 4 if wire == _FIXED32 else 8
        else:
            raise IndexError(f"wire type {wire}")
        if position + size > len(message):
            raise IndexError("field runs over the end")
        yield number, wire, message[position : position + size]
        position += size


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def _floats(content: int | bytes) -> tuple[float, ...]:
    if isinstance(content, int):
        raise IndexError("a float field holds a varint")
    return struct.unpack(f"<{len(content) // 4}f", content)


def _integers(content: int | bytes, wire: int) -> list[int]:
    if isinstance(content, int):
        return [content]
    if wire != _BYTES:
        raise IndexError("an index field holds a fixed-width number")
    values, position = [], 0
    while position < len(content):
        value, position = _varint(content, position)
        values.append(value)
    return values
