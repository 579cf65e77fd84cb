"""Whether the clips on this machine are those of the protocol."""

from __future__ import annotations

from pathlib import Path

from countenance.core import InputError
from countenance.core.cache import digest_path
from countenance.core.errors import VideoError
from countenance.study.elicitation.protocol import Protocol
from countenance.study.elicitation.protocol_parts import ProtocolClip
from countenance.study.elicitation.recordings import ingest_report
from countenance.study.stimuli import emotion_word
from countenance.video import VideoFile

__all__ = ["check_clip_files", "clip_file_problems", "describe_clip"]


def describe_clip(
    path: Path | str, emotion: str, *, name: str = "", folder: Path | None = None
) -> ProtocolClip:
    """A clip of a protocol from its file: name, path, hash and duration.

    Parameters
    ----------
    path : Path or str
        The video.
    emotion : str
        What it is meant to evoke.
    name : str
        By which events are to know it; without it, that of the file without its suffix.
    folder : Path, optional
        Folder of clips, below which the file lies; without it, the folder of the file.

    Raises
    ------
    InputError
        If the video cannot be read or lies elsewhere.
    """
    path = Path(path)
    home = path.parent if folder is None else folder
    if not path.is_relative_to(home):
        raise InputError(f"{path} does not lie below {home}, the folder of clips")
    if not path.is_file():
        raise VideoError(f"{path} does not exist, expected a video file")
    seconds = round(ingest_report(VideoFile(path)).duration_s, 3)
    file = path.relative_to(home).as_posix()
    return ProtocolClip(name or path.stem, file, digest_path(path), seconds, emotion_word(emotion))


def clip_file_problems(protocol: Protocol, folder: Path) -> list[str]:
    """What keeps the clips in a folder from being those of a protocol, a sentence for each.

    Parameters
    ----------
    protocol : Protocol
        What a session is to show.
    folder : Path
        Folder of clips.

    Returns
    -------
    list of str
        Empty where every clip is the one that the protocol means.
    """
    return [problem for clip in protocol.clips if (problem := _problem(clip, folder))]


def _problem(clip: ProtocolClip, folder: Path) -> str:
    path = folder / clip.file
    try:
        found = digest_path(path) if path.is_file() else None
    except OSError as error:
        return f"clip {clip.name}: {path} cannot be read ({error.strerror})"
    if found is None:
        return f"clip {clip.name}: {path} does not exist; copy it there"
    if found != clip.sha256:
        return (
            f"clip {clip.name}: {path} is not the stimulus of the protocol, its SHA-256 begins with {found[:12]} "
            f"in place of {clip.sha256[:12]}; copy the original, or make a new version of the protocol"
        )
    return ""


def check_clip_files(protocol: Protocol, folder: Path) -> None:
    """Refuse clips that are not those of the protocol.

    Raises
    ------
    InputError
        With everything that :func:`clip_file_problems` finds.
    """
    if problems := clip_file_problems(protocol, folder):
        raise InputError("; ".join(problems))
