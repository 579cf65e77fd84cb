"""Which recording a row means, where names may repeat between participants and databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from countenance.evaluation.spotting.cells import Cells
from countenance.evaluation.spotting.intervals import ScoredRecording

__all__ = ["RecordingNames", "Written"]


_VIDEO_ENDINGS = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".webm", ".wmv"}


@dataclass(frozen=True, slots=True)
class Written:
    """A recording as a row names it; participant and database are empty where the table does not say."""

    recording: str
    participant: str = ""
    database: str = ""

    @property
    def whole(self) -> str:
        """All that the row says."""
        return "/".join(part for part in (self.database, self.participant, self.recording) if part)


@dataclass(frozen=True, slots=True)
class RecordingNames:
    """Recordings by the names that rows may use for them.

    Parameters
    ----------
    by_name : mapping of str to sequence of ScoredRecording
        By the whole name, by its last part, and by that without the ending of a video file.
    repeated : frozenset of str
        Names that several participants or databases have, in a table of labels.
    """

    by_name: Mapping[str, Sequence[ScoredRecording]]
    repeated: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[Written]) -> Self:
        """Names of a table of labels: short where that is enough to tell recordings apart."""
        owners: dict[str, set[Written]] = {}
        for row in rows:
            owners.setdefault(row.recording, set()).add(row)
        return cls({}, frozenset(name for name, some in owners.items() if len(some) > 1))

    @classmethod
    def known(cls, recordings: Iterable[ScoredRecording]) -> Self:
        """Names of recordings that are known."""
        by_name: dict[str, list[ScoredRecording]] = {}
        for recording in recordings:
            short = recording.name.rpartition("/")[2]
            for name in dict.fromkeys((recording.name, short, _bare(short))):
                by_name.setdefault(name, []).append(recording)
        return cls(by_name)

    def own(self, written: Written) -> str:
        """Name of a recording of the table itself."""
        return written.whole if written.recording in self.repeated else written.recording

    def find(self, written: Written, cells: Cells) -> str:
        """Name of the known recording that a row means; a name of its own where there is none.

        Raises
        ------
        InputError
            If several are meant.
        """
        named = self.by_name.get(written.recording) or self.by_name.get(_bare(written.recording), ())
        some = [one for one in named if _agrees(one, written)]
        exact = [one for one in some if one.name == written.recording]
        meant = exact or some
        if len(meant) > 1:
            names = ", ".join(one.name for one in meant[:3])
            raise cells.error(
                f"{written.whole} may be any of {names}; add columns participant and database that tell them apart"
            )
        return meant[0].name if meant else written.whole


def _bare(name: str) -> str:
    """A name without the ending of a video file: programs write ``cap13`` or ``cap13.mp4`` for the same film."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and f".{ending.lower()}" in _VIDEO_ENDINGS else name


def _agrees(recording: ScoredRecording, written: Written) -> bool:
    """Whether nothing that the row says speaks against a recording."""
    who = {"", recording.participant, recording.participant.rpartition(":")[2]}
    same_person = written.participant in who or not recording.participant
    return same_person and (written.database in {"", recording.database} or not recording.database)
