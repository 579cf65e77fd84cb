"""Files of stimuli, for the participant who watches them and for those who hold the session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from starlette.responses import FileResponse

from countenance.app.web.study.gates import SiteOf
from countenance.app.web.study.pages.sessions.shapes import Experimenter, Participant, RowId
from countenance.app.web.study.site import Site
from countenance.core.errors import InputError
from countenance.store.records import SessionRow
from countenance.study.recording import kept_stimulus

__all__ = ["router"]

router = APIRouter()

_TYPES = {".webm": "video/webm", ".mkv": "video/x-matroska", ".mov": "video/quicktime"}

Name = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("/session/stimuli/{name}")
def own(site: SiteOf, visitor: Participant, name: Name) -> FileResponse:
    """A clip of the participant's own session."""
    return _sent(site, visitor.session, name)


@router.get("/sessions/{session}/stimuli/{name}")
def of_session(site: SiteOf, _: Experimenter, session: RowId, name: Name) -> FileResponse:
    """A clip of any session."""
    return _sent(site, session, name)


def _sent(site: Site, session: str, name: str) -> FileResponse:
    with site.study.reading() as reader:
        row = reader.first(SessionRow, id=session)
        if row is None:
            raise HTTPException(404, "There is no such session.")
        try:
            medium = kept_stimulus(reader, row, name)
        except InputError as error:
            raise HTTPException(404, f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    # Never guessed by the suffix, which is the sender's: a film by the name of a page would be shown as one.
    return FileResponse(
        site.study.media.path(medium.digest, medium.suffix), media_type=_TYPES.get(medium.suffix, "video/mp4")
    )
