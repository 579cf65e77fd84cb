"""Codings in the files of other programs: ELAN, BORIS, Praat, CSV and spreadsheets.

The frame index is the key. Programs that hold milliseconds get them from presentation timestamps, and what they
give back is turned into frames by the same timestamps; no frame follows from a time and a nominal rate.

===================  ==========================================================================
module               what it does
===================  ==========================================================================
``formats``          the two entries, ``read_codings`` and ``write_codings``
``times``            when frames are shown, and which frame a time means
``fields``           a coding as texts, and back
``events``           a coding as an annotation with times, and back
``tiers``, ``roles``  annotations of several tiers put together, by what the tiers mean
``layers``, ``lanes``  the way back: tiers that do not overlap themselves
``assembling``       passes from codings, and passes that can be written
``problems``         all that is wrong with a file, at once
===================  ==========================================================================

``elan``, ``boris``, ``praat`` and ``tables`` hold what is particular to each program.
"""

from countenance.study.exchange.formats import READABLE, WRITABLE, Media, read_codings, write_codings
from countenance.study.exchange.problems import CodingFileError
from countenance.study.exchange.roles import ROLES
from countenance.study.exchange.times import (
    ConstantRate,
    Times,
    TimesLike,
    TimesSource,
    Timestamps,
    times_of,
    without_suffix,
)

__all__ = [
    "READABLE",
    "ROLES",
    "WRITABLE",
    "CodingFileError",
    "ConstantRate",
    "Media",
    "Times",
    "TimesLike",
    "TimesSource",
    "Timestamps",
    "read_codings",
    "times_of",
    "without_suffix",
    "write_codings",
]
