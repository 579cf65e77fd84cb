"""Files of codings without a study, and what is known of the recordings that they code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from countenance.core.errors import InputError
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.core import CodingPass
    from countenance.study.exchange import Times

__all__ = ["Recordings", "check_lengths", "numbers_of", "read_files"]

_WITH_TIMES = (".eaf", ".textgrid", ".boris")


@dataclass(frozen=True, slots=True)
class Recordings:
    """What is known of recordings: their films, or else their lengths and one frame rate.

    Parameters
    ----------
    folder : Path or None
        With films named like the recordings; their endings do not count.
    n_frames : mapping of str to int
        By recording, where it has no film there.
    fps : Fraction or None
        Frames per second of recordings without a film.
    """

    folder: Path | None
    n_frames: Mapping[str, int]
    fps: Fraction | None

    def film(self, recording: str) -> Path | None:
        """The film of a recording; None where there is none.

        Raises
        ------
        InputError
            If several may be meant.
        """
        from countenance.video import VIDEO_SUFFIXES

        if self.folder is None:
            return None
        films = sorted(one for one in self.folder.iterdir() if one.suffix.lower() in VIDEO_SUFFIXES)
        exact = [one for one in films if one.name == recording]
        found = exact or [one for one in films if one.stem in {recording, _bare(recording, VIDEO_SUFFIXES)}]
        if len(found) > 1:
            names = " and ".join(one.name for one in found[:2])
            raise InputError(
                f"{self.folder}: {names} may both be the recording {recording}; keep one of them"
            )
        return found[0] if found else None

    def times(self, recording: str) -> Times:
        """When the frames of a recording are shown.

        Raises
        ------
        InputError
            If that is not known.
        """
        from countenance.study.exchange import ConstantRate

        film = self.film(recording)
        if film is not None:
            return _times_of(film)
        if self.fps is None:
            raise InputError(
                f"{recording}: {self._no_film()}when its frames are shown is not known; give --fps"
            )
        return ConstantRate(self.fps, self.n_frames.get(recording))

    def known(self, coded: CodingPass) -> CodingPass:
        """A pass with the length and the rate of its recording, as far as they are known."""
        film = self.film(coded.recording)
        if film is None:
            return replace(
                coded,
                n_frames=self.n_frames.get(coded.recording, coded.n_frames),
                fps=coded.fps or self.fps,
            )
        times = _times_of(film)
        return replace(coded, n_frames=times.n_frames, fps=times.fps)

    def _no_film(self) -> str:
        return "" if self.folder is None else f"{self.folder} holds no film of it, and "


def _bare(recording: str, endings: Iterable[str]) -> str:
    """The name without the ending of a film; other dots belong to it."""
    return next((recording[: -len(end)] for end in endings if recording.lower().endswith(end)), recording)


def _times_of(film: Path) -> Times:
    from countenance.study.exchange import ConstantRate, Timestamps
    from countenance.video import open_frames

    source = open_frames(film)
    starts, fps = source.timestamps(), source.fps
    if starts is None or fps is None:
        raise InputError(f"{film} does not say when its frames are shown; convert it to MP4")
    if len(starts) < 2:
        return ConstantRate(fps, source.n_frames)
    return Timestamps((*starts, starts[-1] + 1 / fps), fps)


def numbers_of(pairs: Sequence[str]) -> dict[str, int]:
    """Lengths given as RECORDING=N.

    Raises
    ------
    InputError
        If one is not written so.

    Examples
    --------
    >>> numbers_of(["film 1=1337", "a=b=72"])
    {'film 1': 1337, 'a=b': 72}
    """
    found: dict[str, int] = {}
    for pair in pairs:
        name, _, number = pair.rpartition("=")
        if not (name and number.isascii() and number.isdigit() and int(number) > 0):
            raise InputError(f"--n-frames {pair}: write RECORDING=N with N frames, for example film.mp4=1337")
        if name in found:
            raise InputError(f"--n-frames {pair}: {name} has {found[name]} frames already; give one length")
        found[name] = int(number)
    return found


def read_files(
    files: Sequence[Path],
    coders: Sequence[str],
    recordings: Recordings,
    *,
    recording: str = "",
    tiers: Mapping[str, str] | None = None,
    first_frame: int = 0,
) -> tuple[list[CodingPass], list[str]]:
    """Read codings of several files.

    Parameters
    ----------
    files : sequence of Path
    coders : sequence of str
        Who coded each file; empty where the files say it.
    recordings : Recordings
    recording : str
        Which recording the files code, where they do not say.
    tiers : mapping of str to str, optional
        Names of tiers by what they mean.
    first_frame : int
        Number of a recording's first frame in a table.

    Returns
    -------
    passes : list of CodingPass
    remarks : list of str

    Raises
    ------
    InputError
        If a file cannot be used, or something that was given belongs to none of them.
    """
    from countenance.app.cli.given import check_table
    from countenance.study.exchange import read_codings

    if coders and len(coders) != len(files):
        raise InputError(
            f"--coder was given {counted(len(coders), 'time')} for {counted(len(files), 'file')}: give it once for "
            "each, in their order"
        )
    passes: list[CodingPass] = []
    remarks: list[str] = []
    for place, file in enumerate(files):
        check_table(file, "a file of codings")
        timed = file.suffix.lower() in _WITH_TIMES
        if timed and recordings.folder is None and recordings.fps is None:
            raise InputError(f"{file} holds times, not frames: give --fps, or --videos with the films")
        read, told = read_codings(
            file,
            times=recordings.times if timed else None,
            coder=coders[place] if coders else None,
            recording=recording or None,
            tiers=tiers,
            first_frame=first_frame,
        )
        passes += read
        remarks += told
    names = {one.recording for one in passes}
    stray = next((name for name in recordings.n_frames if name not in names), None)
    if stray is not None:
        raise InputError(
            f"--n-frames {stray}: no file codes a recording of that name, but {', '.join(sorted(names)) or 'none'}"
        )
    named, told = _one_name_each([recordings.known(one) for one in passes])
    return named, [*remarks, *told]


def _one_name_each(passes: Sequence[CodingPass]) -> tuple[list[CodingPass], list[str]]:
    """Passes in which a recording has one name, though some programs call it with the ending of its film."""
    from countenance.video import VIDEO_SUFFIXES

    names = {one.recording for one in passes}
    bare = {name: _bare(name, VIDEO_SUFFIXES) for name in names}
    new = {name: short for name, short in bare.items() if short != name and short in names}
    told = [f"{name} and {short} are taken for one recording" for name, short in sorted(new.items())]
    return [replace(one, recording=new.get(one.recording, one.recording)) for one in passes], told


def check_lengths(passes: Sequence[CodingPass], folder: Path | None) -> None:
    """Refuse a recording of several coders whose length is not known.

    Parameters
    ----------
    passes : sequence of CodingPass
    folder : Path or None
        Where films were looked for.

    Raises
    ------
    InputError
        With the first one.
    """
    from countenance.study.agreement import by_recording

    for name, coders in by_recording(passes).items():
        if len(coders) > 1 and all(one.n_frames is None for one in coders.values()):
            looked = "" if folder is None else f" and {folder} holds no film of it"
            raise InputError(
                f"{name}: its number of frames is not known{looked}; give --videos FOLDER, --n-frames '{name}=N', "
                "or --no-frames"
            )
