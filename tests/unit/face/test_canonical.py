"""The wire format's parser and the installed canonical face."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from countenance.core.errors import SetupError
from countenance.face.canonical import canonical_mesh, parse_mesh
from countenance.face.mapping import MESH_TO_68, MIRROR_68

TRIANGLE = [(0.0, 1.0, 2.0, 0.25, 0.5), (3.0, 4.0, 5.0, 0.75, 1.0), (6.0, 7.0, 8.5, 0.0, 0.125)]


def delimited(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def unpacked_triangle() -> bytes:
    floats = b"".join(b"\x1d" + struct.pack("<f", value) for row in TRIANGLE for value in row)
    indices = b"\x20\x00\x20\x01\x20\x02"
    content = b"\x08\x00\x10\x00" + floats + indices
    return b"\x0a" + bytes([len(content)]) + content


def test_reads_a_triangle_written_by_hand() -> None:
    mesh = parse_mesh(unpacked_triangle())
    np.testing.assert_array_equal(mesh.vertices, [[0, 1, 2], [3, 4, 5], [6, 7, 8.5]])
    np.testing.assert_array_equal(mesh.uv, [[0.25, 0.5], [0.75, 1.0], [0.0, 0.125]])
    np.testing.assert_array_equal(mesh.triangles, [[0, 1, 2]])


def test_reads_packed_buffers_alike() -> None:
    floats = delimited(3, struct.pack("<15f", *np.ravel(TRIANGLE)))
    mesh = parse_mesh(delimited(1, floats + delimited(4, b"\x00\x01\x02")))
    np.testing.assert_array_equal(mesh.vertices, parse_mesh(unpacked_triangle()).vertices)
    np.testing.assert_array_equal(mesh.triangles, [[0, 1, 2]])


def test_skips_fields_of_other_kinds() -> None:
    procrustes_weight = delimited(2, b"\x08\x04\x15" + struct.pack("<f", 0.07))
    fixed64 = b"\x19" + bytes(8)
    mesh = parse_mesh(procrustes_weight + fixed64 + unpacked_triangle() + b"\x18\x01")
    assert mesh.vertices.shape == (3, 3)


def test_an_index_above_127_takes_two_bytes() -> None:
    rows = struct.pack("<f", 0.0) * 5
    vertices = b"".join(b"\x1a\x14" + rows for _ in range(201))
    content = vertices + b"\x20\xc8\x01\x20\x00\x20\x7f"
    length = len(content)
    message = b"\x0a" + bytes([length & 0x7F | 0x80, length >> 7]) + content
    np.testing.assert_array_equal(parse_mesh(message).triangles, [[200, 0, 127]])


@pytest.mark.parametrize("kept", [1, 3, 20, -1])
def test_a_message_cut_short_is_refused(kept: int) -> None:
    with pytest.raises(SetupError, match="cut short"):
        parse_mesh(unpacked_triangle()[:kept])


def test_a_message_without_a_mesh_is_refused() -> None:
    with pytest.raises(SetupError, match="no triangle mesh"):
        parse_mesh(b"")


def test_triangles_beyond_the_vertices_are_refused() -> None:
    message = unpacked_triangle()
    with pytest.raises(SetupError, match="missing vertices"):
        parse_mesh(message[:-1] + b"\x03")


def test_installed_mesh_is_a_face_in_centimetres() -> None:
    mesh = canonical_mesh()
    assert mesh.vertices.shape == (468, 3)
    assert mesh.uv.shape == (468, 2)
    assert mesh.triangles.shape == (898, 3)
    assert set(mesh.triangles.ravel().tolist()) == set(range(468))
    assert (mesh.uv >= 0).all()
    assert (mesh.uv <= 1).all()
    height = np.ptp(mesh.vertices[:, 1])
    assert 15 < height < 20
    nose_tip, forehead, chin = mesh.vertices[[4, 10, 152]]
    assert nose_tip[2] > forehead[2]
    assert forehead[1] > chin[1]


def test_installed_mesh_is_symmetric() -> None:
    points = canonical_mesh().vertices[list(MESH_TO_68)]
    np.testing.assert_allclose(points[list(MIRROR_68)] * (-1, 1, 1), points, atol=1e-5)


def test_installed_mesh_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        canonical_mesh().vertices[0] = 0
