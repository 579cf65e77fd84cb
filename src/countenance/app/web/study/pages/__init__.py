"""Pages by part of the work; each has a router whose routes carry gates."""

from countenance.app.web.study.pages import (
    admin,
    coding,
    comparing,
    home,
    library,
    live,
    ratings,
    recordings,
    reports,
    sessions,
    signing,
    spotting,
)

__all__ = ["ROUTERS"]

ROUTERS = tuple(
    one.router
    for one in (
        home, signing, ratings, sessions, recordings, coding, comparing, library, spotting, live, reports, admin,
    )
)  # fmt: skip
