"""Events of a session in words."""

from __future__ import annotations

from typing import Any

import pytest

from countenance.app.web.study.pages.sessions.log_lines import happening
from countenance.study.elicitation import EventKind

from ....study.recording.filming import happens


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        (
            EventKind.ANSWER,
            {"answer": "To smile", "question": "task", "right": False},
            "question task, “To smile”, wrong",
        ),
        (EventKind.STOPPED, {"by": "dora"}, "by dora"),
        (
            EventKind.NOTE,
            {"late": ["clip onset at 5 ms", "note at 6 ms"]},
            "came too late: clip onset at 5 ms, note at 6 ms",
        ),
        (
            EventKind.CAMERA_OK,
            {"by": "dora", "camera": "none", "overridden": True, "width": 640},
            "camera: none, let go on all the same, by dora",
        ),
        (EventKind.SELF_REPORT, {"offset": 9, "onset": 5, "changed": False}, "onset 5, offset 9"),
        (
            EventKind.STARTED,
            {"participant": 1, "protocol": "ab12", "order": ["baby", "teeth"]},
            "order baby, teeth",
        ),
    ],
)
def test_what_an_event_holds_is_told_in_words(kind: EventKind, data: dict[str, Any], told: str):
    assert happening(happens(kind, 3, data=data)).told == told


@pytest.mark.parametrize(
    ("sequence", "kind", "odd"), [(1, "page opened", False), (7, "page opened again", True)]
)
def test_only_a_page_that_is_opened_again_is_odd(sequence: int, kind: str, odd: bool):
    shown = happening(happens(EventKind.RESUMED, sequence))
    assert (shown.kind, shown.odd) == (kind, odd)
