"""Single pictures as JPEG."""

from __future__ import annotations

import numpy as np

from countenance.video import from_jpeg, to_jpeg


def smooth() -> np.ndarray:
    rows, columns = np.mgrid[:32, :48]
    return np.stack([4 * rows, 5 * columns, 250 - 3 * rows], axis=2).astype(np.uint8)


def test_colours_stay_in_their_order():
    found = from_jpeg(to_jpeg(smooth(), quality=98))
    assert found.dtype == np.uint8
    assert np.abs(found.astype(int) - smooth()).mean() < 2


def test_grey_becomes_three_equal_channels():
    grey = smooth()[..., 0]
    found = from_jpeg(to_jpeg(grey, quality=98))
    assert found.shape == (32, 48, 3)
    assert (found == found[..., :1]).all()
    assert np.abs(found[..., 0].astype(int) - grey).max() <= 4


def test_quality_costs_bytes():
    noise = np.random.default_rng(0).integers(0, 256, (32, 48, 3), dtype=np.uint8)
    sizes = [len(to_jpeg(noise, quality=quality)) for quality in (20, 60, 95)]
    assert sizes == sorted(set(sizes))
