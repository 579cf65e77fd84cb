from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance.core import Clip, Expression, ExpressionKind, FaceError, Interval, Recording
from countenance.core.errors import DatabaseError, InputError, MethodError
from countenance.recognition import describe_clips
from countenance.recognition.describing import ClipDescriber


class Made(Sequence):
    """Clips that are made when they are asked for; every fourth has no apex."""

    def __init__(self, n: int) -> None:
        self.n, self.made = n, 0

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, index):
        if not 0 <= index < self.n:
            raise IndexError(index)
        self.made += 1
        apex = None if index % 4 == 0 else 12
        recording = Recording("made", "s1", f"r{index}", Fraction(30))
        return Clip(recording, f"c{index}", Expression(Interval(10, 14), apex, ExpressionKind.MICRO))


class MadeDatabase:
    """Frame t of clip i is i + t all over."""

    read = 0

    def frames(self, clip: Clip, *, colour: str = "grey") -> np.ndarray:
        self.read += 1
        levels = int(clip.name[1:]) % 200 + np.arange(clip.expression.interval.n_frames, dtype=np.uint8)
        shape = (2, 2) if colour == "grey" else (2, 2, 3)
        return np.broadcast_to(levels.reshape(-1, *(1 for _ in shape)), (len(levels), *shape))

    def source(self, clip: Clip) -> tuple[str, int | None]:
        return "labels", int(clip.name[1:])


class Levels(ClipDescriber):
    """First level, the level at the apex or 255, and a parameter; some clips show no face."""

    def __init__(self, added: float = 0.0, faceless: tuple[int, ...] = ()) -> None:
        self.added, self.faceless = added, faceless

    calls = 0

    def describe(self, frames, *, apex=None):
        Levels.calls += 1
        first = int(frames[0].flat[0])
        if first in self.faceless:
            raise FaceError("it shows no face.")
        return np.array(
            [[first, 255 if apex is None else frames[apex].flat[0], self.added]], dtype=np.float32
        )


class Colours(Levels):
    colour = "rgb"

    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return np.array(frames.shape)


def expected(n: int, added: float = 0.0, without: Sequence[int] = ()) -> np.ndarray:
    rows = [[[i, 255 if i % 4 == 0 else i + 2, added]] for i in range(n) if i not in without]
    return np.array(rows, dtype=np.float32)


@pytest.mark.parametrize("workers", [0, 3])
def test_rows_are_the_descriptions_in_the_order_of_clips(workers: int):
    clips = Made(30)
    if workers:
        with ThreadPoolExecutor(workers) as executor:
            described = describe_clips(MadeDatabase(), clips, Levels(0.5), executor=executor)
    else:
        described = describe_clips(MadeDatabase(), clips, Levels(0.5))
    np.testing.assert_array_equal(described.X, expected(30, 0.5), strict=True)
    assert described.clips is clips
    assert described.problems == []
    assert described.n_apex_estimated == 8


def test_clips_that_fail_are_problems_and_the_others_close_up():
    described = describe_clips(MadeDatabase(), Made(9), Levels(faceless=(8, 4, 1)))
    np.testing.assert_array_equal(described.X, expected(9, without=(1, 4, 8)))
    assert [clip.name for clip in described.clips] == ["c0", "c2", "c3", "c5", "c6", "c7"]
    assert [clip.name for clip in described.clips[1:3]] == ["c2", "c3"]
    assert described.clips[-1].name == "c7"
    assert [(problem.file, problem.row, problem.clip) for problem in described.problems] == [
        ("labels", 1, "s1/c1"), ("labels", 4, "s1/c4"), ("labels", 8, "s1/c8"),
    ]  # fmt: skip
    assert "row 1 (s1/c1): it shows no face; " in str(described.problems[0])
    assert described.n_apex_estimated == 1  # clips 4 and 8 could not be described at all


def test_no_clip_at_all():
    for clips, faceless in ((Made(0), ()), (Made(2), (0, 1))):
        described = describe_clips(MadeDatabase(), clips, Levels(faceless=faceless))
        assert described.X.shape == (0,)
        assert len(described.clips) == 0
        assert len(described.problems) == len(clips)


def test_the_describer_says_which_frames_it_wants():
    assert describe_clips(MadeDatabase(), Made(1), Colours()).X.tolist() == [[5, 2, 2, 3]]


def test_second_run_describes_nothing_again_and_gives_the_same(tmp_path: Path):
    first = describe_clips(MadeDatabase(), Made(5), Levels(1.0), cache=tmp_path)
    before = Levels.calls
    second = describe_clips(MadeDatabase(), Made(5), Levels(1.0), cache=tmp_path)
    assert Levels.calls == before
    np.testing.assert_array_equal(first.X, second.X, strict=True)
    other = describe_clips(MadeDatabase(), Made(5), Levels(2.0), cache=tmp_path)
    assert Levels.calls == before + 5
    np.testing.assert_array_equal(other.X, expected(5, 2.0))


class LaterVersion(Levels):
    pass


