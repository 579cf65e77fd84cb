"""Stimuli of a study: clips by their SHA-256, what raters say of them, and which were chosen by what rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from countenance.core.cache import digest_path
from countenance.core.errors import InputError, VideoError
from countenance.store import Reader
from countenance.store.records import Film, Medium, ProtocolVersion, RatedClip, Stimulus
from countenance.study.elicitation import Protocol, ingest_report
from countenance.study.project import Study
from countenance.study.recording.access import (
    COMMAND_LINE,
    check_actor,
    checked_name,
    experimenting,
    new_name,
    plain,
)
from countenance.study.recording.files import keeping, remove_unnamed
from countenance.study.stimuli import emotion_word
from countenance.video import VideoFile
from countenance.video.browsers import why_no_browser_plays

__all__ = [
    "add_stimulus",
    "change_emotion",
    "check_stimulus_file",
    "remove_stimulus",
    "stimuli_of_protocols",
    "stimulus_named",
]


@dataclass(frozen=True, slots=True)
class _Clip:
    """What a file says of itself."""

    digest: str
    seconds: float


def add_stimulus(
    study: Study,
    path: Path,
    *,
    name: str = "",
    emotion: str = "",
    keep: bool = True,
    actor: str = COMMAND_LINE,
) -> Stimulus:
    """Add a clip that participants are to watch.

    Parameters
    ----------
    study : Study
    path : Path
        The video.
    name : str
        By which ratings, protocols and sessions know it; that of the file without its suffix unless given.
    emotion : str
        What it is meant to evoke; what most raters name, once it is chosen, unless given.
    keep : bool
        Whether the file is copied into the study. Otherwise its hash alone is kept, as some licences ask for.
    actor : str

    Raises
    ------
    InputError
        If the file is no video that can be read, the name or the content is there already, or another content
        is there under this name; if it is kept and no browser plays it.
    """
    name = checked_name(name or path.stem, Stimulus.noun)
    word = emotion_word(emotion) if emotion else None
    with study.reading() as reader:
        check_actor(reader, actor)
    clip = _looked_at(path)
    if keep:
        _check_playable(path)
    with study.reading() as reader:
        _check_new(reader, name, clip, path)
    with keeping(study, path if keep else None, clip.digest) as kept, experimenting(study, actor) as writer:
        _check_new(writer, name, clip, path)
        medium = kept.row(writer)
        return writer.add(
            Stimulus(name=name, digest=clip.digest, seconds=clip.seconds, emotion=word, medium=medium)
        )


def change_emotion(study: Study, stimulus: str, emotion: str, *, actor: str = COMMAND_LINE) -> Stimulus:
    """Say what a clip is meant to evoke after it was added.

    Parameters
    ----------
    study : Study
    stimulus : str
        Id.
    emotion : str
        As for :func:`add_stimulus`.
    actor : str

    Raises
    ------
    InputError
        If there is no such clip, the emotion is no word, or a protocol lists the clip: participants were shown it
        as what the protocol says.
    """
    word = emotion_word(emotion) if emotion.strip() else None
    with experimenting(study, actor) as writer:
        found = _stimulus(writer, stimulus)
        if listing := stimuli_of_protocols(writer).get(found.digest):
            raise InputError(f"what {found.name} is meant to evoke stays: the protocol {listing} lists it")
        return found if found.emotion == word else writer.change(found, emotion=word)


def remove_stimulus(study: Study, stimulus: str, *, actor: str = COMMAND_LINE) -> int:
    """Take out a clip that was added by mistake, with its file and what was said of it.

    Parameters
    ----------
    study : Study
    stimulus : str
        Id.
    actor : str

    Returns
    -------
    int
        How many ratings went with it.

    Raises
    ------
    InputError
        If there is no such clip, or a protocol lists it: what participants were shown stays.
    """
    with experimenting(study, actor) as writer:
        found = _stimulus(writer, stimulus)
        if listing := stimuli_of_protocols(writer).get(found.digest):
            raise InputError(f"{found.name} stays: the protocol {listing} lists it")
        ratings = list(writer.find(RatedClip, stimulus=found.id))
        for one in (*ratings, found):
            writer.remove(one)
        medium = None if found.medium is None else writer.get(Medium, found.medium)
        if medium is not None:
            writer.remove(medium)
    if medium is not None:
        remove_unnamed(study, medium.digest)
    return len(ratings)


def stimuli_of_protocols(reader: Reader) -> dict[str, str]:
    """Clips that protocols list, by their SHA-256: title and version of the first protocol that does."""
    listed: dict[str, str] = {}
    for row in reader.find(ProtocolVersion):
        protocol = Protocol.parse(row.content, row.title)
        for clip in protocol.clips:
            listed.setdefault(clip.sha256, f"{protocol.title}, version {protocol.version}")
    return listed


def _stimulus(reader: Reader, stimulus: str) -> Stimulus:
    found = reader.first(Stimulus, id=stimulus)
    if found is None:
        raise InputError("there is no such stimulus: somebody else has taken it out")
    return found


def check_stimulus_file(reader: Reader, name: str, path: Path) -> Stimulus:
    """The stimulus of a name, if a file is still the one that was added.

    Raises
    ------
    InputError
        If there is no such stimulus, or the file is not there or has another content.
    """
    found = stimulus_named(reader, name)
    if not path.is_file():
        raise InputError(f"{path} does not exist, expected the file of the stimulus {found.name!r}")
    if (digest := digest_path(path)) != found.digest:
        raise InputError(_changed(found, digest, path))
    return found


def stimulus_named(reader: Reader, name: str) -> Stimulus:
    """The stimulus of that name.

    Raises
    ------
    InputError
        If there is none.
    """
    found = reader.first(Stimulus, name=plain(name))
    if found is None:
        raise InputError(f"there is no stimulus {name!r}: 'countenance study stimuli' lists all")
    return found


def _looked_at(path: Path) -> _Clip:
    source = VideoFile(path)
    if source.damage is not None:
        raise VideoError(f"{path} is damaged or cut short: {source.damage}; copy or export it again")
    return _Clip(digest_path(path), round(ingest_report(source).duration_s, 3))


def _check_playable(path: Path) -> None:
    if why := why_no_browser_plays(path):
        raise InputError(
            f"no browser plays {path}, so that it could not be shown: {why}; convert it, as with ffmpeg -i "
            f"{path.name} -c:v libx264 -pix_fmt yuv420p {path.stem}.mp4, or keep its hash only"
        )


def _check_new(reader: Reader, name: str, clip: _Clip, path: Path) -> None:
    same_name = reader.first(Stimulus, name=name)
    if same_name is not None and same_name.digest != clip.digest:
        raise InputError(_changed(same_name, clip.digest, path))
    same_content = reader.first(Stimulus, digest=clip.digest)
    if same_content is not None:
        raise InputError(f"{path} is the stimulus {same_content.name!r} already")
    medium = reader.first(Medium, digest=clip.digest)
    film = None if medium is None else reader.first(Film, medium=medium.id)
    if film is not None:
        raise InputError(f"{path} is the recording {film.name!r}, not a stimulus")
    new_name(reader, Stimulus, name)


def _changed(stimulus: Stimulus, digest: str, path: Path) -> str:
    return (
        f"{path} is not the stimulus {stimulus.name!r} that was added: its SHA-256 begins with {digest[:12]} in "
        f"place of {stimulus.digest[:12]}; use the original, or add the changed clip under another --name"
    )
