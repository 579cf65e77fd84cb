"""What is wrong with a file of codings, all of it at once, and what a reader must know about one that is used."""

from __future__ import annotations

from pathlib import Path

from countenance.core.contracts import Problem
from countenance.core.errors import InputError

__all__ = ["CodingFileError", "Findings"]


class CodingFileError(InputError):
    """A file of codings that cannot be used; nothing of it was.

    Parameters
    ----------
    problems : list of Problem
        Each with file, row, what was expected and what to do.

    Examples
    --------
    >>> print(CodingFileError([Problem("a.csv", 2, None, "onset is 'x'", "correct column B")]))
    a.csv, row 2: onset is 'x'; correct column B.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        sentences = "\n".join(map(str, problems))
        file = problems[0].file
        head = (
            "" if len(problems) == 1 else f"{file} has {len(problems)} problems, and nothing of it is read:\n"
        )
        super().__init__(head + sentences)


class Findings:
    """Problems and remarks about one file.

    Parameters
    ----------
    path : Path
        The file; sentences name it without its folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.remarks: list[str] = []

    def problem(self, message: str, remedy: str, row: int | None = None) -> None:
        """Say why the file cannot be used, once."""
        found = Problem(self.path.name, row, None, message, remedy)
        if found not in self.problems:
            self.problems.append(found)

    def remark(self, message: str) -> None:
        """Say what is odd about a file that is used, once."""
        sentence = f"{self.path.name}: {message}."
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def fail(self, message: str, remedy: str) -> CodingFileError:
        """The error to raise where nothing further can be read."""
        self.problem(message, remedy)
        return CodingFileError(self.problems)

    def check(self) -> None:
        """Raise what was found to be wrong.

        Raises
        ------
        CodingFileError
            If anything was.
        """
        if self.problems:
            raise CodingFileError(self.problems)
