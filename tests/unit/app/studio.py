"""A database of films with planted grey levels, in memory but for its films."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from countenance.core import (
    Clip,
    DatabaseError,
    DatabaseInfo,
    Expression,
    ExpressionKind,
    Interval,
    Problem,
    Recording,
)

from .planted import MOVED, REST, film

INFO = DatabaseInfo("studio", "Studio", "nobody", "", "free", "made here", 25.0, synthetic=True)
EVENTS = "participant,recording,onset,apex,offset,kind,action_units,emotion,displacement\n"


class Studio:
    """Two people with two expressions each, and a neutral film in which something moves.

    The expressions last from frame 10 to 19 and 40 to 59; the second one of participant 2 is not visible.
    """

    info = INFO

    def __init__(self, root: Path) -> None:
        self.root = root
        rest, short, long = [REST] * 10, [MOVED] * 10, [MOVED] * 20
        film(root / "s1/a.mp4", *rest, *short, *rest, *rest, *long, *rest)
        film(root / "s2/b.mp4", *rest, *short, *rest, *rest, *([REST] * 20), *rest)
        film(root / "s1/neutral.mp4", *rest, *short, *rest)
        macro_moved = {"s1": 3.0, "s2": 1.0}
        rows = [
            f"{who},{name},{onset},{onset + 2},{offset},{kind},12,positive,{moved}\n"
            for who, name in (("s1", "a"), ("s2", "b"))
            for onset, offset, kind, moved in (
                (10, 19, "micro", 2.0),
                (40, 59, "macro", macro_moved[who]),
            )
        ]
        (root / "events.csv").write_text(EVENTS + "".join(rows))

    def recordings(self) -> Sequence[Recording]:
        """The films."""
        return [
            Recording("studio", who, name, Fraction(25))
            for who, name in (("s1", "a"), ("s1", "neutral"), ("s2", "b"))
        ]

    def clips(self) -> Sequence[Clip]:
        """Both expressions of both people."""
        return [
            Clip(one, f"c{onset}", Expression(Interval(onset, offset), onset + 2, kind))
            for one in self.recordings()
            if one.name != "neutral"
            for onset, offset, kind in ((10, 19, ExpressionKind.MICRO), (40, 59, ExpressionKind.MACRO))
        ]

    def recording_path(self, recording: Recording) -> Path:
        """Where a film lies."""
        path = self.root / recording.participant / f"{recording.name}.mp4"
        if not path.exists():
            raise DatabaseError(f"{path} is gone; copy it again")
        return path

    def n_frames(self, recording: Recording) -> int:  # noqa: ARG002
        """Not asked for."""
        return 70

    def frames(self, clip: Clip, *, colour: str = "grey"):  # noqa: ARG002
        """Not asked for."""
        raise AssertionError

    def source(self, clip: Clip) -> tuple[str, int | None]:  # noqa: ARG002
        """Nowhere."""
        return "labels", None

    def validate(self, *, deep: bool = False) -> Sequence[Problem]:  # noqa: ARG002
        """Nothing is wrong."""
        return []
