"""The canonical face mesh of MediaPipe: 468 vertices, 898 triangles, texture coordinates.

The mesh lies inside ``face_landmarker.task`` as a small Protocol Buffers message. Its wire format is simple enough
to be read without a protobuf library (https://protobuf.dev/programming-guides/encoding/). Units are centimetres;
x points to the image's right (the participant's left), y up, z towards the camera.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import SetupError
from countenance.face.weights import read_task_member

__all__ = ["FaceMesh", "canonical_mesh", "mirror", "parse_face_mesh"]

_MESH, _VERTEX_BUFFER, _INDEX_BUFFER = 1, 3, 4
_FLOATS_PER_VERTEX = 5


@dataclass(frozen=True)
class FaceMesh:
    """A triangle mesh with texture coordinates.

    Attributes
    ----------
    vertices : ndarray of shape (V, 3)
        Positions in centimetres.
    uv : ndarray of shape (V, 2)
        Texture coordinates in 0..1, v downwards.
    triangles : ndarray of shape (T, 3)
        Vertex indices, counter-clockwise seen from outside.
    """

    vertices: NDArray[np.float64]
    uv: NDArray[np.float64]
    triangles: NDArray[np.int64]


@cache
def canonical_mesh() -> FaceMesh:
    """The mesh that the installed ``face_landmarker.task`` carries.

    Examples
    --------
    >>> mesh = canonical_mesh()
    >>> mesh.vertices.shape, mesh.triangles.shape
    ((468, 3), (898, 3))
    """
    return parse_face_mesh(read_task_member("geometry_pipeline_metadata_landmarks.binarypb"))


def parse_face_mesh(message: bytes) -> FaceMesh:
    """Read the mesh out of a ``GeometryPipelineMetadata`` message.

    Raises
    ------
    SetupError
        If the bytes are no such message.
    """
    try:
        mesh = next(content for field, content in _fields(message) if field == _MESH)
        fields = list(_fields(mesh))
        floats = [struct.unpack("<f", content)[0] for field, content in fields if field == _VERTEX_BUFFER]
        indices = [int.from_bytes(content, "little") for field, content in fields if field == _INDEX_BUFFER]
        table = np.array(floats).reshape(-1, _FLOATS_PER_VERTEX)
        triangles = np.array(indices, dtype=np.int64).reshape(-1, 3)
    except (StopIteration, struct.error, IndexError, ValueError) as error:
        raise SetupError(
            "The face model's geometry metadata holds no face mesh: "
            "run 'python -m countenance.face.weights.install' to fetch the released model."
        ) from error
    return FaceMesh(vertices=table[:, :3], uv=table[:, 3:], triangles=triangles)


@cache
def mirror() -> tuple[int, ...]:
    """For each of the 468 vertices the one on the other side of the face.

    Examples
    --------
    >>> mirror()[33], mirror()[61], mirror()[1]  # outer eye corner, mouth corner, nose tip
    (263, 291, 1)
    """
    vertices = canonical_mesh().vertices
    reflected = vertices * [-1, 1, 1]
    distance = np.linalg.norm(reflected[:, None] - vertices[None], axis=2)
    return tuple(int(i) for i in distance.argmin(axis=1))


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (field number, content) of one message; a varint comes as 8 little-endian bytes."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        field, wire_type = key >> 3, key & 7
        if wire_type == 0:
            value, position = _varint(message, position)
            yield field, value.to_bytes(8, "little")
            continue
        if wire_type == 2:
            length, position = _varint(message, position)
        else:
            length = {1: 8, 5: 4}.get(wire_type, len(message))
        yield field, message[position : position + length]
        position += length


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, position
