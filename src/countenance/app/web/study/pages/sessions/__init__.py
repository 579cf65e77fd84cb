"""Sessions: begun by an experimenter, gone through by a participant, watched on a monitor.

===============  =======================================================================================
module           what it does
===============  =======================================================================================
``listing``      participants and their sessions; begins, resumes, takes in protocols
``monitor``      one session while it goes on, and what came of it
``participant``  the page of the participant: opened, agreed to, asked
``events``       what the page tells while a session goes on
``review``       the participant looks at his recording again, and says what he felt
``media``        files of stimuli, for those who may see them
===============  =======================================================================================

``shapes`` and ``courses`` are what they share; ``watched`` and ``log_lines`` are what a monitor tells.
"""

from countenance.app.web.study.pages.sessions import events, listing, media, monitor, participant, review

__all__ = ["ROUTERS"]

ROUTERS = tuple(one.router for one in (listing, monitor, participant, events, review, media))
