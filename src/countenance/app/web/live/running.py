"""A live session from its camera to its end."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from countenance.app.web.live.hub import Hub
from countenance.app.web.live.recorder import Recorder
from countenance.app.web.live.server import live_app
from countenance.app.web.live.session import Session
from countenance.app.web.serving import Address, serve
from countenance.core.contracts import Spotter
from countenance.spotting import SpottingMethod
from countenance.video.live import LiveFrames
from countenance.video.playing import PlayedFile

__all__ = ["about_live", "run_live"]


def run_live(
    camera: LiveFrames,
    method: SpottingMethod,
    spotter: Spotter,
    address: Address,
    *,
    settings: Mapping[str, Any] | None = None,
    record: Path | None = None,
    told: Callable[[str], None] = lambda _: None,
    over: Callable[[Session], None] = lambda _: None,
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
    told : callable
        Is told the page's address when it can be opened; the page waits until it returns.
    over : callable
        Is given the session, in a thread of its own, when it has ended although nobody stopped it: the film is
        over, the camera has disappeared or the spotter has failed. The page stays.

    Returns
    -------
    Session
        Over; its `problem` or `failure` says if it did not end as it should.

    Raises
    ------
    InputError
        If the folder holds a recording already.
    """
    about = about_live(camera, method, spotter, "" if record is None else str(record))
    recorder = None if record is None else Recorder(record, camera.fps)
    face = str((settings or {}).get("face", "largest"))
    session = Session(camera, spotter, Hub(about), recorder, face)
    token = secrets.token_urlsafe(18)
    leaving = threading.Event()

    def watch_end() -> None:
        """Tell of an end that nobody asked for."""
        session.wait()
        if not leaving.is_set():
            over(session)

    def leave() -> None:
        """End the streams of all pages."""
        leaving.set()
        session.hub.close()

    watching = threading.Thread(target=watch_end, name="live end", daemon=True)

    def ready() -> None:
        """Begin the session and say where its page is."""
        session.start()
        watching.start()
        told(address.url(token))

    app = live_app(session, about, host=address.host, port=address.port, token=token)
    server = serve(app, ready=ready, leave=leave)
    try:
        server.run(sockets=[address.socket])
    finally:
        leaving.set()
        session.stop()
        if watching.ident is not None:
            watching.join()
        if recorder is not None:
            recorder.close()
            if recorder.n_frames:
                _write_findings(recorder, session, method, settings or {})
    return session


def about_live(
    camera: LiveFrames, method: SpottingMethod, spotter: Spotter, record: str = ""
) -> dict[str, Any]:
    """What a page says of a session from the beginning.

    Parameters
    ----------
    camera : LiveFrames
    method : SpottingMethod
    spotter : Spotter
        Of that method.
    record : str
        Where it is recorded to; empty where it is not.
    """
    return {
        "source": camera.name,
        "fps": round(float(camera.fps), 3),
        "size": list(camera.size),
        "method": method.title,
        "citation": method.citation,
        "curves": list(spotter.curve_names),
        "record": record,
        "played": isinstance(camera, PlayedFile),
    }


def _write_findings(
    recorder: Recorder, session: Session, method: SpottingMethod, settings: Mapping[str, Any]
) -> None:
    from countenance.app.spotting import origin_of  # noqa: PLC0415 (would double the start)

    origin = origin_of(str(recorder.video), "", method, settings)
    recorder.write_findings(session.spotting(), origin.method, origin.versions)
