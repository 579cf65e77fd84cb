"""The study's recordings, and films that are there already, on their way into it.

Dependencies hold a gate that is only known here, so annotations are evaluated at once.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from countenance.app.web.study.answers import page
from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.site import EndingError
from countenance.app.web.study.uploads import LARGEST_FILM, Upload, uploaded, written_to_disk
from countenance.app.web.study.visitors import Part, Visitor
from countenance.core.errors import VideoError
from countenance.core.executors import Progress
from countenance.store import Reader
from countenance.store.records import Film, Participant, SessionRow
from countenance.study.people import withheld_films
from countenance.study.people.consent import latest_consents
from countenance.study.recording import NewFilm, add_film
from countenance.study.recording.sessions import withdrawn_in_sessions
from countenance.study.suggestions import Seen, seen_by

__all__ = ["router"]

router = APIRouter()

_STAFF = Gate(Part.EXPERIMENTER, Part.ADMIN)
Staff = Annotated[Visitor, Depends(_STAFF)]
Recorded = Annotated[Upload, Depends(uploaded(_STAFF, LARGEST_FILM))]
_KEY = r"^[0-9a-zA-Z-]*$"

_OPTION = "with --allow-damaged"
"""What the command line calls it."""
_MOST_ENTRIES = 1_000_000
_DECODED: dict[tuple[str, str], tuple[int, int]] = {}
"""By account and the key that its page chose: frames that were looked at, of how many."""
_CHANGING = Lock()


@dataclass(frozen=True, slots=True)
class Row:
    """A recording in the list."""

    id: str
    title: str
    participant: str
    session: str
    begun: str
    n_frames: int
    fps: float
    seconds: float
    taken_in: str
    is_before: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A participant in the form, and why nothing of him is taken in."""

    pseudonym: str
    problem: str


class Added(BaseModel):
    """A recording that was taken in."""

    film: str
    name: str
    participant: str
    frames: int
    warnings: list[str]


class Looked(BaseModel):
    """How many frames were looked at; of 0 before the file is there, and when all is done."""

    done: int
    all: int


@router.get("/recordings")
def listing(request: Request, site: SiteOf, visitor: Staff) -> Response:
    """Every recording, and a form to take in more; who has still to code one is told nothing of it."""
    with site.study.reading() as reader:
        return page(
            request,
            "recordings/list.html",
            recordings=_rows(reader, visitor),
            withheld=_withheld(reader),
            people=_choices(reader),
            limit=LARGEST_FILM >> 30,
        )


@router.post("/api/recordings", status_code=201)
def take_in(
    site: SiteOf,
    visitor: Staff,
    film: Recorded,
    participant: Annotated[str, Query(min_length=1, max_length=64)],
    name: Annotated[str, Query(max_length=200)] = "",
    damaged: bool = False,
    key: Annotated[str, Query(max_length=64, pattern=_KEY)] = "",
) -> Added:
    """Take in a film of a participant; with `damaged` also one of which only the first frames can be read.

    Unless named, it is called by the participant and not by its file, whose name may be the participant's.
    """
    given = NewFilm(participant=participant, name=name.strip(), by_participant=True)
    try:
        with written_to_disk("make room, then send the file again"):
            added = add_film(
                site.study,
                film.path,
                given,
                allow_damaged=damaged,
                actor=visitor.name,
                progress=site.heeding(_telling(visitor, key)),
            )
    except EndingError as error:
        raise HTTPException(503, f"{str(error).capitalize()}.") from None
    except VideoError as error:
        raise VideoError(str(error).replace(_OPTION, "by ticking what allows damage")) from error
    finally:
        with _CHANGING:
            _DECODED.pop((visitor.id, key), None)
    kept = added.film
    return Added(
        film=kept.id,
        name=kept.name,
        participant=participant,
        frames=kept.n_frames,
        warnings=list(added.warnings),
    )


@router.get("/api/recordings/looking/{key}")
def how_far(visitor: Staff, key: Annotated[str, Path(max_length=64, pattern=_KEY)]) -> Looked:
    """How far a film that one sent oneself is looked at."""
    with _CHANGING:
        done, n = _DECODED.get((visitor.id, key), (0, 0))
    return Looked(done=done, all=n)


def _telling(visitor: Visitor, key: str) -> Progress:
    def tell(_: str, done: int, n: int) -> None:
        with _CHANGING:
            _DECODED[visitor.id, key] = done, n

    return tell


def _choices(reader: Reader) -> list[Choice]:
    consents, withdrew = latest_consents(reader), set(withdrawn_in_sessions(reader))
    found = []
    for one in reader.find(Participant, order="number"):
        consent = consents.get(one.id)
        refuses = consent is not None and not consent.items.get("record", False)
        problem = (
            "withdrew" if one.pseudonym in withdrew else "did not agree to be recorded" if refuses else ""
        )
        found.append(Choice(one.pseudonym, problem))
    return found


def _withheld(reader: Reader) -> list[str]:
    """Pseudonym of each recording that nobody sees."""
    withheld = withheld_films(reader)
    films = reader.find(Film, id=list(withheld)) if withheld else ()
    return sorted(reader.get(Participant, one.participant).pseudonym for one in films)


def _rows(reader: Reader, visitor: Visitor) -> list[Row]:
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    begun = {one.id: f"{one.started_at:%Y-%m-%d}" for one in reader.find(SessionRow)}
    entries = reader.last_entries(_MOST_ENTRIES, action="add", entity=Film.table)
    added = {str(entry["entity_id"]): str(entry["at"])[:10] for entry in entries}
    return [_row(one, people, begun, added) for one in seen_by(reader, visitor.name)]


def _row(seen: Seen, people: dict[str, str], begun: dict[str, str], added: dict[str, str]) -> Row:
    film, is_before = seen.film, seen.is_before
    session = "" if is_before else film.session or ""
    return Row(
        id=film.id,
        title=seen.title,
        participant="" if is_before else people[film.participant],
        session=session,
        begun=begun.get(session, ""),
        n_frames=film.n_frames,
        fps=round(float(film.fps), 2),
        seconds=float(film.n_frames / film.fps),
        taken_in=added.get(film.id, ""),
        is_before=is_before,
    )
