"""What is known of the agreement of coders, ready to be shown or written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from countenance.study.agreement.action_units import ActionUnitAgreement
from countenance.study.agreement.alpha import Alphas
from countenance.study.agreement.events import EventAgreement, LabelAgreement
from countenance.study.agreement.frames import FrameAgreement
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.timing import Timing

__all__ = ["Agreement", "PairAgreement"]


@dataclass(frozen=True, eq=False)
class PairAgreement:
    """How far two coders agree.

    Parameters
    ----------
    first, second : str
        The coders, in alphabetical order. A difference is second less first.
    recordings : tuple of str
        Coded by both.
    participants : int
        Who is seen in them, as far as known.
    events : EventAgreement
    action_units : ActionUnitAgreement
    labels : mapping of str to LabelAgreement
        For ``emotion`` and ``kind``.
    timing : mapping of str to Timing
        For ``onset``, ``apex``, ``offset`` and ``duration``.
    frames : mapping of str to FrameAgreement
        For ``expressing``, ``kind``, ``emotion``, ``upper`` and ``lower``; empty where frames were not compared.
    remarks : tuple of str
        What a reader must know, one sentence each.
    """

    first: str
    second: str
    recordings: tuple[str, ...]
    participants: int
    events: EventAgreement
    action_units: ActionUnitAgreement
    labels: Mapping[str, LabelAgreement]
    timing: Mapping[str, Timing]
    frames: Mapping[str, FrameAgreement]
    remarks: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "recordings": list(self.recordings),
            "participants": self.participants,
            "events": self.events.to_dict(),
            "action_units": self.action_units.to_dict(),
            "labels": {name: one.to_dict() for name, one in self.labels.items()},
            "timing": {name: one.to_dict() for name, one in self.timing.items()},
            "frames": {name: one.to_dict() for name, one in self.frames.items()},
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far all coders of some recordings agree.

    Parameters
    ----------
    options : AgreementOptions
        What counted.
    seed : int
        Of the bootstrap.
    coders : tuple of str
    recordings : tuple of str
        Coded by at least two.
    coded_once : tuple of tuple
        Recordings left out because one coder alone has coded them, and that coder.
    unfinished : int
        Codings left out because they have no offset.
    pairs : tuple of PairAgreement
        Every two coders with a recording in common.
    alphas : Alphas
        Over all coders at once.
    remarks : tuple of str
        What a reader must know, one sentence each.
    """

    options: AgreementOptions
    seed: int
    coders: tuple[str, ...]
    recordings: tuple[str, ...]
    coded_once: tuple[tuple[str, str], ...]
    unfinished: int
    pairs: tuple[PairAgreement, ...]
    alphas: Alphas
    remarks: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON; what is not defined is None, beside a remark that says why."""
        return {
            "options": self.options.to_dict(),
            "seed": self.seed,
            "coders": list(self.coders),
            "recordings": list(self.recordings),
            "coded_once": [{"recording": name, "coder": coder} for name, coder in self.coded_once],
            "unfinished": self.unfinished,
            "pairs": [pair.to_dict() for pair in self.pairs],
            "alphas": self.alphas.to_dict(),
            "remarks": list(self.remarks),
        }
