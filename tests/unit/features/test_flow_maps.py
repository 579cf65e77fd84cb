from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features import dense_flow, flow_map, optical_strain
from countenance.features.flow_maps import resized_flow_map


@pytest.fixture(scope="module")
def texture():
    noise = np.random.default_rng(0).normal(size=(140, 140)).astype(np.float32)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 3), None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


def grid(height: int = 7, width: int = 9):
    y, x = np.mgrid[:height, :width].astype(float)
    return x, y


def test_a_translation_has_no_strain():
    x, _ = grid()
    assert not optical_strain(np.stack([np.full_like(x, 3.5), np.full_like(x, -2)], axis=-1)).any()


def test_a_small_rotation_has_no_strain():
    x, y = grid()
    np.testing.assert_allclose(optical_strain(np.stack([-0.02 * y, 0.02 * x], axis=-1)), 0, atol=1e-8)


@pytest.mark.parametrize(
    ("xx", "xy", "yx", "yy", "expected"),
    [
        (0.3, 0, 0, 0, 0.3),  # a stretch along x
        (0, 0, 0, -0.4, 0.4),  # a squeeze along y
        (0.3, 0, 0, 0.4, 0.5),
        (0, 0.2, 0, 0, 0.2 / np.sqrt(2)),  # a shear: (0.1**2 + 0.1**2) ** .5
        (0.3, 0.5, -0.1, 0.4, np.sqrt(0.09 + 0.16 + 2 * 0.2**2)),
    ],
)
def test_linear_flows_have_the_strain_of_their_tensor_everywhere(xx, xy, yx, yy, expected):
    x, y = grid()
    flow = np.stack([xx * x + xy * y + 4, yx * x + yy * y - 1], axis=-1)
    strain = optical_strain(flow)
    assert strain.dtype == np.float32
    np.testing.assert_allclose(strain, np.full((7, 9), expected), rtol=1e-6)


def test_strain_against_the_tensor_written_out():
    flow = np.random.default_rng(1).normal(size=(6, 5, 2))
    strain = optical_strain(flow)

    def slope(values, i):
        if i in (0, len(values) - 1):
            low, high = (0, 1) if i == 0 else (i - 1, i)
            return values[high] - values[low]
        return (values[i + 1] - values[i - 1]) / 2

    for i in range(6):
        for j in range(5):
            tensor = np.empty((2, 2))
            for a in range(2):
                tensor[a] = slope(flow[i, :, a], j), slope(flow[:, j, a], i)
            symmetric = (tensor + tensor.T) / 2
            assert strain[i, j] == pytest.approx(np.linalg.norm(symmetric), rel=1e-6)


def test_cells_are_means_of_their_pixels():
    flow = np.random.default_rng(2).normal(size=(12, 8, 2)).astype(np.float32)
    cells = resized_flow_map(flow, 4)
    assert cells.shape == (4, 4, 3)
    np.testing.assert_allclose(cells[1, 2, :2], flow[3:6, 4:6].mean(axis=(0, 1)), rtol=1e-5)
    assert cells[1, 2, 2] == pytest.approx(optical_strain(flow)[3:6, 4:6].mean(), rel=1e-5)


def test_averaging_keeps_the_mean_where_cells_cut_pixels():
    flow = np.random.default_rng(3).normal(size=(45, 31, 2)).astype(np.float32)
    np.testing.assert_allclose(
        resized_flow_map(flow, 28).mean(axis=(0, 1))[:2], flow.mean(axis=(0, 1)), atol=1e-5
    )


def test_a_shift_is_measured_in_px_of_the_frames(texture):
    moved = np.roll(texture, (1, 3), axis=(0, 1))
    cells = flow_map(texture, moved)
    assert (cells.shape, cells.dtype) == ((28, 28, 3), np.float32)
    np.testing.assert_allclose(np.median(cells[6:-6, 6:-6], axis=(0, 1)), [3, 1, 0], atol=0.1)
    assert np.array_equal(cells, resized_flow_map(dense_flow(texture, moved)))


def test_mirrored_frames_have_the_mirrored_map_with_the_sign_of_u_turned(texture):
    y, x = np.mgrid[:140, :140].astype(np.float32)
    bump = 2 * np.exp(-((x - 50) ** 2 + (y - 80) ** 2) / 500)
    moved = cv2.remap(texture, x - bump, y + bump, cv2.INTER_CUBIC)
    here = flow_map(texture, moved, method="farneback")
    there = flow_map(texture[:, ::-1], moved[:, ::-1], method="farneback")
    np.testing.assert_allclose(there[:, ::-1] * (-1, 1, 1), here, atol=0.05)
    assert here[..., 0].max() > 1


def test_still_frames_have_an_empty_map(texture):
    np.testing.assert_allclose(flow_map(texture, texture), 0, atol=0.01)


@pytest.mark.parametrize("shape", [(5, 5), (5, 5, 3), (1, 9, 2)])
def test_another_shape_is_no_flow(shape):
    with pytest.raises(InputError, match=r"optical strain expects \(height, width, 2\)"):
        optical_strain(np.zeros(shape))


@pytest.mark.parametrize("size", [0, -1, 2.5, 33])
def test_cells_must_fit_the_frame(size):
    with pytest.raises(InputError, match="larger frames or fewer cells"):
        resized_flow_map(np.zeros((32, 40, 2)), size)
