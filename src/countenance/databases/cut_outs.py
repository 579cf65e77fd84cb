"""Releases whose label tables count the frames of long films, but hand out only stretches of these."""

from __future__ import annotations

from countenance.databases.releases import Film, Numbers, TabularDatabase
from countenance.databases.tables import LabelRow, Sentences, UnusableCellError

__all__ = ["CutOutDatabase"]


class CutOutDatabase(TabularDatabase):
    """Reader of tables that count in the long film, whichever way the files of a stretch are numbered."""

    def film_of_row(self, row: LabelRow) -> Film | None:
        """The recording that a row names, if it has frames on disk."""
        try:
            participant = self.participant(row["participant"])
            recording = self.recording_name(row, self.clip_name(row))
        except UnusableCellError:
            return None
        return self._footage.find(participant, recording)

    def in_file_numbers(self, numbers: Numbers, start: int, film: Film, say: Sentences) -> Numbers | None:
        """Frames of a row as the files are numbered.

        Parameters
        ----------
        numbers : Numbers
            As the table counts.
        start : int
            Number, in the table's count, of the first frame that was handed out.
        film : Film
            The files.
        say : Sentences
            Told why neither way of numbering fits.

        Returns
        -------
        Numbers or None
            The same where the files bear the table's numbers, shifted where they count from 0 or 1.
        """
        first = film.extent.first
        if first == start:
            return numbers
        if first not in {0, 1}:
            path = self._footage.relative(film.path)
            message = f"the first file in {path} has number {first}, expected {start} as in the table, or 1"
            say.fatal(message, "copy the folder from the release again, or correct the row")
            return None
        shift = first - start
        apex = None if numbers.apex is None else numbers.apex + shift
        return Numbers(numbers.onset + shift, apex, numbers.offset + shift)
