import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import InputError
from countenance.features.flow_maps import resized_flow_map
from countenance.recognition.flow_normalisation import mirrored, restore_flow


def smile(corner: float = 1.0, drift: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Mouth corners that move outwards and up, on a face that moves as a whole, in the proportions of pixels."""
    y, x = np.mgrid[-1:1:112j, -1:1:112j]
    left, right = (np.exp(-((x - side) ** 2 + (y - 0.4) ** 2) / 0.03) for side in (-0.4, 0.4))
    flow = np.stack([corner * (right - left) + drift[0], -1.5 * (left + right) + drift[1]], axis=-1)
    return resized_flow_map(flow, 28).astype(np.float64)


def stretched(maps: np.ndarray) -> np.ndarray:
    """As published flow maps are kept: every channel of every sample over the whole range of 8 bits."""
    low, high = maps.min(axis=(1, 2), keepdims=True), maps.max(axis=(1, 2), keepdims=True)
    return np.round(255 * (maps - low) / (high - low)) / 255


@pytest.mark.parametrize("corner", [0.5, 1.0, 2.0])
def test_stretched_maps_are_restored_to_what_they_were(corner):
    maps = np.stack([smile(corner, (0.4, -0.2))])
    known, found = restore_flow(maps), restore_flow(stretched(maps))
    assert np.corrcoef(known[..., :2].ravel(), found[..., :2].ravel())[0, 1] > 0.99
    ratio = [float(np.ptp(m[..., 0]) / np.ptp(m[..., 1])) for m in (known, found)]
    assert ratio[1] == pytest.approx(ratio[0], rel=0.15)


def test_without_restoring_the_ratio_is_lost():
    maps = np.stack([smile(0.5)])
    assert np.ptp(maps[..., 0]) / np.ptp(maps[..., 1]) == pytest.approx(0.66, abs=0.03)
    assert np.ptp(stretched(maps)[..., 0]) / np.ptp(stretched(maps)[..., 1]) == 1
    restored = restore_flow(stretched(maps))
    assert np.ptp(restored[..., 0]) / np.ptp(restored[..., 1]) == pytest.approx(0.66, rel=0.15)


def test_zero_is_what_most_of_the_face_does():
    restored = restore_flow(np.stack([smile(drift=(3.0, -5.0))]))
    assert np.median(restored[..., :2], axis=(0, 1, 2)) == pytest.approx([0, 0], abs=1e-12)
    assert restored[..., 2].min() == 0


def test_a_strain_that_says_nothing_changes_no_ratio():
    maps = np.stack([smile()])
    maps[..., 2] = 0.3
    restored = restore_flow(maps)
    assert np.ptp(restored[..., 0]) / np.ptp(restored[..., 1]) == pytest.approx(
        np.ptp(maps[..., 0]) / np.ptp(maps[..., 1])
    )


@settings(max_examples=30, deadline=None)
@given(
    scales=st.tuples(*[st.floats(0.01, 100)] * 2),
    shifts=st.tuples(*[st.floats(-10, 10)] * 3),
)
def test_units_and_shifts_do_not_matter(scales, shifts):
    maps = np.stack([smile(), smile(2.0, (1, 1))])
    flow, strain = scales
    other = maps * [flow, flow, strain] + shifts
    assert restore_flow(other) == pytest.approx(restore_flow(maps), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_mirroring_and_restoring_change_places(seed):
    maps = np.random.default_rng(seed).normal(size=(2, 28, 28, 3))
    turned = maps[:, :, ::-1] * [-1, 1, 1]
    assert restore_flow(turned) == pytest.approx(mirrored(restore_flow(maps)), abs=1e-9)
    assert mirrored(mirrored(maps)) == pytest.approx(maps)


@pytest.mark.parametrize(
    "maps", [np.zeros((2, 28, 28, 3)), np.full((1, 28, 28, 3), 0.5), np.zeros((1, 28, 28, 3), np.uint8)]
)
def test_maps_without_movement_stay_zero(maps):
    assert not restore_flow(maps).any()


def test_a_sample_never_depends_on_another():
    maps = np.random.default_rng(0).random((5, 28, 28, 3))
    assert np.array_equal(restore_flow(maps)[3:4], restore_flow(maps[3:4]))


@pytest.mark.parametrize(
    ("maps", "sentence"),
    [
        (np.zeros((2, 28, 28)), r"flow maps of shape \(2, 28, 28\): expected \(n, 28, 28, 3\)"),
        (np.zeros((0, 28, 28, 3)), r"flow maps of shape \(0, 28, 28, 3\)"),
        (np.full((1, 28, 28, 3), np.nan), "flow map 0 holds a value that is no finite number"),
        (
            np.full((1, 28, 28, 3), 1e300),
            "flow map 0 holds a value that is no finite number in single precision",
        ),
        (np.full((1, 28, 28, 3), 1j), "flow maps of type complex128: expected numbers"),
        (np.full((1, 28, 28, 3), "1.5"), "flow maps of type <U3: expected numbers"),
        (["a"], "expected numbers"),
        ([[1, 2], [3]], "the flow maps differ in shape"),
    ],
)
def test_what_is_no_flow_map_is_refused(maps, sentence):
    with pytest.raises(InputError, match=sentence):
        restore_flow(maps)
