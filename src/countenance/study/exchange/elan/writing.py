"""Passes of one recording as an annotation document of ELAN."""

from __future__ import annotations

import mimetypes
import os
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from pympi.Elan import Eaf, to_adocument

from countenance.core.codings import CodingPass
from countenance.study.exchange.assembling import the_recording
from countenance.study.exchange.events import Event
from countenance.study.exchange.fields import FIELDS
from countenance.study.exchange.layers import Layer, layers_of, text_of_event
from countenance.study.exchange.roles import EVENTS
from countenance.study.exchange.times import Times

__all__ = ["RECORDING", "eaf_of"]

RECORDING = "countenance recording"
"""Property of the header that names the recording."""
_CHILDREN = (*FIELDS, "frames")


def eaf_of(passes: Sequence[CodingPass], times: Times, media: Path | None, folder: Path) -> str:
    """The annotation document of a recording, with the tiers of each of its coders.

    A tier ``expression@coder`` holds the expressions and ``excluded@coder`` what is none, with the reason as text.
    Below each stand ``apex`` (one frame long, inside of its parent) and tiers of texts that belong one to one to
    their parent: action units, upper and lower emotion, confidence, note, id, and the frame numbers. What overlaps
    lies on a second set, ``expression 2@coder``.

    Parameters
    ----------
    passes : sequence of CodingPass
        Of one recording.
    times : Times
    media : Path or None
        The film, to be linked.
    folder : Path
        Where the document will lie.

    Returns
    -------
    str
        XML, EAF 2.8.

    Raises
    ------
    InputError
        If the passes are of several recordings.
    """
    recording = the_recording(passes, "an annotation document of ELAN")
    eaf = _empty()
    if media is not None:
        _link(eaf, media, folder)
    for layer in layers_of(passes, times):
        _write(eaf, layer)
    eaf.properties = [(RECORDING, recording), ("lastUsedAnnotationId", str(eaf.maxaid))]
    root = to_adocument(eaf)
    slots = root.find("TIME_ORDER")
    slots[:] = sorted(slots, key=lambda slot: int(slot.attrib["TIME_VALUE"]))  # as the format asks
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _empty() -> Any:
    eaf = Eaf(author="countenance")
    eaf.remove_tier("default")
    eaf.linguistic_types.clear()
    eaf.header = {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"}
    for event in EVENTS:
        eaf.add_linguistic_type(event)
    eaf.add_linguistic_type("apex", "Included_In")
    for field in _CHILDREN:
        eaf.add_linguistic_type(field, "Symbolic_Association", timealignable=False)
    return eaf


def _link(eaf: Any, film: Path, folder: Path) -> None:
    beside = Path(os.path.relpath(film.absolute(), folder.absolute())).as_posix()
    relative = beside if beside.startswith(".") else f"./{beside}"
    kind = mimetypes.guess_type(film.name)[0] or "video/*"
    eaf.add_linked_file(film.absolute().as_uri(), relpath=relative, mimetype=kind)


def _write(eaf: Any, layer: Layer) -> None:
    parent = str(layer.name)
    _add_tier(eaf, layer, "", None)
    for field in ("apex", *_CHILDREN):
        _add_tier(eaf, layer, field, parent)
    for event in layer.events:
        _annotate(eaf, layer, event)


def _add_tier(eaf: Any, layer: Layer, field: str, parent: str | None) -> None:
    eaf.add_tier(
        _name(layer, field),
        ling=field or layer.name.event,
        parent=parent,
        part=layer.participant or None,
        ann=layer.name.coder,
    )


def _name(layer: Layer, field: str) -> str:
    return str(replace(layer.name, field=field))


def _annotate(eaf: Any, layer: Layer, event: Event) -> None:
    parent = _aligned(eaf, _name(layer, ""), (event.start, event.end), text_of_event(event))
    if event.apex is not None:
        _aligned(eaf, _name(layer, "apex"), event.apex, "apex")
    for field, text in (*event.fields.items(), ("frames", event.frames)):
        # By identifier: pympi's own method looks for whatever annotation lies at a time.
        eaf.tiers[_name(layer, field)][1][eaf.generate_annotation_id()] = (parent, text, None, None)


def _aligned(eaf: Any, tier: str, span: tuple[Fraction, Fraction], text: str) -> str:
    start, end = (eaf.generate_ts_id(int(time)) for time in span)
    name: str = eaf.generate_annotation_id()
    eaf.tiers[tier][0][name] = (start, end, text, None)
    return name
