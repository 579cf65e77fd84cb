"""Spotting while a camera runs, watched in a browser.

==============  =====================================================================
module          what it does
==============  =====================================================================
``session``     camera, bounded queue, spotter: threads that never hold each other up
``queues``      the bounded queue, which drops and counts
``hub``         what was found, to everybody who watches
``pictures``    the last seconds as small pictures, for onset, apex and offset
``advice``      what must be known of a camera or method
``counters``    rates, and whether there is anything to be seen
``recorder``    a video and a document of findings, only where asked for
``guard``       who may look: this browser, at this address
``server``      the page and its stream
``running``     all of it, from the camera to the end
==============  =====================================================================
"""

from countenance.app.web.live.hub import Hub
from countenance.app.web.live.recorder import Recorder
from countenance.app.web.live.server import live_app
from countenance.app.web.live.session import Session
from countenance.app.web.serving import Address, serve

__all__ = ["Address", "Hub", "Recorder", "Session", "live_app", "serve"]
