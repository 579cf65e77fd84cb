"""Everything that is done in a study, as pages: ``countenance serve STUDY``.

Routes parse, call :mod:`countenance.study`, and render; nothing is decided here but who may ask.

==============  =======================================================================================
module          what it does
==============  =======================================================================================
``site``        what all routes share: the study, who is signed in, where work goes on
``visitors``    who asks: an account, a participant in a session, or whoever started the server
``visits``      cookies of those who are signed in; one-time addresses
``throttle``    how often somebody may try a password
``gates``       who may ask for what; a route without a gate is no route
``uploads``     files that browsers send, streamed to disk
``answers``     pages from templates, and errors as pages or as JSON
``bodies``      how much a request may bring, and how slowly
``pages``       one module or folder for each part of the work
``app``         all of it put together
``running``     from the study's folder to Ctrl-C
==============  =======================================================================================
"""

from countenance.app.web.study.app import study_app
from countenance.app.web.study.site import Site

__all__ = ["Site", "study_app"]
