"""Video files: each frame by its index, each index with its time."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video import FrameReader, VideoFile, read_frame, write_video

UNEVEN = [Fraction(ms, 1000) for ms in np.cumsum([0, *([40, 33, 67, 120, 41] * 8)]).tolist()]


def numbers(source, read_number, **options):
    return [(frame.index, read_number(frame.image)) for frame in source.frames(**options)]


def packet_order(path):
    with av.open(path) as container:
        return [packet.pts for packet in container.demux(video=0) if packet.pts is not None]


class TestConstantRate:
    def test_frame_i_is_picture_i(self, film, read_number):
        video = VideoFile(film(n_frames=60))
        for colour in ("rgb", "grey"):
            assert numbers(video, read_number, colour=colour) == [(i, i) for i in range(60)]

    def test_facts_are_known(self, film):
        video = VideoFile(film(n_frames=60, fps=25))
        assert (video.n_frames, video.fps, video.size) == (60, Fraction(25), (64, 48))
        assert not video.is_variable_rate

    def test_times_come_from_the_file(self, film):
        video = VideoFile(film(n_frames=10, fps=30))
        assert video.timestamps() == tuple(Fraction(i, 30) for i in range(10))
        assert [frame.time for frame in video.frames(4, 6)] == [Fraction(4, 30), Fraction(5, 30)]

    def test_ntsc_rate_is_exact_in_a_container_that_counts_milliseconds(self, film):
        video = VideoFile(film("film.mkv", fps=Fraction(30000, 1001)))
        assert video.fps == Fraction(30000, 1001)
        assert not video.is_variable_rate

    def test_a_single_frame(self, film, read_number):
        video = VideoFile(film(n_frames=1))
        assert numbers(video, read_number) == [(0, 0)]
        assert (video.n_frames, video.is_variable_rate, video.timestamps()) == (1, False, (0,))


class TestVariableRate:
    def test_times_and_pictures(self, film, read_number):
        video = VideoFile(film(n_frames=len(UNEVEN), times=UNEVEN))
        assert video.is_variable_rate
        assert numbers(video, read_number) == [(i, i) for i in range(len(UNEVEN))]
        np.testing.assert_allclose(
            [float(time) for time in video.timestamps()], [float(time) for time in UNEVEN], atol=1e-4
        )

    def test_rate_is_the_average(self, film):
        video = VideoFile(film(n_frames=len(UNEVEN), times=UNEVEN))
        assert float(video.fps) == pytest.approx((len(UNEVEN) - 1) / float(UNEVEN[-1]), rel=1e-4)

    def test_seeking_counts_frames_not_seconds(self, film, read_number):
        video = VideoFile(film(n_frames=len(UNEVEN), times=UNEVEN, keyframe_interval=6))
        for index in reversed(range(len(UNEVEN))):
            assert read_number(read_frame(video, index).image) == index

    def test_time_starts_with_the_first_frame(self, film):
        late = [time + 3 for time in UNEVEN]
        video = VideoFile(film(n_frames=len(late), times=late))
        assert video.timestamps()[0] == 0
        assert float(video.timestamps()[-1]) == pytest.approx(float(UNEVEN[-1]), abs=1e-4)


CONTAINERS = {
    "film.mp4": {},
    "film.mov": {},
    "film.mkv": {},
    "film.ts": {},
    "film.avi": {"codec": "mpeg4"},
    "reordered.avi": {},
    "film.h264": {},
    "film.webm": {"codec": "libvpx"},
    "pictures.avi": {"codec": "mpeg4", "keyframe_interval": 1},
}


class TestSeeking:
    @pytest.mark.parametrize("name", CONTAINERS)
    def test_every_frame_in_both_directions(self, name, film, read_number):
        options = {"keyframe_interval": 12} | CONTAINERS[name]
        video = VideoFile(film(name, n_frames=40, **options))
        assert video.n_frames == 40
        for index in [*range(0, 40, 3), *range(39, -1, -2)]:
            frame = read_frame(video, index, "grey")
            assert (frame.index, read_number(frame.image)) == (index, index)
            assert frame.time == pytest.approx(Fraction(index, 25), abs=1e-3)

    @pytest.mark.parametrize("name", CONTAINERS)
    def test_frames_are_counted_only_where_times_do_not_number_them(self, name, film):
        video = VideoFile(film(name, n_frames=8, **CONTAINERS[name]))
        assert video.timetable.counted == (name in {"reordered.avi", "film.h264", "film.webm"})

    def test_the_films_are_stored_out_of_order(self, film):
        # Otherwise the tests of this class would not show that reordering is handled.
        order = packet_order(film(keyframe_interval=12))
        assert order != sorted(order)

    def test_open_groups_of_pictures(self, raw_film, read_number):
        options = {"x264-params": "open-gop=1:keyint=10:min-keyint=10:bframes=3:b-adapt=0:scenecut=0"}
        video = VideoFile(raw_film("open.mp4", options))
        for index in range(video.n_frames):
            assert read_number(read_frame(video, index, "grey").image) == index

    def test_a_late_start_does_not_decode_the_beginning(self, film, monkeypatch):
        video = VideoFile(film(n_frames=120, keyframe_interval=10))
        given = []
        original = FrameReader._index_of

        def counting(self, frame):
            given.append(frame.pts)
            return original(self, frame)

        monkeypatch.setattr(FrameReader, "_index_of", counting)
        read_frame(video, 115)
        assert len(given) <= 10

    def test_ranges(self, film, read_number):
        video = VideoFile(film(keyframe_interval=12))
        assert numbers(video, read_number, start=17, stop=21) == [(i, i) for i in range(17, 21)]
        assert numbers(video, read_number, start=58) == [(58, 58), (59, 59)]
        assert numbers(video, read_number, start=60) == []

    @pytest.mark.parametrize(("start", "stop"), [(-1, 3), (5, 61), (61, None), (9, 4)])
    def test_a_range_outside_is_refused_at_once(self, film, start, stop):
        video = VideoFile(film())
        with pytest.raises(VideoError, match=r"film\.mp4: frames .* it has frames 0 to 59"):
            video.frames(start, stop)

    def test_edited_out_frames_have_no_index(self, raw_film, read_number):
        # Twenty frames before time zero: MP4 stores them with an edit list that hides them.
        video = VideoFile(raw_film("edited.mp4", {}, n_frames=60, shift=20))
        assert video.n_frames == 40
        assert numbers(video, read_number) == [(i, i + 20) for i in range(40)]
        assert video.timestamps()[0] == 0

    def test_two_threads_give_the_same(self, film, read_number):
        path = film(keyframe_interval=12)
        assert numbers(VideoFile(path, threads=2), read_number) == numbers(VideoFile(path), read_number)

    def test_iterators_are_independent(self, film, read_number):
        video = VideoFile(film())
        first, second = video.frames(), video.frames(30)
        pairs = [(read_number(a.image), read_number(b.image)) for a, b in zip(first, second, strict=False)]
        assert pairs == [(i, i + 30) for i in range(30)]

    def test_travels_to_another_process(self, film, read_number):
        video = VideoFile(film())
        assert video.n_frames == 60
        assert numbers(pickle.loads(pickle.dumps(video)), read_number, start=50) == [
            (i, i) for i in range(50, 60)
        ]


class TestGrey:
    @pytest.mark.parametrize("full_range", [False, True])
    def test_grey_equals_rgb_without_colour(self, raw_film, draw_number, full_range):
        video = VideoFile(raw_film("film.mp4", {"crf": "1"}, n_frames=4, full_range=full_range))
        rgb, grey = (read_frame(video, 3, colour).image.astype(int) for colour in ("rgb", "grey"))
        assert np.abs(rgb - grey[:, :, None]).max() <= 1
        assert np.abs(grey - draw_number(3)).max() <= 4

    @pytest.mark.parametrize(
        ("pix_fmt", "codec"),
        [
            ("yuv422p", "libx264"),
            ("yuv444p", "libx264"),
            ("nv12", "libx264"),
            ("yuv420p10le", "libx264"),
            ("gray", "ffv1"),
            ("bgr0", "ffv1"),
        ],
    )
    def test_any_pixel_format(self, raw_film, draw_number, pix_fmt, codec):
        path = raw_film(
            "film.mkv", {"crf": "1"} if codec == "libx264" else {}, 3, pix_fmt=pix_fmt, codec=codec
        )
        for colour in ("rgb", "grey"):
            image = read_frame(VideoFile(path), 2, colour).image
            grey = image if colour == "grey" else image[:, :, 0]
            assert np.abs(grey.astype(int) - draw_number(2)).max() <= 4

    def test_colours_are_weighted_by_bt601(self, tmp_path):
        image = np.zeros((48, 64, 3), np.uint8)
        image[:, :21], image[:, 21:42], image[:, 42:] = (180, 40, 40), (40, 180, 40), (40, 40, 180)
        write_video(tmp_path / "colours.mp4", [image] * 3, 25, crf=1)
        video = VideoFile(tmp_path / "colours.mp4")
        grey = read_frame(video, 1, "grey").image
        for column, expected in ((10, 0.299), (31, 0.587), (52, 0.114)):
            assert grey[24, column] == pytest.approx(40 + 140 * expected, abs=2)
        assert (
            np.abs(read_frame(video, 1).image[24, [10, 31, 52]].astype(int) - image[24, [10, 31, 52]]).max()
            <= 4
        )


class TestUnusable:
    def test_missing(self, tmp_path):
        with pytest.raises(VideoError, match=r"none\.mp4 does not exist"):
            VideoFile(tmp_path / "none.mp4")

    def test_folder(self, tmp_path):
        with pytest.raises(VideoError, match="is a folder, expected a video file"):
            VideoFile(tmp_path)

    def test_device(self):
        with pytest.raises(VideoError, match="/dev/null is a device, pipe or socket, expected a video file"):
            VideoFile("/dev/null")

    def test_empty(self, tmp_path):
        (tmp_path / "empty.mp4").touch()
        with pytest.raises(VideoError, match=r"empty\.mp4 is empty"):
            VideoFile(tmp_path / "empty.mp4")

    @pytest.mark.parametrize("content", [b"onset,apex,offset\n" * 40, bytes(range(256)) * 20])
    def test_no_video_at_all(self, tmp_path, content):
        path = tmp_path / "renamed.mp4"
        path.write_bytes(content)
        with pytest.raises(VideoError, match=r"renamed\.mp4 is not a video file"):
            VideoFile(path)

    def test_sound_only(self, tmp_path):
        path = tmp_path / "sound.wav"
        with av.open(path, "w") as container:
            stream = container.add_stream("pcm_s16le", rate=8000)
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
            frame.rate = 8000
            container.mux(stream.encode(frame))
        with pytest.raises(VideoError, match=r"sound\.wav holds no video"):
            VideoFile(path)

    def test_a_cover_picture_is_not_the_video(self, tmp_path):
        path = tmp_path / "podcast.mp4"
        with av.open(path, "w") as container:
            cover = container.add_stream("mjpeg", rate=1)
            cover.width, cover.height, cover.pix_fmt = 32, 32, "yuvj420p"
            cover.disposition = av.stream.Disposition.attached_pic
            sound = container.add_stream("aac", rate=8000)
            container.mux(cover.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
            frame.rate = 8000
            container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
        with pytest.raises(VideoError, match=r"podcast\.mp4 holds no video"):
            VideoFile(path)

    def test_pictures_that_change_their_size(self, film, tmp_path, read_number):
        path = film("film.h264", n_frames=10)
        write_video(tmp_path / "other.h264", [np.zeros((32, 32), np.uint8)] * 5, 25)
        path.write_bytes(path.read_bytes() + (tmp_path / "other.h264").read_bytes())
        frames = VideoFile(path).frames()
        assert [read_number(next(frames).image) for _ in range(10)] == list(range(10))
        with pytest.raises(VideoError, match=r"film\.h264: frame 10 differs in size"):
            next(frames)

    def test_path_may_be_text(self, film):
        path = film()
        assert VideoFile(str(path)).path == Path(path)
