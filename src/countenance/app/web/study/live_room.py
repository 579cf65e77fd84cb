"""The one live session that a study's server holds, and who looks at it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countenance.core.errors import ConflictError
from countenance.store.records import Film
from countenance.study.people import is_withheld

if TYPE_CHECKING:
    from countenance.app.web.live import Session
    from countenance.study.project import Study

__all__ = ["Live", "LiveRoom", "cameras"]


@dataclass(frozen=True, slots=True)
class Live:
    """A session that was begun.

    Parameters
    ----------
    session : Session
    about : mapping
        What its page says.
    who : str
        Name of the account that began it.
    film : str
        Id of the recording that is played; empty for a camera.
    """

    session: Session
    about: Mapping[str, Any]
    who: str
    film: str = ""


class LiveRoom:
    """Holds at most one session: a machine that spots live has no time for two."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._live: Live | None = None

    @property
    def live(self) -> Live | None:
        """The session, until it is stopped; one whose film is over still shows what was found."""
        return self._live

    def current(self, study: Study) -> Live | None:
        """The session, unless it plays a recording that is gone or withheld, which ends it."""
        live = self._live
        if live is not None and live.film:
            with study.reading() as reader:
                found = reader.first(Film, id=live.film)
                is_gone = found is None or is_withheld(reader, found)
            if is_gone:
                with self._lock:
                    if self._live is live:
                        self._end()
                return None
        return live

    def begin(
        self, source: str, method: str, face: str, who: str, *, film: str = "", title: str = ""
    ) -> Live:
        """Begin a session, in place of one that is over.

        Parameters
        ----------
        source : str
            See :func:`countenance.video.camera.open_camera`.
        method : str
        face : str
            Which of several faces.
        who : str
            Name of the account.
        film : str
            Id of the recording that is played.
        title : str
            What the page calls the source.

        Raises
        ------
        ConflictError
            If there is one already.
        VideoError
            If the source cannot be opened.
        InputError
            If there is no such method, or it takes no face.
        """
        from countenance.app.spotters import made_spotter, settings_for  # noqa: PLC0415 (heavy, rarely needed)
        from countenance.app.web.live import Hub, Session  # noqa: PLC0415 (heavy, rarely needed)
        from countenance.app.web.live.running import about_live  # noqa: PLC0415 (heavy, rarely needed)
        from countenance.spotting import spotting_method  # noqa: PLC0415 (heavy, rarely needed)
        from countenance.video.camera import open_camera  # noqa: PLC0415 (heavy, rarely needed)

        with self._lock:
            if self._live is not None and not self._live.session.wait(0):
                raise ConflictError(
                    f"{self._live.who} watches already: stop that session, then begin another"
                )
            self._end()
            chosen = spotting_method(method)
            settings = settings_for(chosen, {}, face or None)
            spotter = made_spotter(chosen, settings)
            camera = open_camera(source)
            about = about_live(camera, chosen, spotter)
            about = {**about, "source": title or about["source"]}
            session = Session(camera, spotter, Hub(about), face=str(settings.get("face", "largest")))
            self._live = Live(session, about, who, film)
            session.start()
            return self._live

    def leave(self) -> None:
        """Send everybody away who looks."""
        if self._live is not None:
            self._live.session.hub.close()

    def stop(self) -> None:
        """End the session, if there is one; what was found is gone."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._live is not None:
            self._live.session.hub.close()
            self._live.session.stop()
            self._live = None


def cameras() -> dict[str, str]:
    """Cameras of this machine by what :func:`countenance.video.camera.open_camera` calls them.

    Linux lists them. Elsewhere the first one is offered, and whoever opens it is told whether it is there.
    """
    if not sys.platform.startswith("linux"):
        return {"camera:0": "Camera 0"}
    found = sorted(Path("/dev").glob("video[0-9]*"))
    return {f"camera:{path}": _camera_name(path) for path in found}


def _camera_name(path: Path) -> str:
    told = Path("/sys/class/video4linux") / path.name / "name"
    try:
        return f"{told.read_text(encoding='utf-8').strip()} ({path.name})"
    except OSError:
        return path.name
