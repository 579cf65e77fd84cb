"""SMIC: micro-expressions cut out of longer films, by three cameras: high speed, visible light, near infrared.

The release has no table: a folder is a sample, and the folders above it are its labels, as in
``SMIC_all_cropped/HS/s1/micro/negative/s1_ne_01/reg_image000123.bmp``. What the reader decides where the release
leaves room:

- Participants are named as in SMIC-E: ``s1`` and ``s01`` are ``s01``. The three cameras filmed the same people,
  so all six databases share :attr:`~countenance.core.Recording.people`.
- Folder and name must agree on participant and class; a sample where they do not is lost, and listed.
- There is no apex, and none is made up.
- Files are numbered as the camera counted. A number left out between two files is noted, and the sample is used
  as it was published, frame by frame: there is no label that a gap could shift.
- Folders of samples that show no micro-expression (``non_micro``) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from countenance.core import Category, Clip, DatabaseInfo, Labels, Problem, VideoError
from countenance.databases.releases import Extent, Film, FrameFolder, Numbers, TabularDatabase, listed
from countenance.databases.tables import LabelRow, Sentences, UnusableCellError, whole_number
from countenance.video import Colour, ImageFolder, read_clip

__all__ = ["SMICHS", "SMICNIR", "SMICVIS", "SMIC_CODES", "SMIC_PEOPLE", "smic_name_fault"]

SMIC_PEOPLE = "smic"
"""Participants of all databases of the SMIC family."""

SMIC_CODES: Mapping[str, Category] = MappingProxyType(
    {"ne": Category.NEGATIVE, "po": Category.POSITIVE, "sur": Category.SURPRISE}
)
"""Class by the middle part of a sample's name."""

_NAME = re.compile(r"s0*(?P<participant>\d{1,6})_(?P<code>[a-z]+)_\d+", re.IGNORECASE)
_LEVELS = (
    r"(?P<participant>s\d+)",
    "micro",
    r"(?P<emotion>negative|positive|surprise)",
    r"(?P<recording>s\d+_[a-z]+_\d+)",
)
_NON_MICRO = r"non.?micro.*"

_CITATION = (
    "Li X., Pfister T., Huang X., Zhao G., Pietikäinen M.: A Spontaneous Micro-expression Database: Inducement, "
    "Collection and Baseline, IEEE FG 2013, doi 10.1109/FG.2013.6553717"
)
_LICENCE = "For academic research under a signed licence agreement; it must not be passed on."
_ACCESS = (
    "Ask the Center for Machine Vision and Signal Analysis of the University of Oulu for the licence agreement "
    "(page of the SMIC database, https://www.oulu.fi/cmvs/node/41319) and return it signed."
)


def smic_name_fault(name: str, participant: str, category: Category) -> str | None:
    """Why a sample's name contradicts its participant or class; None where it does not.

    >>> smic_name_fault("s1_ne_01", "s01", Category.NEGATIVE) is None
    True
    >>> smic_name_fault("s1_po_01", "s01", Category.NEGATIVE)
    "the name 's1_po_01' says positive, but the label says negative"
    """
    match = _NAME.fullmatch(name)
    code = None if match is None else SMIC_CODES.get(match["code"].casefold())
    if match is None or code is None:
        return f"the name {name!r} is not one such as s1_ne_01 (with ne, po or sur)"
    owner = f"s{int(match['participant']):02d}"
    if owner != participant:
        return f"the name {name!r} says participant {owner}, but the label says {participant}"
    return None if code is category else f"the name {name!r} says {code}, but the label says {category}"


class _Sequence(Film):
    """A sample whose files follow each other, whatever their numbers leave out."""

    @property
    def extent(self) -> Extent:
        """One number for each file, from the first one's on."""
        first = self.numbers[0]
        return Extent((range(first, first + len(self.numbers)),))

    @property
    def gaps(self) -> list[range]:
        """Numbers between the first and the last file that no file has."""
        return Extent.of(self.numbers).missing(self.numbers[0], self.numbers[-1])

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The number in each file's name."""
        return ImageFolder(self.path).numbers


