"""Damage in JPEG files is found, and sound files of every kind pass."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.video.jpeg import jpeg_is_sound

SAMPLING = (0x111111, 0x211111, 0x121111, 0x221111, 0x411111)


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """Something between a gradient and noise, as photographs are; (101, 133, 3)."""
    rng = np.random.default_rng(3)
    grain = cv2.GaussianBlur(rng.normal(0, 120, (101, 133, 3)), (0, 0), 1.5)
    return np.clip(np.linspace(40, 220, 133)[:, None] + grain, 0, 255).astype(np.uint8)


def encode(image, **settings):
    names = {name: getattr(cv2, f"IMWRITE_JPEG_{name.upper()}") for name in settings}
    flags = [value for name in settings for value in (names[name], settings[name])]
    return cv2.imencode(".jpg", image, flags)[1].tobytes()


@pytest.mark.parametrize("quality", [1, 50, 92, 100])
@pytest.mark.parametrize("sampling", SAMPLING)
@pytest.mark.parametrize("restart", [0, 1, 7])
@pytest.mark.parametrize("optimise", [0, 1])
def test_sound_files_pass(quality, sampling, restart, optimise, photo):
    settings = {"quality": quality, "rst_interval": restart, "optimize": optimise}
    assert jpeg_is_sound(encode(photo, sampling_factor=sampling, **settings))
    assert jpeg_is_sound(encode(photo[:, :, 0], **settings))


@pytest.mark.parametrize("quality", [1, 50, 100])
def test_extreme_pixels_pass(quality):
    checks = (np.indices((64, 64)).sum(axis=0) % 2 * 255).astype(np.uint8)
    for image in (np.zeros_like(checks), np.full_like(checks, 255), checks):
        assert jpeg_is_sound(encode(image, quality=quality))


def test_progressive_files_pass(photo):
    assert jpeg_is_sound(encode(photo, progressive=1))


def test_what_surrounds_the_picture_is_left_alone(photo):
    data = encode(photo)
    comment = b"\xff\xfe\x00\x07hello"
    assert jpeg_is_sound(data[:2] + comment + data[2:] + b"thumbnail of a camera")
    # Any number of bytes of 255 may stand before a marker, and some cameras fill the data up.
    assert jpeg_is_sound(data[:-2] + b"\xff\xff\xff\xd9")
    assert jpeg_is_sound(data[:-2] + b"\0\0\xff\xd9")


@pytest.mark.parametrize("settings", [{}, {"rst_interval": 4}, {"progressive": 1}])
def test_scratches_are_found(settings, photo):
    data = encode(photo, quality=92, **settings)
    rng = np.random.default_rng(0)
    for place in range(700, len(data) - 400, 400):
        assert not jpeg_is_sound(data[:place] + rng.bytes(400) + data[place + 400 :]), place


@pytest.mark.parametrize("settings", [{}, {"rst_interval": 4}, {"progressive": 1}])
def test_cut_files_are_found(settings, photo):
    data = encode(photo, **settings)
    for place in (*range(2, len(data), 100), len(data) - 1):
        assert not jpeg_is_sound(data[:place]), place


def test_restart_markers_count(photo):
    data = encode(photo, rst_interval=4)
    assert not jpeg_is_sound(data.replace(b"\xff\xd3", b"\xff\xd4"))
    first, second = data.find(b"\xff\xd0"), data.find(b"\xff\xd1")
    assert not jpeg_is_sound(data[:first] + data[second:])


def test_bytes_too_many_are_found(photo):
    data = encode(photo)
    assert not jpeg_is_sound(data[:-2] + bytes(9) + b"\xff\xd9")


@pytest.mark.parametrize(("grey", "sound"), [(140, True), (255, False)])
def test_brightness_that_no_pixel_has_is_found(grey, sound):
    """A block stores the difference to the one before, so the first of eight, stored eight times, adds up."""
    data = encode(np.full((8, 64), grey, np.uint8), quality=100, optimize=1)
    start = data.find(b"\xff\xda") + 10
    n_bits = 2 + (8 * (grey - 128)).bit_length() + 1  # code, difference, end of block
    coded = np.frombuffer(data[start:-2].replace(b"\xff\0", b"\xff"), np.uint8)
    repeated = np.packbits(np.tile(np.unpackbits(coded)[:n_bits], 8)).tobytes()
    assert jpeg_is_sound(data)
    assert jpeg_is_sound(data[:start] + repeated.replace(b"\xff", b"\xff\0") + data[-2:]) is sound


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xda\0\0\xff\xd9"])
def test_files_without_a_picture(data):
    assert not jpeg_is_sound(data)


def test_headers_of_noise_end_in_no_other_error(photo):
    data = encode(photo)
    rng = np.random.default_rng(1)
    verdicts = [jpeg_is_sound(data[:place] + rng.bytes(8) + data[place + 8 :]) for place in range(2, 620, 5)]
    assert jpeg_is_sound(data)
    assert set(verdicts) == {True, False}  # a quantiser may be anything, a Huffman table may not
