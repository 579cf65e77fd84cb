"""How long the first page takes, against 200 ms and against a bare Starlette answer.

    python benchmarks/bench_pages.py STUDY [--codings 100000]

STUDY is a study's folder, which is only read. Each page is asked for in this process by somebody whom it is for,
ten times after a first; the fastest counts. With --codings three pages of a made study of so many codings follow.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench_study import coded, fastest, staffed
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from countenance.app.web.study import Site, study_app
from countenance.app.web.study.visitors import Part
from countenance.app.web.study.visits import Pass
from countenance.store.records import Account
from countenance.study.project import Study

PORT = 4321
GOAL = 0.2
PAGES = {
    "/": Part.CODER,
    "/coding": Part.CODER,
    "/compare": Part.ARBITER,
    "/library": Part.ARBITER,
    "/sessions": Part.EXPERIMENTER,
    "/ratings": Part.EXPERIMENTER,
    "/reports": Part.ANALYST,
}


def bare() -> float:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    with TestClient(app) as client:
        return fastest(lambda: client.get("/"), 20)


def visitor(site: Site, part: Part) -> TestClient:
    with site.study.reading() as reader:
        found = [one for one in reader.find(Account, active=True) if part in one.roles]
    if not found:
        sys.exit(f"nobody in the study is {part}")
    client = TestClient(study_app(site), f"http://127.0.0.1:{PORT}", follow_redirects=False)
    client.cookies.set(site.account_cookie, site.visits.issue(Pass(account=found[0].id)))
    return client


def measure(study: Study, pages: dict[str, Part], nothing: float) -> None:
    site = Site(study, PORT)
    for path, part in pages.items():
        client = visitor(site, part)
        status = client.get(path).status_code
        seconds = fastest(lambda client=client, path=path: client.get(path), 10)
        print(
            f"{path:<12} {status}  {1000 * seconds:6.1f} ms  {seconds / GOAL:5.2f} of the goal  "
            f"{seconds / nothing:5.1f} bare answers"
        )
    site.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", type=Path)
    parser.add_argument("--codings", type=int, default=0)
    options = parser.parse_args()
    nothing = bare()
    with Study.open(options.study) as study:
        measure(study, PAGES, nothing)
    if options.codings:
        with tempfile.TemporaryDirectory() as scratch, staffed(Path(scratch) / "many") as study:
            coded(study, options.codings)
            print(f"{options.codings} codings")
            measure(study, {"/": Part.CODER, "/coding": Part.CODER, "/library": Part.ARBITER}, nothing)


if __name__ == "__main__":
    main()
