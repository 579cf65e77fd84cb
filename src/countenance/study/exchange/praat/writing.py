"""Passes of one recording as a TextGrid of Praat."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from praatio import textgrid

from countenance.core.codings import CodingPass
from countenance.study.exchange.assembling import the_recording
from countenance.study.exchange.fields import FIELDS
from countenance.study.exchange.layers import Layer, layers_of, text_of_event
from countenance.study.exchange.praat.labels import written_label
from countenance.study.exchange.times import Times

__all__ = ["textgrid_of"]


def textgrid_of(passes: Sequence[CodingPass], times: Times) -> str:
    """A TextGrid with the tiers of each coder of a recording.

    Tiers are those of :func:`~countenance.study.exchange.elan.eaf_of`: intervals, but for the apex, which is a
    point tier. What an interval tier says of an event lies at the time of the event. Praat keeps neither the name
    of the recording nor that of the participant.

    Parameters
    ----------
    passes : sequence of CodingPass
        Of one recording.
    times : Times

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the passes are of several recordings.
    """
    the_recording(passes, "a TextGrid of Praat")
    layers = layers_of(passes, times)
    ends = [event.end for layer in layers for event in layer.events]
    end = max([*ends, times.end() or Fraction(1)])
    grid = textgrid.Textgrid(0, _seconds(end))
    for layer in layers:
        for tier in _tiers(layer, _seconds(end)):
            grid.addTier(tier)
    with tempfile.TemporaryDirectory() as folder:  # praatio writes to a file by its name only
        file = Path(folder) / "grid"
        grid.save(str(file), format="long_textgrid", includeBlankSpaces=True, reportingMode="error")
        return file.read_text(encoding="utf-8")


def _tiers(layer: Layer, end: float) -> Iterator[textgrid.IntervalTier | textgrid.PointTier]:
    spans = [(_seconds(event.start), _seconds(event.end)) for event in layer.events]
    texts = [text_of_event(event) for event in layer.events]
    yield _intervals(layer, "", spans, texts, end)
    points = [(_seconds(event.apex[0]), "apex") for event in layer.events if event.apex is not None]
    yield textgrid.PointTier(_name(layer, "apex"), points, 0, end)
    for field in FIELDS:
        own = [event.fields.get(field) for event in layer.events]
        if any(text is not None for text in own):
            yield _intervals(layer, field, spans, own, end)
    if layer.events:
        yield _intervals(layer, "frames", spans, [event.frames for event in layer.events], end)


def _intervals(
    layer: Layer,
    field: str,
    spans: Sequence[tuple[float, float]],
    texts: Sequence[str | None],
    end: float,
) -> textgrid.IntervalTier:
    entries = [
        (*span, written_label(text)) for span, text in zip(spans, texts, strict=True) if text is not None
    ]
    return textgrid.IntervalTier(_name(layer, field), entries, 0, end)


def _name(layer: Layer, field: str) -> str:
    return str(replace(layer.name, field=field))


def _seconds(milliseconds: Fraction) -> float:
    return float(milliseconds / 1000)
