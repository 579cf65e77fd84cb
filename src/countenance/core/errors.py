"""Every error that countenance raises on purpose, in one tree.

::

    CountenanceError
    ├── InputError               what the user gave cannot be used (command line: exit code 2)
    │   ├── ActionUnitError      a text that names no action units
    │   ├── IntervalError        frames that make no interval
    │   ├── VideoError           a video or image folder that cannot be read
    │   ├── FaceError            no usable face where one is needed
    │   ├── StoreError           a study that cannot be opened, read or written to
    │   │   └── ConflictError    somebody else changed it meanwhile
    │   ├── DatabaseError        a release that is incomplete or contradicts itself
    │   └── LeakError            training and test samples that are not independent
    ├── SetupError               something that installation should have provided is missing
    └── MethodError              the code of a method crashed (command line: exit code 1 and a traceback)

A message is one sentence that names the file (and row or frame), what was expected and what to do.
"""

from __future__ import annotations

__all__ = [
    "ActionUnitError",
    "ConflictError",
    "CountenanceError",
    "DatabaseError",
    "FaceError",
    "InputError",
    "IntervalError",
    "LeakError",
    "MethodError",
    "SetupError",
    "StoreError",
    "VideoError",
]


class CountenanceError(Exception):
    """Base of every error that countenance raises on purpose."""


class InputError(CountenanceError, ValueError):
    """What the user gave cannot be used."""


class ActionUnitError(InputError):
    """A text that names no action units."""


class IntervalError(InputError):
    """Frames that make no interval."""


class VideoError(InputError):
    """A video file or image folder that cannot be read."""


class FaceError(InputError):
    """No usable face where one is needed."""


class StoreError(InputError):
    """A study that cannot be opened, read or written to."""


class ConflictError(StoreError):
    """Somebody else has changed meanwhile what was to be changed."""


class DatabaseError(InputError):
    """A database release that is incomplete or contradicts itself."""


class LeakError(InputError):
    """Training and test samples that are not independent of each other."""


class SetupError(CountenanceError, RuntimeError):
    """Something that installation should have provided is missing."""


class MethodError(CountenanceError, RuntimeError):
    """The code of a method crashed; what it raised is the cause."""
