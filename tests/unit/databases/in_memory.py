"""A database without files, for what only looks at clips and labels."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from countenance.core import (
    Category,
    Clip,
    DatabaseError,
    DatabaseInfo,
    Expression,
    ExpressionKind,
    Interval,
    Labels,
    Problem,
    Recording,
    parse_action_units,
)


def clip(
    database: str,
    participant: str = "s01",
    name: str = "c1",
    published: str | None = None,
    *,
    units: str = "",
    objective_class: str | None = None,
    category: Category | None = None,
    people: str = "",
) -> Clip:
    labels = Labels(published=published, objective_class=objective_class, category=category)
    expression = Expression(Interval(0, 4), None, ExpressionKind.MICRO, parse_action_units(units), labels)
    return Clip(Recording(database, participant, name, Fraction(100), people=people), name, expression)


class InMemory:
    """Clips as given, with flat frames whose grey level tells the database."""

    def __init__(
        self,
        name: str,
        clips: Sequence[Clip],
        problems: Sequence[Problem] = (),
        *,
        root: str = "/data",
        synthetic: bool = False,
        grey: int = 7,
    ) -> None:
        self.info = DatabaseInfo(
            name, name.upper(), f"Paper of {name}", f"10.1/{name}", "Ask.", "Write.", 100.0, synthetic
        )
        self.root = Path(root) / name
        self._clips, self._problems, self.grey = list(clips), list(problems), grey

    def clips(self) -> list[Clip]:
        return self._clips

    def recordings(self) -> list[Recording]:
        return [clip.recording for clip in self._clips]

    def n_frames(self, recording: Recording) -> int:
        if recording not in self.recordings():
            raise DatabaseError(f"no recording {recording.key}")
        return 5

    def frames(self, clip: Clip, *, colour: str = "grey") -> np.ndarray:
        assert clip in self._clips
        return np.full((5, 8, 8) if colour == "grey" else (5, 8, 8, 3), self.grey, dtype=np.uint8)

    def source(self, clip: Clip) -> tuple[str, int | None]:
        return "labels.csv", 2 + self._clips.index(clip)

    def validate(self, *, deep: bool = False) -> list[Problem]:
        return self._problems + ([Problem("deep", None, None, "looked", "rest", fatal=False)] if deep else [])
