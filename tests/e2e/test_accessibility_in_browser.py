"""axe-core finds no serious fault on any page, in light and in dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from countenance.app.web.study.app import gates_of, routes
from countenance.app.web.study.visitors import Part
from countenance.store.records import Film, Participant, SessionRow, Stimulus
from countenance.study.project import Study

from ..web_everything import make_everything, open_session
from ..web_study import PEOPLE
from .serving import Served, served

_NO_PAGE = re.compile(
    r"^/(api|enter|welcome)\b|\.(json|jpg|csv|toml)$|/(video|stream|download)$|/(stimuli|static)/"
)
_NAMES = {role: name for name, role in PEOPLE.items()}


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> Iterator[Served]:
    with make_everything(tmp_path_factory.mktemp("everything")) as study, served(study) as running:
        yield running


_SEE_EVERY_PAGE = ("", Part.ADMIN, Part.CODER, Part.PARTICIPANT)
"""Others see pages that one of these sees, too, with fewer things on them."""


@pytest.mark.parametrize(
    ("part", "scheme"),
    [
        *((part, "light") for part in ("", *sorted(set(Part) - {Part.OWNER}))),
        *((part, "dark") for part in _SEE_EVERY_PAGE),
    ],
)
def test_pages_can_be_used_by_everybody(browser: Browser, everything: Served, part: str, scheme: str):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 720})  # type: ignore[arg-type]
    page = context.new_page()
    if part == Part.PARTICIPANT:
        page.goto(everything.session_entrance(open_session(everything.site.study)))
    elif part:
        page.goto(everything.entrance(_NAMES[part]))
    found, seen = {}, 0
    for path in _paths(context, everything, part):
        page.goto(everything.origin + path)
        page.wait_for_load_state("load")
        seen += 1
        if faults := _faults(page):
            found[path] = faults
    context.close()
    assert seen >= 1
    assert not found, "\n".join(f"{path}: {fault}" for path, faults in found.items() for fault in faults)


def _faults(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {'; '.join(node['html'][:160] for node in one['nodes'][:4])}"
        for one in violations
        if one["impact"] in {"serious", "critical"}
    ]


def _paths(context: BrowserContext, everything: Served, part: str) -> list[str]:
    """Addresses of pages that somebody may open; where one takes an id, the first that there is a page of."""
    found = []
    for route in routes():
        parts = gates_of(route)[0].parts
        if (
            "GET" not in route.methods
            or _NO_PAGE.search(route.path)
            or (part not in parts if parts else part)
        ):
            continue
        for path in _filled(everything.site.study, route.path):
            answer = context.request.get(
                everything.origin + path, headers={"accept": "text/html"}, max_redirects=0
            )
            if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
                found.append(path)
                break
    return found


def _filled(study: Study, path: str) -> Iterator[str]:
    with study.reading() as reader:
        ids = {
            "film": [one.id for one in reader.find(Film)],
            "session": [one.id for one in reader.find(SessionRow)],
            "stimulus": [one.id for one in reader.find(Stimulus)],
            "pseudonym": [one.pseudonym for one in reader.find(Participant)],
        }
    names = re.findall(r"\{([^}:]+)", path)
    for values in product(*(ids.get(name, ["0"]) for name in names)):
        yield re.sub(r"\{[^}]+\}", "{}", path).format(*values)
