"""The vocabulary: intervals, action units, expressions, clips, errors and contracts.

Frames count from 0 and offsets are inclusive everywhere in the program; label files that count from 1 are
converted by their reader, once.
"""

from countenance.core.action_units import ActionUnit, Side, format_action_units, parse_action_units
from countenance.core.clips import Clip, Recording
from countenance.core.codings import Coding, CodingPass, FaceRegion
from countenance.core.contracts import (
    Database,
    DatabaseInfo,
    Excluded,
    Problem,
    Recogniser,
    Remark,
    Splitter,
    Spotted,
    Spotter,
    SpotterEvent,
    Suspected,
    Trace,
)
from countenance.core.emotions import Category, Emotion
from countenance.core.errors import (
    ActionUnitError,
    CountenanceError,
    DatabaseError,
    FaceError,
    InputError,
    IntervalError,
    SetupError,
    VideoError,
)
from countenance.core.expressions import Expression, ExpressionKind, Labels
from countenance.core.frames import Frame
from countenance.core.intervals import DurationPolicy, FrameRate, Interval
from countenance.core.matching import Match, iou_matrix, match_intervals

__all__ = [
    "ActionUnit",
    "ActionUnitError",
    "Category",
    "Clip",
    "Coding",
    "CodingPass",
    "CountenanceError",
    "Database",
    "DatabaseError",
    "DatabaseInfo",
    "DurationPolicy",
    "Emotion",
    "Excluded",
    "Expression",
    "ExpressionKind",
    "FaceError",
    "FaceRegion",
    "Frame",
    "FrameRate",
    "InputError",
    "Interval",
    "IntervalError",
    "Labels",
    "Match",
    "Problem",
    "Recogniser",
    "Recording",
    "Remark",
    "SetupError",
    "Side",
    "Splitter",
    "Spotted",
    "Spotter",
    "SpotterEvent",
    "Suspected",
    "Trace",
    "VideoError",
    "format_action_units",
    "iou_matrix",
    "match_intervals",
    "parse_action_units",
]
