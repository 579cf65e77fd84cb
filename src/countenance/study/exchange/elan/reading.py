"""Annotation documents of ELAN, written here or by people in their own projects."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from pympi.Elan import Eaf

from countenance.study.exchange.elan.writing import RECORDING
from countenance.study.exchange.events import clock
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.tiers import Annotation, Tier

__all__ = ["read_eaf"]


def read_eaf(path: Path, findings: Findings, recording: str | None = None) -> tuple[str, list[Tier]]:
    """The recording that a document is about, and all of its tiers.

    Times are those of the film: where its descriptor states a time origin, this is added.

    Parameters
    ----------
    path : Path
    findings : Findings
        What is told.
    recording : str, optional
        Its name, where the caller knows better than the document.

    Returns
    -------
    recording : str
        By the property that is written here, else the name of the linked film, else that of the document.
    tiers : list of Tier

    Raises
    ------
    CodingFileError
        If the file is no annotation document.
    """
    eaf = _parsed(path, findings)
    stated = dict(eaf.properties).get(RECORDING)
    film = _film(eaf, recording or stated, findings)
    origin = _origin(film, findings)
    named = recording or stated or (_stem(film) if film is not None else path.stem)
    places = {
        name: _place(given, eaf.timeslots, origin)
        for aligned, _, _, _ in eaf.tiers.values()
        for name, given in aligned.items()
    }
    parents = {
        name: given[0] for _, referring, _, _ in eaf.tiers.values() for name, given in referring.items()
    }
    return named, [_tier(name, content, places, parents) for name, content in eaf.tiers.items()]


def _parsed(path: Path, findings: Findings) -> Any:
    remedy = "give a file that ELAN opens, or export it from there again"
    try:
        eaf = Eaf(str(path), suppress_version_warning=True)
    except OSError as error:
        raise findings.fail(
            f"it cannot be read ({error.strerror})", "check the name and the rights"
        ) from error
    except Exception as error:
        # pympi meets damage with KeyError, IndexError, ValueError and a plain Exception.
        reason = error.__context__ if isinstance(error.__context__, ET.ParseError) else None
        told = f" ({reason})" if reason else ""
        raise findings.fail(f"it cannot be read as an annotation document of ELAN{told}", remedy) from error
    units = eaf.header.get("TIME_UNITS", "milliseconds")
    if units != "milliseconds":
        raise findings.fail(f"its times are in {units}, expected milliseconds", remedy)
    return eaf


def _film(eaf: Any, recording: str | None, findings: Findings) -> Mapping[str, str] | None:
    """The linked film: the one that bears the name of the recording, else the first one."""
    films = [one for one in eaf.media_descriptors if one.get("MIME_TYPE", "video/*").startswith("video")]
    named = [one for one in films if recording in {_stem(one), _file(one)}]
    if len({one.get("TIME_ORIGIN") or "0" for one in films}) > 1 and not named:
        findings.remark(f"of several films with different time origins, that of {_file(films[0])} counts")
    return next(chain(named, films), None)


def _file(film: Mapping[str, str]) -> str:
    return unquote(PurePosixPath(film.get("MEDIA_URL", "").replace("\\", "/")).name)


def _stem(film: Mapping[str, str]) -> str:
    return PurePosixPath(_file(film)).stem


def _origin(film: Mapping[str, str] | None, findings: Findings) -> Fraction:
    """Milliseconds of the film at which the document's time begins."""
    if film is None or not film.get("TIME_ORIGIN"):
        return Fraction(0)
    try:
        origin = Fraction(int(film["TIME_ORIGIN"]))
    except ValueError:
        raise findings.fail(
            f"the time origin of {_file(film)} is {film['TIME_ORIGIN']!r}, expected milliseconds",
            "correct the media offset in ELAN",
        ) from None
    if origin:
        findings.remark(f"its time 0 is {clock(origin)} of {_file(film)}, and this is added to all times")
    return origin


@dataclass(frozen=True, slots=True)
class _Place:
    """When an annotation is, or why it is at no time."""

    start: Fraction = Fraction(0)
    end: Fraction = Fraction(0)
    trouble: str = ""


def _place(
    given: tuple[str, str, str, str | None], slots: Mapping[str, int | None], origin: Fraction
) -> _Place:
    start, end = slots.get(given[0]), slots.get(given[1])
    if start is None or end is None:
        return _Place(
            trouble=f"the annotation {given[2]!r} {_beside(start, end)} has no time of its own, and the place "
            "between its neighbours at which it is drawn was not coded"
        )
    if start >= end:
        return _Place(
            trouble=f"the annotation {given[2]!r} begins at {clock(start)} and ends at {clock(end)}"
        )
    return _Place(start + origin, end + origin)


def _beside(start: int | None, end: int | None) -> str:
    if start is not None:
        return f"from {clock(start)}"
    return "between two others" if end is None else f"up to {clock(end)}"


def _tier(
    name: str,
    content: tuple[Any, Any, Mapping[str, str], int],
    places: Mapping[str, _Place],
    parents: Mapping[str, str],
) -> Tier:
    aligned, referring, stated, _ = content
    own = [_annotation(one, given[2], places[one], "") for one, given in aligned.items()]
    for one, (parent, text, _, _) in referring.items():
        own.append(_annotation(one, text, _place_above(one, text, places, parents), parent))
    return Tier(
        name,
        tuple(own),
        stated.get("ANNOTATOR") or "",
        stated.get("PARTICIPANT") or "",
        stated.get("LINGUISTIC_TYPE_REF") or "",
        stated.get("PARENT_REF") or "",
    )


def _annotation(name: str, text: str, place: _Place, parent: str) -> Annotation:
    return Annotation(text, place.start, place.end, name, parent, place.trouble)


def _place_above(name: str, text: str, places: Mapping[str, _Place], parents: Mapping[str, str]) -> _Place:
    """When the annotation is that a referring one stands for, through as many others as there are."""
    seen = {name}
    while (name := parents.get(name, "")) not in seen:
        if name in places:
            return places[name]
        seen.add(name)
    return _Place(trouble=f"the annotation {text!r} refers to one that is not in the file")
