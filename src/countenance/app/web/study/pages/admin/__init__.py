"""Administration: accounts, participants and consent, withdrawal, assignments, log, backup; for admins only.

Pages show, and forms on them send to ``/api/admin``; where somebody else was quicker the answer is 409 and nothing
is changed.
"""

from countenance.app.web.study.pages.admin import (
    accounts,
    assigning,
    backups,
    consent,
    log,
    participants,
    withdrawing,
)

__all__ = ["ROUTERS"]

ROUTERS = (
    accounts.router,
    participants.router,
    consent.router,
    withdrawing.router,
    assigning.router,
    log.router,
    backups.router,
)
