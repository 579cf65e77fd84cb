"""What all raters said: Table 3 of the study, as a page and as CSV, and the choice of clips by a rule."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core.emotions import Emotion
from countenance.store import Reader
from countenance.store.records import Stimulus
from countenance.study.publishing.cells import guarded
from countenance.study.recording import (
    choose_stimuli,
    clips_of_rater,
    experimenting,
    rated_clips,
    stimuli_of_protocols,
    table_3,
)
from countenance.study.recording.ratings import COLUMNS
from countenance.study.stimuli import ChoiceRule, ClipSummary, Preference, ScorePolicy

__all__ = ["router"]

router = APIRouter()

Summing = Annotated[Visitor, Depends(Gate(Part.EXPERIMENTER, Part.ANALYST, Part.ADMIN))]
Choosing = Annotated[Visitor, Depends(Gate(Part.EXPERIMENTER, Part.ADMIN))]
Scores = Literal["all", "selectors"]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Intensity = Annotated[float, Field(ge=1, le=9, allow_inf_nan=False)]

_POLICIES = {"all": ScorePolicy.ALL_RATERS, "selectors": ScorePolicy.SELECTORS}
_BETWEEN = "Rate the rest of your clips first: what others say could sway you."


class Rule(BaseModel):
    """By which clips are chosen; see :class:`~countenance.study.stimuli.ChoiceRule`."""

    per_emotion: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[int, Field(ge=1, le=1000)]], Field(max_length=50)
    ]
    min_selection: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.7
    min_raters: Annotated[int, Field(ge=1, le=100_000)] = 10
    min_intensity: Intensity = 1
    max_intensity: Intensity = 9
    min_seconds: Seconds | None = None
    max_seconds: Seconds | None = None
    prefer: Preference = Preference.SELECTION
    scores: Scores = "all"
    incomplete: bool = False


class Chosen(BaseModel):
    """What was chosen, why the rest was not, and what is missing."""

    chosen: list[str]
    reasons: dict[str, str]
    shortfall: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Scores of one clip, drawn: how many raters gave each score."""

    clip: ClipSummary
    counts: tuple[int, ...]

    @property
    def drawn(self) -> list[tuple[int, float]]:
        """Each count with its height from 0 to 1."""
        return [(count, count / max(self.counts)) for count in self.counts]

    @property
    def spoken(self) -> str:
        """The same in words."""
        sd = "" if self.clip.sd is None else f", SD {self.clip.sd:.2f}"
        raters = ", ".join(map(str, self.counts))
        return (
            f"{self.clip.clip}: mean intensity {float(self.clip.mean):.2f}{sd}; raters from 1 to 9: {raters}"
        )


@router.get("/ratings/summary")
def summary(request: Request, site: SiteOf, visitor: Summing, scores: Scores = "all") -> Response:
    """Table 3, a picture of the scores, and for those who may the choice of clips."""
    with site.study.reading() as reader:
        is_between = clips_of_rater(reader, visitor.name).is_between
        rows = [] if is_between else table_3(reader, _POLICIES[scores])
        clips = [] if is_between else rated_clips(reader, _POLICIES[scores])
        added = list(reader.find(Stimulus, order="name"))
        listed = stimuli_of_protocols(reader)
    return page(
        request,
        "ratings/summary.html",
        scores=scores,
        is_between=is_between,
        own=[row for row in rows if row["of"] == "this study"],
        paper=[row for row in rows if row["of"] != "this study"],
        bars=[_bars(clip) for clip in clips],
        clips=[] if is_between else added,
        listed=listed,
        may_choose=visitor.is_any(Part.EXPERIMENTER, Part.ADMIN),
        emotions=_emotions(clips),
        preferences=list(Preference),
    )


@router.get("/ratings/table-3.csv")
def table(site: SiteOf, visitor: Summing, scores: Scores = "all") -> Response:
    """Table 3 as CSV."""
    with site.study.reading() as reader:
        _check_done(reader, visitor)
        rows = table_3(reader, _POLICIES[scores])
    return Response(
        _csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="table-3.csv"'},
    )


@router.post("/api/stimuli/choice")
def choice(site: SiteOf, visitor: Choosing, rule: Rule) -> Chosen:
    """Choose clips by a rule; an earlier choice is given up."""
    wanted = ChoiceRule(
        rule.per_emotion,
        min_selection=rule.min_selection,
        min_raters=rule.min_raters,
        intensity=(rule.min_intensity, rule.max_intensity),
        min_duration_s=rule.min_seconds,
        max_duration_s=rule.max_seconds,
        prefer=rule.prefer,
    )
    with experimenting(site.study, visitor.name) as writer:
        _check_done(writer, visitor)
        made = choose_stimuli(writer, wanted, _POLICIES[rule.scores], incomplete=rule.incomplete)
    return Chosen(
        chosen=[one.clip for one in made.chosen], reasons=dict(made.reasons), shortfall=made.shortfall
    )


def _check_done(reader: Reader, visitor: Visitor) -> None:
    if clips_of_rater(reader, visitor.name).is_between:
        raise HTTPException(403, _BETWEEN)


def _bars(clip: ClipSummary) -> Bars:
    return Bars(clip, tuple(clip.scores.count(score) for score in range(1, 10)))


def _emotions(clips: list[ClipSummary]) -> list[str]:
    """Main emotions that raters named, then the basic ones."""
    named = {clip.emotions[0]: None for clip in clips if len(clip.emotions) == 1}
    return list({**dict.fromkeys(sorted(named)), **dict.fromkeys(map(str, Emotion))})


def _csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    # Raters choose words freely, and this file is opened in a spreadsheet.
    writer.writerows(
        {name: guarded(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    )
    return text.getvalue()
