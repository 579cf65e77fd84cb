"""Passes from what was read, and passes that can be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from countenance.core.codings import Coding, CodingPass
from countenance.core.errors import InputError
from countenance.study.exchange.fields import in_order
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.times import Times, TimesSource, times_of

__all__ = ["checked", "known_coder", "make_pass", "the_recording", "the_times"]

_UNWRITABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def make_pass(
    recording: str,
    coder: str,
    codings: Iterable[Coding],
    times: Times | None,
    participant: str,
    findings: Findings,
) -> CodingPass | None:
    """A pass with the length and rate that its times state; None, which is told, where a frame lies beyond them."""
    length, fps = (None, None) if times is None else (times.n_frames, times.fps)
    try:
        return CodingPass(recording, coder, in_order(codings), length, fps, participant)
    except InputError as error:
        findings.problem(str(error), "correct it, or give the times of the recording that was coded")
        return None


def known_coder(stated: str, given: str | None, findings: Findings) -> str:
    """Who coded: the file's own word counts, then the caller's; empty, which is told, where neither says it."""
    if stated and given not in {None, stated}:
        findings.remark(f"it is by coder {stated!r}, as it says itself, and not by {given!r}")
    if not stated and not given:
        findings.problem("it does not say who coded it", "give the name, for example coder='anna'")
    return stated or given or ""


def the_times(recording: str, source: TimesSource | None, findings: Findings) -> Times:
    """Times of a recording, without which milliseconds mean no frame.

    Raises
    ------
    CodingFileError
        If there are none.
    InputError
        If what the caller gives is not usable.
    """
    times = times_of(recording, source)
    if times is None:
        raise findings.fail(
            f"which frames of {recording!r} its times mean only the presentation times of the recording tell",
            "give them as times: the frame rate or the timestamps of the frames",
        )
    return times


def checked(passes: Sequence[CodingPass], times: TimesSource | None) -> list[CodingPass]:
    """Passes as they can be written: with texts that every program can hold, and frames that have a time.

    Raises
    ------
    InputError
        If there is nothing to write, or something cannot be written.
    """
    if not passes:
        raise InputError("there is no pass to write; give at least one")
    counts = Counter((one.recording, one.coder) for one in passes)
    twice = next((pair for pair, n in counts.items() if n > 1), None)
    if twice is not None:
        raise InputError(
            f"{twice[0]!r} has two passes of coder {twice[1]!r}; give one, or name the coders apart"
        )
    return [_checked(one, times) for one in passes]


def _checked(coded: CodingPass, times: TimesSource | None) -> CodingPass:
    for name, what in ((coded.recording, "recording"), (coded.coder, "coder")):
        if not name.strip() or not name.isprintable() or name != name.strip():
            raise InputError(f"{name!r} is no name of a {what}; give one line of printable text")
    known = times_of(coded.recording, times)
    if known is not None and known.n_frames is not None:
        if coded.n_frames not in {None, known.n_frames}:
            raise InputError(
                f"{coded.recording!r} has {known.n_frames} frames by its times and {coded.n_frames} by the pass of "
                f"{coded.coder!r}; give the times of the recording that was coded"
            )
        coded = replace(coded, n_frames=known.n_frames)
    return replace(coded, codings=in_order(_clean(one, coded) for one in coded.codings))


def _clean(coding: Coding, coded: CodingPass) -> Coding:
    texts: Mapping[str, str | None] = {
        name: getattr(coding, name) for name in ("upper", "lower", "excluded", "note", "id")
    }
    cleaned = {
        name: None if text is None else text.replace("\r\n", "\n").replace("\r", "\n").strip()
        for name, text in texts.items()
    }
    for name, text in cleaned.items():
        found = None if text is None else _UNWRITABLE.search(text)
        if found is not None:
            raise InputError(
                f"{coded.recording!r}, coder {coded.coder!r}, onset {coding.onset}: {name} has the character "
                f"U+{ord(found[0]):04X}, which no file of codings can hold; remove it"
            )
    return replace(coding, **cleaned)  # type: ignore[arg-type]


def the_recording(passes: Sequence[CodingPass], what: str) -> str:
    """The one recording of passes for a file that holds no second.

    Raises
    ------
    InputError
        If there are several.
    """
    names = list(dict.fromkeys(one.recording for one in passes))
    if len(names) > 1:
        raise InputError(
            f"{what} is about one recording and cannot hold {', '.join(map(repr, names))}; write one for each"
        )
    return names[0]
