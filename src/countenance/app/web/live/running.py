"""A live session from its camera to its end."""

from __future__ import annotations

import secrets
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from countenance.app.web.live.hub import Hub
from countenance.app.web.live.recorder import Recorder
from countenance.app.web.live.server import live_app
from countenance.app.web.live.serving import Address, serve
from countenance.app.web.live.session import Session
from countenance.core.contracts import Spotter
from countenance.evaluation.versions import versions
from countenance.spotting import SpottingMethod
from countenance.video.live import LiveFrames

__all__ = ["run_live"]


def run_live(
    camera: LiveFrames,
    method: SpottingMethod,
    spotter: Spotter,
    address: Address,
    *,
    settings: Mapping[str, Any] | None = None,
    record: Path | None = None,
    browser: bool = True,
    told: Callable[[str], None] = lambda _: None,
) -> Session:
    """Watch a camera, and serve the page that shows it, until Ctrl-C.

    Parameters
    ----------
    camera : LiveFrames
    method : SpottingMethod
    spotter : Spotter
        Of that method.
    address : Address
        Where to serve.
    settings : mapping, optional
        With which the spotter was made.
    record : Path, optional
        Folder for the video and the findings; without it nothing is stored.
    browser : bool
        Whether to open the page in this machine's browser.
    told : callable
        Is told the page's address when it can be opened.

    Returns
    -------
    Session
        Over; its `problem` or `failure` says if it did not end as it should.

    Raises
    ------
    InputError
        If the folder holds a recording already.
    """
    about = {
        "source": camera.name,
        "fps": round(float(camera.fps), 3),
        "size": list(camera.size),
        "method": method.title,
        "citation": method.citation,
        "curves": list(spotter.curve_names),
        "record": "" if record is None else str(record),
    }
    recorder = None if record is None else Recorder(record, camera.fps)
    face = str((settings or {}).get("face", "largest"))
    session = Session(camera, spotter, Hub(about), recorder, face)
    token = secrets.token_urlsafe(18)

    def ready() -> None:
        """Begin the session and show its page."""
        session.start()
        told(address.url(token))
        if browser:
            webbrowser.open(address.url(token))

    app = live_app(session, about, host=address.host, port=address.port, token=token)
    server = serve(app, ready=ready, leave=session.hub.close)
    try:
        server.run(sockets=[address.socket])
    finally:
        session.stop()
        if recorder is not None:
            recorder.close()
            if recorder.n_frames:
                described: dict[str, Any] = {
                    "name": method.name,
                    "title": method.title,
                    "citation": method.citation,
                }
                described |= {"doi": method.doi, "settings": dict(settings or {})}
                recorder.write_findings(session.spotting(), described, versions())
    return session
