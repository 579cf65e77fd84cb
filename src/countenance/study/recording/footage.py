"""What a file of a recording holds: its frames and their times, and where it is damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from countenance.core.errors import VideoError
from countenance.core.executors import Progress, ignore_progress
from countenance.core.words import counted
from countenance.study.elicitation import IngestReport, ingest_report
from countenance.video import Colour, Frame, FrameSource, VideoFile

__all__ = ["Footage", "look_at"]

_ROUNDING = Fraction(1, 1000)
"""Seconds by which Matroska and WebM, which count milliseconds, may move a frame against the first one."""

_EVERY = 100
"""Frames after which progress is told."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A recording's file.

    Parameters
    ----------
    fps : Fraction
        Frames per second: the file's figure where its frames follow it, else the average.
    ingest : IngestReport
        Of the frames that can be read.
    damage : str
        A sentence, or empty.
    """

    fps: Fraction
    ingest: IngestReport
    damage: str = ""

    @property
    def n_frames(self) -> int:
        """Frames that can be read."""
        return self.ingest.n_frames

    @property
    def is_constant(self) -> bool:
        """Whether frame i is shown i / fps seconds after the first one, within a millisecond."""
        return _fits(self.fps, self.ingest.times)

    @property
    def times(self) -> tuple[str, ...]:
        """Presentation time of each frame in seconds; empty where the rate is constant."""
        return () if self.is_constant else tuple(map(str, self.ingest.times))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Why the recording may not serve."""
        prefix = f"{self.ingest.name}: "
        told = tuple(one.removeprefix(prefix) for one in self.ingest.warnings)
        return told if self.is_constant else (*told, "the distance of frames varies, so their times are kept")

    def report(self) -> dict[str, Any]:
        """What is kept of all this beside frames and times, in types of JSON."""
        ingest = self.ingest
        return {
            "nominal_fps": None if ingest.nominal_fps is None else str(ingest.nominal_fps),
            "measured_fps": ingest.measured_fps,
            "median_ms": ingest.median_ms,
            "longest_gap_ms": ingest.longest_gap_ms,
            "longest_gap_frame": ingest.longest_gap_frame,
            "missing": ingest.n_missing,
            "drops": [[one.frame, one.gap_ms, one.missing] for one in ingest.drops],
            "warnings": list(self.warnings),
            "damage": self.damage,
        }


@dataclass(frozen=True, slots=True)
class _Sound:
    """The frames of a file before it is damaged."""

    source: VideoFile
    n_frames: int

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def fps(self) -> Fraction | None:
        return self.source.fps

    @property
    def size(self) -> tuple[int, int]:
        return self.source.size

    def timestamps(self) -> tuple[Fraction, ...]:
        return self.source.timestamps()[: self.n_frames]

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        return self.source.frames(start, self.n_frames if stop is None else stop, colour)


def look_at(
    path: Path, *, decode: bool = True, allow_damaged: bool = False, progress: Progress = ignore_progress
) -> Footage:
    """Look at the file of a recording.

    Parameters
    ----------
    path : Path
    decode : bool
        Whether every frame is decoded once. Damage inside of pictures is not seen otherwise.
    allow_damaged : bool
        Whether the frames before a damage are better than none.
    progress : callable
        Told how many frames were decoded.

    Raises
    ------
    VideoError
        If the file is no video, has fewer than two frames, or is damaged and that is not allowed.
    """
    source = VideoFile(path)
    n_sound, damage = _decoded(source, progress) if decode else (source.n_frames, _announced(source))
    if damage and not allow_damaged:
        raise VideoError(
            f"{damage} ({counted(n_sound, 'frame')} of {source.n_frames} can be read); take these with "
            "--allow-damaged if there is no better copy"
        )
    sound: FrameSource = _Sound(source, n_sound) if damage else source
    ingest = ingest_report(sound)
    average = Fraction(ingest.n_frames - 1) / ingest.times[-1]
    rates = [rate for rate in (source.fps, average) if rate is not None and _fits(rate, ingest.times)]
    fps = rates[0] if rates else average
    return Footage(fps, ingest, damage)


def _fits(fps: Fraction, times: Sequence[Fraction]) -> bool:
    return all(abs(time - index / fps) <= _ROUNDING for index, time in enumerate(times))


def _decoded(source: VideoFile, progress: Progress) -> tuple[int, str]:
    """Frames that can be read from the first one on, and why no more can."""
    n_sound = 0
    try:
        for frame in source.frames(colour="grey"):
            n_sound = frame.index + 1
            if n_sound % _EVERY == 0 or n_sound == source.n_frames:
                progress("decoding", n_sound, source.n_frames)
    except VideoError as error:
        return n_sound, str(error)
    return n_sound, ""


def _announced(source: VideoFile) -> str:
    if source.damage is None:
        return ""
    return f"{source.path} is damaged or cut short after frame {source.n_frames - 1}: {source.damage}"