class _SMIC(TabularDatabase):
    """One camera of SMIC."""

    participant_format = "s{:02d}"
    people = SMIC_PEOPLE

    def film(self, path: Path, groups: Mapping[str, str]) -> Film:
        """A sample on disk."""
        film = super().film(path, groups)
        return _Sequence(film.recording, film.path, film.groups, film.first_file)

    def labels(self, row: LabelRow, say: Sentences) -> Labels | None:
        """The class, which folder and name must agree on."""
        emotion = str(row["emotion"]).casefold()
        category = Category(emotion)
        participant = self.participant(row["participant"])
        fault = smic_name_fault(str(row["clip"]), participant, category)
        if fault is not None:
            say.fatal(fault, "rename the folder, or move it to where it belongs")
            return None
        return Labels(category=category, published=emotion)

    def numbers(self, row: LabelRow, say: Sentences) -> Numbers | None:  # noqa: ARG002 (nothing to complain of)
        """The first and the last file, whatever the camera's count was."""
        onset, offset = whole_number(row["onset"]), whole_number(row["offset"])
        return None if onset is None or offset is None else Numbers(onset, None, offset)

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note numbers that no file has."""
        super().remark(row, clip, film, say)
        if isinstance(film, _Sequence) and film.gaps:
            first, last = film.numbers[0], film.numbers[-1]
            say.note(
                f"{listed(film.gaps)} missing of {first} to {last}, and the sample is used as it is",
                "compare the folder with the release",
            )

    def frames(self, clip: Clip, *, colour: Colour = "grey") -> NDArray[np.uint8]:
        """Frames of a clip; those of a sample with left out numbers follow each other without the gap."""
        film = self._film(clip.recording)
        if not (isinstance(film, _Sequence) and film.gaps):
            return super().frames(clip, colour=colour)
        folder = ImageFolder(film.path)
        if folder.numbers != film.numbers:
            raise VideoError(f"{film.path} was changed while it was read; leave it as it is and run again")
        interval = clip.expression.interval
        return read_clip(folder, (interval.onset, interval.offset + 1), colour)

    def validate(self, *, deep: bool = False) -> list[Problem]:
        """Everything that is wrong; what keeps a folder from being read costs the sample that it is."""
        depth = len(self._base.relative_to(self.root).parts) + len(_LEVELS)
        return [self._costing_a_sample(problem, depth) for problem in super().validate(deep=deep)]

    def _costing_a_sample(self, problem: Problem, depth: int) -> Problem:
        """A note about the folder of a sample as the loss that it is."""
        parts = Path(problem.file).parts
        if problem.fatal or problem.clip is not None or len(parts) != depth:
            return problem
        try:
            participant = self.participant(parts[-4])
        except UnusableCellError:
            participant = parts[-4]
        return replace(problem, clip=f"{participant}/{parts[-1]}", fatal=True)


def _folders(camera: str) -> tuple[FrameFolder, ...]:
    return (
        FrameFolder(f"SMIC_all_cropped/{camera}", _LEVELS, (camera,), _NON_MICRO),
        FrameFolder(f"SMIC_all_raw/{camera}", _LEVELS, (), _NON_MICRO),
    )


class SMICHS(_SMIC):
    """SMIC as filmed by the high-speed camera: 164 samples of 16 participants at 100 frames per second.

    Parameters
    ----------
    root : str or Path
        Folder with ``SMIC_all_cropped`` or ``SMIC_all_raw``, or with ``HS``.
    folder : str, optional
        Which of these the frames come from; without it the cropped ones if there are any.

    Raises
    ------
    DatabaseError
        If the root is no such folder.

    Examples
    --------
    >>> SMICHS.info.fps
    100.0
    """

    info = DatabaseInfo("smic_hs", "SMIC-HS", _CITATION, "10.1109/FG.2013.6553717", _LICENCE, _ACCESS, 100.0)
    folders = _folders("HS")


class SMICVIS(_SMIC):
    """SMIC as filmed by the camera for visible light: 71 samples at 25 frames per second.

    Parameters and errors are those of :class:`SMICHS`.
    """

    info = DatabaseInfo("smic_vis", "SMIC-VIS", _CITATION, "10.1109/FG.2013.6553717", _LICENCE, _ACCESS, 25.0)
    folders = _folders("VIS")


class SMICNIR(_SMIC):
    """SMIC as filmed by the near-infrared camera: 71 samples at 25 frames per second.

    Parameters and errors are those of :class:`SMICHS`.
    """

    info = DatabaseInfo("smic_nir", "SMIC-NIR", _CITATION, "10.1109/FG.2013.6553717", _LICENCE, _ACCESS, 25.0)
    folders = _folders("NIR")
