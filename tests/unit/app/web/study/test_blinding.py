"""Who has several roles and has still to code a recording: what others made of it changes nothing he is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from starlette.testclient import TestClient

from countenance.app.web.study.app import gates_of, routes
from countenance.store.records import Account, Assignment, Decision, Film, Mark
from countenance.study import arbitration
from countenance.study.arbitration import Action
from countenance.study.coding import assign, submit
from countenance.study.coding.marking import fields_of
from countenance.study.people import change_account
from countenance.study.project import Study
from countenance.study.recording import film_of
from countenance.study.settlement import decide, label_all, open_items

from .....coded_study import ANNA, BEN

OTHERS = {"anna": ANNA, "ben": BEN}
SEVERAL = ("arbiter", "analyst", "experimenter", "admin")
RUN = "0" * 16

WORDS = {
    "{kind}": ["agreement", "profile"],
    "{moment}": ["onset"],
    "{mark}": ["0"],
    "{index}": ["0"],
    "{key}": [RUN],
    "{form}": ["suggestions.csv", "suggestions.json"],
}
"""What stands in addresses in place of these; whatever else they take is the id of a recording."""
QUERIES = {
    "/library": ["", "?scope=all"],
    "/compare/labels": ["", "?policy=inclusive"],
    "/api/releases/preview": ["?level=laboratory"],
}
LEFT_ASIDE = {
    "/admin/log",  # everything that happens is in the log
    "/admin/log.csv",
    "/recordings/{film}/motion.json",  # computed while the others are asked
}


@pytest.fixture(params=["arbiter", "experimenter", "all"])
def several(site, request) -> str:
    """A coder with another role, too, or all of them; others have submitted what he has not, and marked nothing."""
    roles = SEVERAL if request.param == "all" else (request.param,)
    with site.study.writing("ada") as writer:
        change_account(writer, "emil", roles=[*roles, "coder"])
        assign(writer, ["emil"], [film_of(writer, "even")])
    for coder in OTHERS:
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    return "emil"


def others_see(study: Study, searched: Callable[[Study, str], Film]) -> None:
    """From now on others have marked movements, all of which are settled and labelled, and a spotter found some."""
    with study.writing("countenance") as writer:
        film = film_of(writer, "even")
        accounts = {one.name: one.id for one in writer.find(Account)}
        for coder, codings in OTHERS.items():
            given = writer.first(Assignment, film=film.id, coder=accounts[coder])
            assert given is not None
            for one in codings:
                writer.add(Mark(assignment=given.id, **fields_of(one)))
    with study.writing("cleo") as writer:
        for item in open_items(writer):
            action = Action.SECOND if item.first is None else Action.FIRST
            decide(writer, "cleo", item, arbitration.Decision(action, "cleo"))
        label_all(writer, "cleo")
    searched(study, RUN)


def told(client: TestClient, study: Study) -> dict[str, tuple[int, str]]:
    """What every address answers, but for numbers of entries of the log."""
    with study.reading() as reader:
        films = [one.id for one in reader.find(Film)]
    answers = {}
    for path in addresses(films):
        answer = client.get(path, headers={"accept": "text/html"})
        answers[path] = answer.status_code, re.sub(r'(head="|"head":)\d+', r"\1", answer.text)
    return answers


def addresses(films: list[str]) -> Iterator[str]:
    """Every address that somebody who is signed in may ask for."""
    for route in routes():
        if "GET" not in route.methods or route.path in LEFT_ASIDE or not gates_of(route)[0].parts:
            continue
        names = re.findall(r"\{[^}]+\}", route.path)
        for words in product(*(WORDS.get(name, films) for name in names)):
            path = route.path
            for name, word in zip(names, words, strict=True):
                path = path.replace(name, word, 1)
            yield from (path + query for query in QUERIES.get(route.path, [""]))


def test_what_others_saw_changes_nothing(several, site, signed_in, searched):
    client = signed_in(several)
    before = told(client, site.study)
    others_see(site.study, searched)
    after = told(client, site.study)
    assert [path for path in before if before[path] != after[path]] == []
    assert len(before) > 80
    with site.study.writing(several) as writer:
        submit(writer, several, "even")
    told_now = told(client, site.study)
    assert [path for path in before if after[path] != told_now[path]]


def test_nothing_is_changed_blindly(several, site, signed_in, searched):
    """Neither by an address that he could have been told, nor in all recordings at once."""
    others_see(site.study, searched)
    with site.study.reading() as reader:
        film, decision = film_of(reader, "even").id, next(reader.find(Decision))
    client = signed_in(several)
    deciding = {"movement": decision.first or decision.second, "seen": 1, "action": "coder1"}
    asked = {
        f"/api/compare/recordings/{film}/decisions": {"json": deciding},
        f"/compare/labels/{decision.id}": {"data": {"category": "other", "reason": "so"}},
        f"/api/spotting/{film}/runs": {"json": {"method": "feature-difference"}},
        f"/api/reports/measurement/{film}": {},
        "/api/reports/agreement": {},
        "/api/reports/profile": {},
        "/api/releases": {"json": {"name": "first", "profile": "tables", "level": "laboratory"}},
        "/live": {"data": {"source": f"recording={film}"}},
    }
    assert {path: client.post(path, **given).status_code for path, given in asked.items()} == dict.fromkeys(
        asked, 403
    )
    with site.study.reading() as reader:
        assert reader.get(Decision, decision.id).version == decision.version
