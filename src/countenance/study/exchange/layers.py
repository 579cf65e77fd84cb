"""Events of passes spread over tiers that do not overlap themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countenance.core.codings import CodingPass
from countenance.study.exchange.events import Event, event_of
from countenance.study.exchange.lanes import lanes
from countenance.study.exchange.roles import EVENTS, TierName
from countenance.study.exchange.times import Times

__all__ = ["Layer", "layers_of", "text_of_event"]


@dataclass(frozen=True, slots=True)
class Layer:
    """Events that follow one another, for one tier and its fields.

    Parameters
    ----------
    name : TierName
    participant : str
    events : tuple of Event
        By time; none where a coder marked nothing.
    """

    name: TierName
    participant: str
    events: tuple[Event, ...]


def layers_of(passes: Sequence[CodingPass], times: Times) -> list[Layer]:
    """The layers of each coder: expressions, then what is none, each with as many lanes as it needs."""
    return [layer for coded in passes for event in EVENTS for layer in _layers(coded, event, times)]


def _layers(coded: CodingPass, kind: str, times: Times) -> Iterable[Layer]:
    codings = [one for one in coded.codings if (one.excluded is not None) == (kind == "excluded")]
    events = sorted((event_of(one, times) for one in codings), key=lambda event: (event.start, event.end))
    chosen = lanes((event.start, event.end) for event in events)
    for lane in range(max(chosen, default=0) + 1):
        own = tuple(event for event, place in zip(events, chosen, strict=True) if place == lane)
        yield Layer(TierName(kind, lane + 1, coder=coded.coder), coded.participant, own)


def text_of_event(event: Event) -> str:
    """Text of the annotation itself: the reason of an exclusion, else the word expression."""
    return "expression" if event.excluded is None else event.excluded