def test_cache_knows_the_describer_its_version_the_frames_and_the_apex(tmp_path: Path, monkeypatch):
    describe_clips(MadeDatabase(), Made(3), Levels(), cache=tmp_path)

    def runs(describer: ClipDescriber, database: MadeDatabase, clips: Sequence[Clip]) -> int:
        before = Levels.calls
        describe_clips(database, clips, describer, cache=tmp_path)
        return Levels.calls - before

    class Brighter(MadeDatabase):
        def frames(self, clip, *, colour="grey"):
            return super().frames(clip, colour=colour) + np.uint8(1)

    recoded = [
        Clip(c.recording, c.name, Expression(c.expression.interval, 13, ExpressionKind.MICRO))
        for c in Made(3)
    ]
    assert runs(Levels(), MadeDatabase(), Made(3)) == 0
    # Clip 1 now looks like clip 2 did; clip 0 looks like clip 1 did, but has no apex.
    assert runs(Levels(), Brighter(), Made(3)) == 2
    assert runs(Levels(), MadeDatabase(), recoded) == 3
    assert runs(LaterVersion(), MadeDatabase(), Made(3)) == 3
    monkeypatch.setattr(LaterVersion, "version", 2)
    assert runs(LaterVersion(), MadeDatabase(), Made(3)) == 3


def test_store_keeps_one_file_under_the_describer_and_the_clips(tmp_path: Path):
    described = describe_clips(MadeDatabase(), Made(4), Levels(3.0, faceless=(2,)), store=tmp_path)
    (kept,) = tmp_path.iterdir()
    np.testing.assert_array_equal(np.load(kept), expected(4, 3.0, without=(2,)), strict=True)
    again = describe_clips(MadeDatabase(), Made(4), Levels(3.0, faceless=(2,)), store=tmp_path)
    np.testing.assert_array_equal(again.X, described.X)
    describe_clips(MadeDatabase(), Made(3), Levels(3.0), store=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


class Uneven(Levels):
    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return np.zeros(2 if frames[0].flat[0] == 3 else 1)


def test_descriptions_of_different_shapes_are_the_describers_fault():
    with pytest.raises(
        InputError, match=r"Uneven describes s1/c3 unlike others: row 3 is float64 of shape \(2,\)"
    ):
        describe_clips(MadeDatabase(), Made(9), Uneven())


class Lost:
    def __reduce__(self):
        return _lost, ()


def _lost():
    raise DatabaseError("the release is not to be seen")


def test_a_release_that_a_worker_cannot_open_is_not_a_problem_of_each_clip():
    from countenance.recognition.extraction import _Task

    class Pickling(ThreadPoolExecutor):
        """Sends what processes would be sent."""

        def submit(self, fn, /, *args, **kwargs):
            assert isinstance(fn, _Task)
            return super().submit(pickle.loads(pickle.dumps(fn)), *args, **kwargs)

    with Pickling(2) as executor, pytest.raises(DatabaseError, match="not to be seen"):
        describe_clips(Lost(), Made(4), Levels(), executor=executor)


def test_memory_of_this_process_does_not_grow_with_the_clips():
    import tracemalloc

    def peak(n: int) -> int:
        tracemalloc.start()
        describe_clips(MadeDatabase(), Made(n), Levels(), executor=executor)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    with ThreadPoolExecutor(2) as executor:
        peak(100)
        few, many = peak(300), peak(6000)
    # One byte a clip says whether its row was written, and twice that while they are counted.
    assert many - few < 6000 * 8 + 20_000


class Unfinite(Levels):
    """The first level; no finite number for those of clips 3 and 5."""

    def describe(self, frames, *, apex=None):  # noqa: ARG002
        first = float(frames[0].flat[0])
        return np.array([np.nan if first == 3 else np.inf if first == 5 else first], dtype=np.float32)


@pytest.mark.parametrize("cached", [False, True])
def test_numbers_that_are_not_finite_are_a_problem_of_the_clip(cached: bool, tmp_path: Path):
    for _ in range(2):
        described = describe_clips(MadeDatabase(), Made(7), Unfinite(), cache=tmp_path if cached else None)
        assert described.X.ravel().tolist() == [0, 1, 2, 4, 6]
        assert [problem.clip for problem in described.problems] == ["s1/c3", "s1/c5"]
        said = "Unfinite describes the clip with numbers that are not finite; mend the describer or replace these"
        assert all(said in str(problem) for problem in described.problems)


class UnsendableError(Exception):
    """Cannot be unpickled: __init__ wants two arguments, and only one is kept."""

    def __init__(self, what: str, _where: str) -> None:
        super().__init__(what)


class Crashing(Levels):
    def describe(self, frames, *, apex=None):
        if frames[0].flat[0] == 2:
            raise UnsendableError("no such cascade", "here")
        return super().describe(frames, apex=apex)


@pytest.mark.parametrize("processes", [False, True])
def test_a_crash_names_the_clip_and_the_describer(processes: bool):
    sentence = (
        r"^the describer \S*test_extraction\.Crashing crashed at the clip made/s1/r2/c2 "
        r"\(UnsendableError: no such cascade\): mend its code"
    )
    if not processes:
        with pytest.raises(MethodError, match=sentence) as caught:
            describe_clips(MadeDatabase(), Made(4), Crashing())
        assert isinstance(caught.value.__cause__, UnsendableError)
        return
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawning) as executor, pytest.raises(MethodError, match=sentence) as caught:
        describe_clips(MadeDatabase(), Made(4), Crashing(), executor=executor)
    assert "in describe" in str(caught.value.__cause__)  # the worker's traceback


def test_a_crash_among_arrays_names_the_clip():
    clips = [np.full((3, 2, 2), level, np.uint8) for level in (1, 2)]
    with pytest.raises(UnsendableError, match="no such cascade") as caught:
        Crashing().transform(clips)
    assert caught.value.__notes__ == ["Crashing crashed at clip 1."]
