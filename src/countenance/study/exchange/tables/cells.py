"""Cells of a table of codings, and the sentence for each that says nothing usable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from countenance.core.action_units import ActionUnit, parse_action_units
from countenance.core.codings import Coding, FaceRegion
from countenance.core.errors import InputError
from countenance.databases.tables import LabelRow, is_empty, shown, whole_number
from countenance.study.exchange.fields import NO_REASON
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.tables.texts import NO, YES, read_text

__all__ = ["RowCells"]

_WHOLE = re.compile(r"(\d+)[.,]0*")
"""How programs that know missing numbers write whole ones."""
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*|\d{1,2}[-. ][^\W\d]{3,9}.*|[^\W\d]{3,9}[-. ]\d{1,2}.*")
_REGIONS = {
    **{name: region for region in FaceRegion for name in (region.value, f"{region.value} face")},
    "whole": FaceRegion.BOTH,
    "whole face": FaceRegion.BOTH,
    "upper+lower": FaceRegion.BOTH,
}
_KINDS = {"macro", "micro", "macro-expression", "micro-expression", "long"}


@dataclass(frozen=True, slots=True)
class RowCells:
    """One row; what cannot be used is told, and read as nothing.

    Parameters
    ----------
    row : LabelRow
    findings : Findings
    """

    row: LabelRow
    findings: Findings

    def problem(self, message: str, remedy: str) -> None:
        """Tell what is wrong in this row."""
        self.findings.problem(message, remedy, self.row.number)

    def text(self, field: str) -> str | None:
        """A text; None for a cell that stands for nothing."""
        value = self.row[field]
        if isinstance(value, date | time):
            self._unusable(field, "a text")
            return None
        return read_text(value)

    def frame(self, field: str, first: int) -> int | None:
        """A frame from 0, where the table counts from ``first``; None for a blank cell."""
        number = self._whole(field, "a frame number")
        if number is None:
            return None
        if number < first:
            self.problem(
                f"{field} is {number}, but frames count from {first}", f"correct {self._column(field)}"
            )
            return None
        return number - first

    def is_unknown_zero(self, field: str, onset: int | None, first: int) -> bool:
        """Whether an apex or offset is 0 although 0 cannot be meant: so published tables write what is unknown."""
        if whole_number(self.row[field]) != 0 or not (first or onset):
            return False
        self.findings.remark("an apex or offset of 0 that cannot be meant is taken for not determined")
        return True

    def action_units(self) -> tuple[ActionUnit, ...]:
        """The coded movements."""
        value = self.row["action units"]
        match = _WHOLE.fullmatch(value.strip()) if isinstance(value, str) and "," not in value else None
        try:
            return parse_action_units(match[1] if match else value)
        except InputError as error:
            if self._is_date("action units"):
                self._unusable("action units", "action units such as 1+2 or 4")
            else:
                self.problem(f"action units: {error}", f"correct {self._column('action units')}")
        return ()

    def confidence(self) -> int | None:
        """How sure the coder was."""
        sure = self._whole("confidence", "1, 2 or 3")
        if sure in {None, 1, 2, 3}:
            return sure
        self._unusable("confidence", "1, 2 or 3")
        return None

    def region(self) -> FaceRegion | None:
        """Which half of the face takes part."""
        written = self.text("region")
        if written is None:
            return None
        region = _REGIONS.get(written.casefold())
        if region is None:
            self.problem(
                f"region is {shown(written)}, expected upper, lower or both",
                f"correct {self._column('region')}",
            )
        return region

    def excluded(self) -> str | None:
        """Why the row is no expression: the column of exclusions, or a kind that says excluded."""
        value = self.row["excluded"]
        word = str(value).strip().casefold() if not isinstance(value, float) else f"{value:g}"
        reason = None if word in NO else NO_REASON if word in YES else self.text("excluded")
        kind = self.text("kind") or ""
        if kind.casefold().startswith("excluded"):
            told = kind[len("excluded") :].strip(" :-()")
            return reason if reason not in {None, NO_REASON} else told or NO_REASON
        if kind and kind.casefold() not in _KINDS:
            self.problem(
                f"kind is {shown(kind)}, expected macro, micro or excluded", f"correct {self._column('kind')}"
            )
        return reason

    def halves(self) -> tuple[str | None, str | None]:
        """What is read in the upper and in the lower face, from whichever columns say it."""
        region, emotion = self.region(), self.text("emotion")
        upper, lower = self.text("upper emotion"), self.text("lower emotion")
        if emotion is not None and (upper, lower) == (None, None):
            if region is None:
                self.findings.remark("an emotion without a region is taken for both halves of the face")
            region = region or FaceRegion.BOTH
            upper, stroke, second = (part.strip() for part in emotion.partition("/"))
            lower = second if stroke else upper
            return _in_region(region, upper, lower)
        if emotion is not None and emotion != Coding(0, upper=upper, lower=lower).emotion:
            self.problem(
                f"emotion is {shown(emotion)}, but those of the halves are {shown(upper)} and {shown(lower)}",
                f"correct {self._column('emotion')} or the other two",
            )
        if region is None:
            return upper, lower
        if (region is FaceRegion.UPPER and lower is not None) or (
            region is FaceRegion.LOWER and upper is not None
        ):
            self.problem(
                f"region is {region}, but an emotion of the other half is given, {shown(lower or upper)}",
                f"correct {self._column('region')} or the emotion",
            )
        return _in_region(region, upper or "", lower or "")

    def _whole(self, field: str, expected: str) -> int | None:
        value = self.row[field]
        if is_empty(value):
            return None
        match = _WHOLE.fullmatch(value.strip()) if isinstance(value, str) else None
        number = whole_number(match[1] if match else value)
        if number is None or number < 0:
            self._unusable(field, expected)
            return None
        return number

    def _column(self, field: str) -> str:
        return self.row.column(field)

    def _is_date(self, field: str) -> bool:
        value = self.row[field]
        return isinstance(value, date | time) or (
            isinstance(value, str) and bool(_DATE.fullmatch(value.strip()))
        )

    def _unusable(self, field: str, expected: str) -> None:
        what = f"{field} {'are' if field.endswith('s') else 'is'} {shown(self.row[field])}"
        if self._is_date(field):
            self.problem(
                f"{what}, a date, which a spreadsheet makes of a text such as 12-4, expected {expected}",
                f"format {self._column(field)} as text and enter it again",
            )
        else:
            self.problem(f"{what}, expected {expected}", f"correct {self._column(field)}")


def _in_region(region: FaceRegion, upper: str, lower: str) -> tuple[str | None, str | None]:
    return (None if region is FaceRegion.LOWER else upper, None if region is FaceRegion.UPPER else lower)
