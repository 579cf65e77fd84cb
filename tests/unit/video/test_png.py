"""A single changed bit in a PNG file is found."""

from __future__ import annotations

import cv2
import numpy as np

from countenance.video.png import png_is_sound


def test_every_byte_counts():
    image = np.random.default_rng(0).integers(0, 256, (5, 7), dtype=np.uint8)
    data = cv2.imencode(".png", image)[1].tobytes()
    assert png_is_sound(data)
    assert png_is_sound(data + b"whatever a program appends")
    for place in range(8, len(data)):
        changed = data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        assert not png_is_sound(changed), place
        assert not png_is_sound(data[:place]), place
