"""Protocols of a study, each kept as it was read in."""

from __future__ import annotations

from pathlib import Path

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Medium, Participant, ProtocolVersion, Stimulus
from countenance.study.elicitation import Protocol, ProtocolClip, clip_file_problems, write_template
from countenance.study.recording.access import plain
from countenance.study.recording.ratings import rated_clips

__all__ = [
    "add_protocol",
    "clip_order_of",
    "protocol_named",
    "protocol_of",
    "protocol_problems",
    "template_problem",
    "write_protocol",
]

_SHORTEST_DIGEST = 8


def write_protocol(reader: Reader, path: Path) -> list[Stimulus]:
    """Write a protocol to begin with, which lists the chosen stimuli, or all where none is chosen.

    Returns
    -------
    list of Stimulus
        Those that it lists; where the study has none, it lists a clip that no file can be.

    Raises
    ------
    InputError
        If there is a file already, or nobody said what a stimulus is to evoke.
    """
    listed = _listed(reader)
    write_template(path, _template_clips(reader, listed))
    return listed


def template_problem(reader: Reader) -> str:
    """Why :func:`write_protocol` cannot write a protocol, in a clause; empty where it can."""
    try:
        _template_clips(reader, _listed(reader))
    except InputError as error:
        return str(error)
    return ""


def _listed(reader: Reader) -> list[Stimulus]:
    every = list(reader.find(Stimulus, order="name"))
    return [one for one in every if one.chosen] or every


def _template_clips(reader: Reader, listed: list[Stimulus]) -> list[ProtocolClip]:
    main = {one.clip: one.emotions for one in rated_clips(reader)}
    return [_protocol_clip(reader, one, main.get(one.name, ())) for one in listed]


def _protocol_clip(reader: Reader, stimulus: Stimulus, main: tuple[str, ...]) -> ProtocolClip:
    emotion = stimulus.emotion or (main[0] if len(main) == 1 else None)
    if emotion is None:
        raise InputError(
            f"nobody said what the stimulus {stimulus.name} is to evoke: choose stimuli by their ratings first, or "
            "say so where it is added"
        )
    kept = None if stimulus.medium is None else reader.get(Medium, stimulus.medium)
    file = f"{stimulus.name}.mp4" if kept is None else kept.name
    return ProtocolClip(stimulus.name, file, stimulus.digest, stimulus.seconds, emotion)


def protocol_problems(reader: Reader, protocol: Protocol, folder: Path | None = None) -> list[str]:
    """What keeps a protocol from being used in this study, a sentence for each.

    Parameters
    ----------
    reader : Reader
    protocol : Protocol
    folder : Path, optional
        Of the clips, to look whether they are the files that the protocol means.
    """
    stimuli = {one.name: one for one in reader.find(Stimulus)}
    problems = [
        problem for clip in protocol.clips if (problem := _clip_problem(clip, stimuli.get(plain(clip.name))))
    ]
    return problems + ([] if folder is None else clip_file_problems(protocol, folder))


def _clip_problem(clip: ProtocolClip, stimulus: Stimulus | None) -> str:
    if stimulus is None:
        return f"clip {clip.name} is no stimulus of the study: add it first"
    if clip.sha256 != stimulus.digest:
        return (
            f"clip {clip.name} has a SHA-256 that begins with {clip.sha256[:12]}, and that of the stimulus begins "
            f"with {stimulus.digest[:12]}"
        )
    if stimulus.emotion not in {None, clip.emotion}:
        return f"clip {clip.name} is to evoke {clip.emotion}, and the stimulus {stimulus.emotion}"
    return ""


def add_protocol(writer: Writer, path: Path) -> tuple[ProtocolVersion, bool]:
    """Keep a protocol, word for word.

    Returns
    -------
    kept : ProtocolVersion
    is_new : bool
        False where one that says the same is kept already.

    Raises
    ------
    InputError
        If it cannot be used in this study, or another one has its title and version.
    """
    protocol = Protocol.read(path)
    if problems := protocol_problems(writer, protocol):
        raise InputError(f"{path.name}: {'; '.join(problems)}")
    there = writer.first(ProtocolVersion, digest=protocol.digest)
    if there is not None:
        return there, False
    for other in writer.find(ProtocolVersion, title=protocol.title):
        if protocol_of(other).version == protocol.version:
            raise InputError(
                f"{path.name} is another protocol than the one that is kept as {protocol.title}, version "
                f"{protocol.version}: every change is a new version, so raise its number"
            )
    content = path.read_text(encoding="utf-8-sig")
    return writer.add(ProtocolVersion(title=protocol.title, digest=protocol.digest, content=content)), True


def protocol_of(kept: ProtocolVersion) -> Protocol:
    """A kept protocol as the rest of the program knows it."""
    return Protocol.parse(kept.content, f"the protocol {kept.title}")


def protocol_named(reader: Reader, name: str = "") -> ProtocolVersion:
    """A protocol by its title or the beginning of its digest; the only one unless named.

    Raises
    ------
    InputError
        If there is none, or more than one.
    """
    every = list(reader.find(ProtocolVersion, order="title"))
    found = [one for one in every if not name or name == one.title or _begins(one, name)]
    if len(found) == 1:
        return found[0]
    if not every:
        raise InputError("no protocol is kept yet: 'countenance study add-protocol' adds one")
    told = ", ".join(map(_told, found or every))
    if found:
        raise InputError(f"several protocols are meant: name one by the beginning of its digest, of {told}")
    raise InputError(f"there is no protocol {name!r}; there are: {told}")


def _told(kept: ProtocolVersion) -> str:
    return f"{kept.title}, version {protocol_of(kept).version} ({kept.digest[:12]})"


def _begins(kept: ProtocolVersion, name: str) -> bool:
    return len(name) >= _SHORTEST_DIGEST and kept.digest.startswith(name.lower())


def clip_order_of(who: Participant, kept: ProtocolVersion) -> tuple[str, ...]:
    """Names of the clips as a participant sees them, which protocol and the participant's number decide."""
    return protocol_of(kept).order(who.number)
