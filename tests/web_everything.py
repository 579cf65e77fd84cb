"""A study in which every page has something to show, and somebody for each part."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.store.records import Participant, SessionRow
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import assign, import_pass, submit
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, begin_session, film_of
from countenance.study.settlement import decide_automatically, label_all
from countenance.study.simulation.staging import hold_session, prepare_stimuli

from .barcodes import write_barcodes
from .web_study import make_study

__all__ = ["make_everything", "open_session"]

_SMILE, _FROWN = parse_action_units("6+12"), parse_action_units("4")


def make_everything(folder: Path) -> Study:
    """The study of :func:`tests.web_study.make_study` with stimuli, sessions, codings, decisions and labels.

    The first participant's session is over, the second's has begun. Both coders have submitted ``even``, in which
    they disagree, and ``agreed``, which is settled and labelled; ``uneven`` is still to be coded.
    """
    study = make_study(folder)
    scratch = folder / "scratch"
    scratch.mkdir()
    prepare_stimuli(study, scratch)
    with study.writing("dora") as writer:
        first, second = writer.find(Participant, order="number")
        hold_session(writer, first)
        begin_session(
            writer, second.pseudonym, monotonic_ms=0.0, wall_time=datetime(2026, 3, 9, 9, tzinfo=UTC)
        )
    path = write_barcodes(folder / "agreed.mp4", 60)
    add_film(study, path, NewFilm(participant=first.pseudonym, name="agreed"))
    with study.writing("ada") as writer:
        assign(writer, ["anna", "ben"], [film_of(writer, "agreed")])
    _code(study)
    with study.writing("cleo") as writer:
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        label_all(writer, "cleo")
    return study


def open_session(study: Study) -> str:
    """Id of the session that goes on."""
    with study.reading() as reader:
        rows = reader.find(SessionRow, order="started_at")
        return max(rows, key=lambda row: row.started_at).id


def _code(study: Study) -> None:
    both = Coding(10, 14, 25, _SMILE, "", "happiness")
    only_anna = Coding(50, 55, 61, _FROWN, "", "anger")
    with study.writing("countenance") as writer:
        for coder in ("anna", "ben"):
            import_pass(writer, CodingPass("agreed", coder, (both,)))
            import_pass(writer, CodingPass("even", coder, (both, only_anna) if coder == "anna" else (both,)))
            for film in ("agreed", "even"):
                submit(writer, coder, film)
