"""What participants say of their own movements, and which coded movement they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from countenance.core import InputError, Interval
from countenance.study.elicitation.protocol_parts import SelfReportOptions
from countenance.study.stimuli.ratings import HIGHEST, LOWEST, emotion_word

__all__ = ["SelfReport", "SelfReportMatch", "match_self_reports"]


@dataclass(frozen=True, slots=True)
class SelfReport:
    """One movement as the participant who made it remembers it.

    Parameters
    ----------
    recording : str
        Where it is seen.
    onset, offset : int
        First and last frame that the participant marked, from 0.
    emotion : str or None
        What was felt; None where it was nothing, or has no word.
    intensity : int or None
        How strongly, from 1 to 9; only for a feeling, named or told in the text.
    text : str
        In the participant's own words.
    not_emotional : str
        What the movement was if it expressed nothing, for example ``"blink"``; empty otherwise.

    Raises
    ------
    InputError
        If it says nothing, or contradicts itself.
    IntervalError
        If the frames are in no order.

    Examples
    --------
    >>> SelfReport("s01", 40, 55, "Disgust", 6).emotion
    'disgust'
    >>> SelfReport("s01", 40, 55, "disgust", 6, not_emotional="blink")
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: s01, frames 40 to 55: the report names both disgust and blink: a movement \
is emotional or not
    """

    recording: str
    onset: int
    offset: int
    emotion: str | None = None
    intensity: int | None = None
    text: str = ""
    not_emotional: str = ""

    def __post_init__(self) -> None:
        place = f"{self.recording}, frames {self.interval.onset} to {self.interval.offset}"
        if self.emotion is not None:
            object.__setattr__(self, "emotion", emotion_word(self.emotion))
        if self.emotion is not None and self.not_emotional:
            raise InputError(
                f"{place}: the report names both {self.emotion} and {self.not_emotional}: a movement is emotional "
                "or not"
            )
        if self.emotion is None and not self.not_emotional and not self.text.strip():
            raise InputError(f"{place}: the report says nothing: an emotion, a text or a reason was expected")
        if self.intensity is None:
            return
        if type(self.intensity) is not int or not LOWEST <= self.intensity <= HIGHEST:
            raise InputError(
                f"{place}: the intensity is {self.intensity!r}, a whole number from {LOWEST} to {HIGHEST} was "
                "expected"
            )
        if self.not_emotional:
            raise InputError(f"{place}: {self.not_emotional} has an intensity, and is no feeling")

    @property
    def interval(self) -> Interval:
        """The marked frames."""
        return Interval(self.onset, self.offset)

    def check(self, options: SelfReportOptions) -> None:
        """Refuse words that the protocol did not offer.

        Raises
        ------
        InputError
            If the emotion or the reason is none of them.
        """
        for word, offered in ((self.emotion, options.emotions), (self.not_emotional, options.not_emotional)):
            if word and word not in offered:
                place = f"{self.recording}, frames {self.onset} to {self.offset}"
                raise InputError(f"{place}: {word!r} is none of {', '.join(offered)}")


@dataclass(frozen=True, slots=True)
class SelfReportMatch:
    """What the participant said of one coded movement.

    Parameters
    ----------
    interval : Interval
        The coded movement.
    report : SelfReport or None
        What was said; None where nothing was.
    share : float
        Share of the movement's frames that the report covers, with its tolerance.
    others : tuple of SelfReport
        Further reports that would have done, the next best first; whoever labels decides about contradictions.
    """

    interval: Interval
    report: SelfReport | None
    share: float
    others: tuple[SelfReport, ...] = ()

    @property
    def is_contradicted(self) -> bool:
        """Whether one of the others says something else."""
        return self.report is not None and any(_said(one) != _said(self.report) for one in self.others)


def match_self_reports(
    reports: Sequence[SelfReport],
    intervals: Sequence[Interval],
    *,
    tolerance: int = 0,
    min_share: float = 0.5,
) -> tuple[list[SelfReportMatch], list[SelfReport]]:
    """Find what the participant said of each coded movement.

    Participants mark roughly, and often one stretch for several movements, while coders mark to the frame. So the
    rule is one of covering and not one to one: a movement gets the report that covers the largest share of its
    frames, if that is `min_share` or more; of several that cover the same share, the one that fits best (largest
    intersection over union), then the earliest. One report may serve several movements.

    Parameters
    ----------
    reports : sequence of SelfReport
        Of one recording.
    intervals : sequence of Interval
        Coded or agreed movements in the same recording.
    tolerance : int
        Frames by which each report is taken to be longer at both ends.
    min_share : float
        Smallest share, above 0 and up to 1.

    Returns
    -------
    matches : list of SelfReportMatch
        One for each movement, in the order given.
    unused : list of SelfReport
        Reports that no movement got: what the participant felt and no coder saw.

    Raises
    ------
    InputError
        If the reports are of several recordings, or a setting makes no sense.

    Examples
    --------
    >>> smile = SelfReport("s01", 10, 99, "happiness", 5)
    >>> matches, unused = match_self_reports([smile], [Interval(20, 40), Interval(90, 109), Interval(300, 310)])
    >>> [(match.report is smile, match.share) for match in matches], unused
    ([(True, 1.0), (True, 0.5), (False, 0.0)], [])
    """
    if tolerance < 0 or not 0 < min_share <= 1:
        raise InputError(
            f"tolerance {tolerance} and min_share {min_share} are no settings: frames from 0, and a share above 0 "
            "and up to 1, were expected"
        )
    recordings = {report.recording for report in reports}
    if len(recordings) > 1:
        raise InputError(
            f"reports are of several recordings ({', '.join(sorted(recordings))}): match each by itself"
        )
    matches = [_match(interval, reports, tolerance, min_share) for interval in intervals]
    used = [match.report for match in matches]
    return matches, [report for report in reports if not any(report is one for one in used)]


def _match(
    interval: Interval, reports: Sequence[SelfReport], tolerance: int, min_share: float
) -> SelfReportMatch:
    candidates = []
    for report in reports:
        common = Interval(max(report.onset - tolerance, 0), report.offset + tolerance) & interval
        share = 0.0 if common is None else common.n_frames / interval.n_frames
        if share >= min_share:
            candidates.append((-share, -report.interval.iou(interval), report.onset, report.offset, report))
    candidates.sort(key=lambda candidate: candidate[:4])
    if not candidates:
        return SelfReportMatch(interval, None, 0.0)
    return SelfReportMatch(
        interval, candidates[0][-1], -candidates[0][0], tuple(one[-1] for one in candidates[1:])
    )


def _said(report: SelfReport) -> tuple[str | None, str]:
    return report.emotion, report.not_emotional
