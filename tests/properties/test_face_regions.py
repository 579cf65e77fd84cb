"""Properties of the 36 regions on faces of any expression, place, size and turn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.face import MEAN_FACE, Region, label_image, mirror68, regions36

Points = npt.NDArray[np.float64]
SIZE = 320
EYES_APART = 0.4446
share = st.floats(0, 1)


@st.composite
def faces(draw: st.DrawFn) -> Points:
    """The mean face in other proportions, with an expression and up to 1.5% of the eyes' distance of noise."""
    face = MEAN_FACE.copy()
    opened = 0.2 * EYES_APART * draw(share)
    face[[55, 56, 57, 58, 59, 65, 66, 67]] += (0, opened)
    face[4:13] += (0, opened)
    smile = 0.12 * EYES_APART * draw(share)
    face[[48, 60]] += (-smile, -smile)
    face[[54, 64]] += (smile, -smile)
    face[17:27] += (0, EYES_APART * draw(st.floats(-0.08, 0.05)))
    for upper, lower in ((37, 41), (38, 40), (43, 47), (44, 46)):
        face[upper] += draw(share) * (face[lower] - face[upper])
    jitter = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).uniform(-1, 1, (68, 2))
    face += 0.015 * EYES_APART * draw(share) * jitter
    return (face - 0.5) * (draw(st.floats(0.85, 1.15)), 1) + 0.5


@st.composite
def similarities(draw: st.DrawFn) -> tuple[Points, Points]:
    """A turn with scale, and a shift, that keep the unit square's middle near the middle."""
    angle, scale = draw(st.floats(-np.pi, np.pi)), draw(st.floats(0.3, 1))
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn, np.array([draw(st.floats(-0.1, 0.1)), draw(st.floats(-0.1, 0.1))])


def crosses_itself(polygon: Points) -> bool:
    """Whether two edges that share no vertex meet."""
    n = len(polygon)
    edges = [(polygon[i], polygon[(i + 1) % n]) for i in range(n)]

    def side(a: Points, b: Points, c: Points) -> float:
        return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    def meet(first: tuple[Points, Points], second: tuple[Points, Points]) -> bool:
        apart = side(*first, second[0]) * side(*first, second[1])
        across = side(*second, first[0]) * side(*second, first[1])
        return apart < 0 and across < 0

    return any(meet(edges[i], edges[j]) for i in range(n) for j in range(i + 2, n) if (i, j) != (0, n - 1))


def test_the_oracle_sees_a_crossing() -> None:
    assert crosses_itself(np.array([[0.0, 0], [1, 1], [1, 0], [0, 1]]))
    assert not crosses_itself(np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]]))


@given(face=faces())
@settings(max_examples=60, deadline=None)
def test_polygons_are_simple_and_share_no_pixel(face: Points) -> None:
    regions = regions36(face * SIZE)
    assert not [region.name for region in regions if crosses_itself(region.polygon)]
    alone = [label_image([region], (SIZE, SIZE)) for region in regions]
    assert np.sum(alone, axis=0).max() == 1
    assert all(one.any() for one in alone)
    np.testing.assert_array_equal(
        label_image(regions, (SIZE, SIZE)), sum(one * (i + 1) for i, one in enumerate(alone))
    )


@given(face=faces(), similarity=similarities())
@settings(max_examples=60, deadline=None)
def test_regions_turn_move_and_scale_with_the_face(face: Points, similarity: tuple[Points, Points]) -> None:
    turn, shift = similarity

    def moved(points: Points) -> Points:
        return SIZE * ((points - 0.5) @ turn.T + 0.5 + shift)

    for still, turned in zip(regions36(face), regions36(moved(face)), strict=True):
        assert still.name == turned.name
        np.testing.assert_allclose(turned.polygon, moved(still.polygon), atol=1e-6)


@given(face=faces(), similarity=similarities())
@settings(max_examples=30, deadline=None)
def test_a_turned_face_has_no_overlap_either(face: Points, similarity: tuple[Points, Points]) -> None:
    turn, _ = similarity
    regions = regions36(SIZE * ((face - 0.5) @ turn.T + 0.5))
    counts = np.sum([label_image([region], (SIZE, SIZE)) for region in regions], axis=0)
    assert counts.max() == 1


@given(face=faces())
@settings(max_examples=60, deadline=None)
def test_the_mirrored_face_has_the_mirrored_regions(face: Points) -> None:
    swap = {"right": "left", "left": "right", "middle": "middle"}
    by_name: dict[tuple[str, str], Region] = {(r.area, r.side): r for r in regions36(face * SIZE)}
    for region in regions36(mirror68(face * SIZE, SIZE)):
        twin = by_name[region.area, swap[region.side]].polygon
        mirrored = np.column_stack([SIZE - 1 - twin[:, 0], twin[:, 1]])
        if region.side == "middle":  # the outline runs the other way round, from the same vertex
            mirrored = np.roll(mirrored[::-1], 1, axis=0)
        np.testing.assert_allclose(region.polygon, mirrored, atol=1e-9)
