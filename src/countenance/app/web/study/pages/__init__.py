"""Pages by part of the work; each has a router whose routes carry gates."""

from countenance.app.web.study.pages import (
    admin,
    captures,
    home,
    library,
    live,
    own_account,
    publishing,
    ratings,
    recordings,
    reports,
    sessions,
    signing,
    spotting,
    suggestions,
    taking_in,
)
from countenance.app.web.study.pages.coding import desk as coding
from countenance.app.web.study.pages.coding import marks as coding_marks
from countenance.app.web.study.pages.comparing import desk as comparing
from countenance.app.web.study.pages.comparing import labelling as comparing_labels
from countenance.app.web.study.pages.comparing import queue as comparing_queue

__all__ = ["ROUTERS"]

ROUTERS = (
    *(
        one.router
        for one in (
            home, signing, own_account, recordings, taking_in, coding, coding_marks, comparing_labels,
            comparing_queue, comparing, library, spotting, suggestions, live, reports, publishing, captures,
        )
    ),
    *ratings.ROUTERS,
    *sessions.ROUTERS,
    *admin.ROUTERS,
)  # fmt: skip
