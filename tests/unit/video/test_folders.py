"""Folders of images: order, numbers, gaps, and everything that lies in real folders."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction

import cv2
import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video import ImageFolder, read_frame


def save(path, image):
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())


@pytest.fixture
def folder(tmp_path, draw_number):
    """Write numbered pictures under the given names: the first shows 0, the second 1, ..."""

    def write(*names, inside="frames"):
        path = tmp_path / inside
        path.mkdir(parents=True)
        for number, name in enumerate(names):
            save(path / name, draw_number(number))
        return path

    return write


@pytest.mark.parametrize(
    "names",
    [
        ("img1.jpg", "img2.jpg", "img10.jpg"),
        ("img998.jpg", "img999.jpg", "img1000.jpg"),
        ("reg_img46.jpg", "reg_img47.jpg", "reg_img101.jpg"),
        ("9.jpg", "10.jpg", "166.jpg"),
        ("006_1_9999.jpg", "006_1_10000.jpg"),
        ("a1.JPG", "a2.jpeg", "a3.png", "a4.bmp", "a5.tif"),
    ],
)
def test_order_is_numeric(names, folder, read_number):
    path = folder(*names)
    source = ImageFolder(path)
    for colour in ("rgb", "grey"):
        frames = list(source.frames(colour=colour))
        assert [frame.index for frame in frames] == list(range(len(names)))
        assert [read_number(frame.image) for frame in frames] == list(range(len(names)))
    assert [file.name for file in source.files] == list(names)


def test_facts(folder):
    source = ImageFolder(folder("img1.png", "img2.png"))
    assert (source.size, source.n_frames, source.fps, source.timestamps()) == ((64, 48), 2, None, None)
    assert read_frame(source, 0).time is None


def test_numbers_lead_from_labels_to_frames(folder):
    source = ImageFolder(folder("img046.jpg", "img047.jpg", "img050.jpg"), fps=200)
    assert source.numbers == (46, 47, 50)
    assert source.missing() == (range(48, 50),)
    assert source.index_of(50) == 2
    with pytest.raises(VideoError, match="no frame numbered 48; its numbers run from 46 to 50"):
        source.index_of(48)


def test_a_gap_in_the_numbers_is_a_gap_in_time(folder):
    source = ImageFolder(folder("img046.jpg", "img047.jpg", "img050.jpg"), fps=200)
    assert source.timestamps() == (0, Fraction(1, 200), Fraction(4, 200))
    assert [frame.time for frame in source.frames(1)] == [Fraction(1, 200), Fraction(4, 200)]


def test_other_files_are_left_out(folder):
    path = folder("img1.jpg", "img2.jpg")
    for name in (".DS_Store", "._img1.jpg", "Thumbs.db", "notes.txt", ".img7.png"):
        (path / name).write_bytes(b"\0")
    (path / "crops3.jpg").mkdir()
    assert ImageFolder(path).numbers == (1, 2)


def test_paths_in_any_script(folder, read_number):
    source = ImageFolder(folder("Bild_ä1.jpg", "画像2.png", inside="Teilnehmer ö/实验 1"))
    assert [read_number(frame.image) for frame in source.frames()] == [0, 1]


def test_channels_are_rgb(tmp_path):
    save(tmp_path / "1.png", np.full((4, 6, 3), (10, 120, 250), np.uint8))
    source = ImageFolder(tmp_path)
    assert read_frame(source, 0).image[0, 0].tolist() == [250, 120, 10]
    assert read_frame(source, 0, "grey").image[0, 0] == round(0.299 * 250 + 0.587 * 120 + 0.114 * 10)


@pytest.mark.parametrize("name", ["img2.jpg", "img2.png", "img2.bmp"])
@pytest.mark.parametrize("keep", [0.0, 0.4, 0.99])
def test_a_cut_image_is_named_after_the_sound_ones(name, keep, folder, read_number):
    path = folder("img1.jpg", name, "img3.jpg")
    data = (path / name).read_bytes()
    (path / name).write_bytes(data[: int(keep * len(data))])
    frames = ImageFolder(path).frames()
    assert read_number(next(frames).image) == 0
    with pytest.raises(VideoError, match=rf"{name} \(frame 1\) is damaged or cut off"):
        next(frames)


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".png"])
@pytest.mark.parametrize("colour", ["rgb", "grey"])
def test_a_scratched_image_is_no_frame(suffix, colour, folder, read_number, capfd):
    path = folder(*(f"img{n}{suffix}" for n in range(3)))
    noise = np.random.default_rng(0)
    data = bytearray(cv2.imencode(suffix, noise.integers(0, 256, (48, 64), dtype=np.uint8))[1].tobytes())
    middle = len(data) // 2
    data[middle : middle + 400] = noise.bytes(400)
    (path / f"img1{suffix}").write_bytes(data)
    frames = ImageFolder(path).frames(colour=colour)
    assert read_number(next(frames).image) == 0
    with pytest.raises(VideoError, match=rf"img1{suffix} \(frame 1\) is damaged or cut off"):
        next(frames)
    assert capfd.readouterr() == ("", "")


def png_chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def test_an_image_of_impossible_size(folder):
    path = folder("img1.png", "img2.png")
    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(9))), (b"IEND", b"")
    content = b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)
    (path / "img2.png").write_bytes(content)
    with pytest.raises(VideoError, match=r"img2\.png \(frame 1\) is not an image that can be decoded"):
        read_frame(ImageFolder(path), 1)


def test_an_image_that_went_away(folder):
    path = folder("img1.png", "img2.png")
    source = ImageFolder(path)
    (path / "img2.png").unlink()
    with pytest.raises(VideoError, match=r"img2\.png \(frame 1\) cannot be read: No such file"):
        read_frame(source, 1)


def test_a_date_is_no_frame_number(folder):
    path = folder("img1.jpg", "img20160101123456.jpg")
    with pytest.raises(VideoError, match=r"img20160101123456\.jpg would be frame 20160101123456"):
        ImageFolder(path)


def test_gaps_need_no_memory(folder):
    source = ImageFolder(folder("img1.jpg", "img999999999.jpg"))
    assert source.missing() == (range(2, 999_999_999),)


def test_sizes_must_agree(folder):
    path = folder("img1.png", "img2.png")
    save(path / "img3.png", np.zeros((50, 64), np.uint8))
    message = r"img3\.png \(frame 2\) is 64 x 50 pixels, frame 0 is 64 x 48"
    with pytest.raises(VideoError, match=message):
        list(ImageFolder(path).frames())
    with pytest.raises(VideoError, match=message):
        list(ImageFolder(path).frames(2))


def test_two_files_of_one_number(folder):
    with pytest.raises(VideoError, match=r"img01\.jpg and img1\.png both count as frame 1"):
        ImageFolder(folder("img01.jpg", "img1.png"))


def test_a_name_without_a_number(folder):
    with pytest.raises(VideoError, match=r"neutral\.jpg has no frame number"):
        ImageFolder(folder("img1.jpg", "neutral.jpg"))


def test_no_frames(tmp_path):
    (tmp_path / "readme.txt").write_text("labels are elsewhere")
    with pytest.raises(VideoError, match="holds no frames"):
        ImageFolder(tmp_path)


def test_no_folder(tmp_path):
    with pytest.raises(VideoError, match="does not exist, expected a folder of images"):
        ImageFolder(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(VideoError, match="is a file, expected a folder of images"):
        ImageFolder(tmp_path / "file")


def test_rate_must_be_positive(folder):
    with pytest.raises(VideoError, match="not a positive rate"):
        ImageFolder(folder("1.jpg"), fps=0)
