"""Elicitation: a study's protocol, the order of clips, the course of a session with its log, and its recording.

``Protocol`` reads what is the same for everybody, ``RunningSession`` keeps what happens, ``Session`` is what the
events of a log add up to, ``ingest_report`` looks at the recording, and ``align`` finds the clips in it.

>>> clip_order(["teeth", "baby"], ["disgust", "happiness"], OrderScheme.LATIN_SQUARE, seed=1, participant=2)
('baby', 'teeth')
"""

from countenance.study.elicitation.alignment import (
    Alignment,
    ShownClip,
    SyncPoint,
    align,
    shown_clips,
    sync_points,
)
from countenance.study.elicitation.clip_files import check_clip_files, clip_file_problems, describe_clip
from countenance.study.elicitation.event_log import EventLog, LogContent, read_log
from countenance.study.elicitation.events import Event, EventKind
from countenance.study.elicitation.latin_squares import williams_design
from countenance.study.elicitation.log_checks import log_problems
from countenance.study.elicitation.orders import OrderScheme, block_size, clip_order
from countenance.study.elicitation.protocol import Protocol, ProtocolError
from countenance.study.elicitation.protocol_parts import (
    NOT_EMOTIONAL,
    ProtocolClip,
    Question,
    QuestionText,
    SelfReportOptions,
    Texts,
)
from countenance.study.elicitation.protocol_template import write_template
from countenance.study.elicitation.recordings import Drop, IngestReport, ingest_report
from countenance.study.elicitation.running import RunningSession
from countenance.study.elicitation.self_report import SelfReport, SelfReportMatch, match_self_reports
from countenance.study.elicitation.session import Session, Take
from countenance.study.elicitation.states import State

__all__ = [
    "NOT_EMOTIONAL",
    "Alignment",
    "Drop",
    "Event",
    "EventKind",
    "EventLog",
    "IngestReport",
    "LogContent",
    "OrderScheme",
    "Protocol",
    "ProtocolClip",
    "ProtocolError",
    "Question",
    "QuestionText",
    "RunningSession",
    "SelfReport",
    "SelfReportMatch",
    "SelfReportOptions",
    "Session",
    "ShownClip",
    "State",
    "SyncPoint",
    "Take",
    "Texts",
    "align",
    "block_size",
    "check_clip_files",
    "clip_file_problems",
    "clip_order",
    "describe_clip",
    "ingest_report",
    "log_problems",
    "match_self_reports",
    "read_log",
    "shown_clips",
    "sync_points",
    "williams_design",
    "write_template",
]
