"""Movements that a disturbance explains: of the face in a blink or saccade, of the mouth in speech."""

from __future__ import annotations

from collections.abc import Sequence

from countenance.core.contracts import Excluded
from countenance.spotting.disturbances import BLINK, EYES_CLOSED, GAZE, SPEECH
from countenance.spotting.region_flow.channels import LOWER_CHANNELS
from countenance.spotting.region_flow.excursions import Excursion

__all__ = ["Feigned"]

_AROUND_SECONDS = 0.15
_MOSTLY = 0.6
_BLINK = 0.01
"""Displacement of the face that a blink explains, in inter-ocular distances."""


class Feigned:
    """Tells movements that a disturbance explains.

    Parameters
    ----------
    excluded : sequence of Excluded
    fps : float
    first : int
        Frame at which the curves of the excursions begin.
    """

    def __init__(self, excluded: Sequence[Excluded], fps: float, first: int) -> None:
        around = round(_AROUND_SECONDS * fps)
        self._eyes = self._spans(excluded, {BLINK, EYES_CLOSED, GAZE}, around, first)
        self._mouth = self._spans(excluded, {SPEECH}, 2 * around, first)

    @staticmethod
    def _spans(
        excluded: Sequence[Excluded], reasons: set[str], around: int, first: int
    ) -> list[tuple[int, int]]:
        spans = [e.interval for e in excluded if e.reason in reasons]
        return [(span.onset - around - first, span.offset + around - first) for span in spans]

    def eyes_moved(self, onset: int, offset: int) -> bool:
        """Whether lids or gaze moved between two frames of the curves."""
        return any(onset <= end and begin <= offset for begin, end in self._eyes)

    def explains(self, one: Excursion) -> bool:
        """Whether an excursion is what such a disturbance looks like."""
        if one.height < _BLINK and self.eyes_moved(one.onset, one.offset):
            return True
        return bool(LOWER_CHANNELS[one.channel]) and any(
            min(one.offset, end) - max(one.onset, begin) >= _MOSTLY * (one.offset - one.onset)
            for begin, end in self._mouth
        )
