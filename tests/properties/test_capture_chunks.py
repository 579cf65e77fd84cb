"""Whatever is sent as a recording, in whatever order: never a crash, and never a film that is not what was sent."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from countenance.app.web.study import Site, study_app
from countenance.app.web.study.visits import Pass
from countenance.store.records import Film, Medium
from countenance.study.project import Study
from countenance.study.recording.spooling import HEADER, Spool, read_chunks
from countenance.video import VideoFile

from ..barcodes import frame_in
from ..chunks import encoded, packed
from ..sessions import begun_sessions
from ..web_study import account_id, make_study

PORT = 4321
CHUNKS = encoded([40_000 * i for i in range(12)])
SENT = packed(CHUNKS)
BEGINNING = {"key": "recorder-1", "format": "chunks", "width": 320, "height": 240, "fps": 25, "clock_ms": 0}


class Opened(NamedTuple):
    client: TestClient
    study: Study
    session: str

    @property
    def url(self) -> str:
        return f"/api/captures/{self.session}/0"


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with tempfile.TemporaryDirectory() as name, make_study(Path(name)) as study:
        session = begun_sessions(study, Path(name))[0]
        site = Site(study, PORT)
        with TestClient(study_app(site), f"http://127.0.0.1:{PORT}") as client:
            secret = site.visits.issue(Pass(account=account_id(study, "dora")))
            client.cookies.set(site.account_cookie, secret)
            yield Opened(client, study, session)
        site.close()


def begin(opened: Opened) -> None:
    """Begin anew, as if nothing had been recorded."""
    for path in opened.study.captures(opened.session).glob("*"):
        path.unlink()
    assert opened.client.post(opened.url, json=BEGINNING).status_code == 200


def append(opened: Opened, offset: int, content: bytes, key: str = "recorder-1") -> int:
    where = {"offset": str(offset), "key": key}
    return opened.client.post(f"{opened.url}/bytes", params=where, content=content).status_code


def finished(opened: Opened) -> dict[str, str]:
    assert opened.client.post(f"{opened.url}/finish?key=recorder-1").status_code == 200
    while (state := opened.client.get(opened.url).json())["state"] == "finishing":
        time.sleep(0.005)
    return state


def numbers(study: Study, film: str) -> list[int]:
    with study.reading() as reader:
        medium = reader.get(Medium, reader.get(Film, film).medium)
    return [frame_in(one.image) for one in VideoFile(study.media.path(medium.digest, medium.suffix)).frames()]


@settings(max_examples=60, deadline=None)
@given(
    requests=st.lists(
        st.tuples(st.integers(0, len(SENT)), st.integers(0, len(SENT)), st.booleans()), max_size=20
    )
)
def test_pieces_in_any_order_and_again_are_what_was_sent(opened, requests):
    """What is there is always a beginning of what was sent; a gap is refused, and nothing else is."""
    begin(opened)
    n = 0
    for start, length, is_ours in requests:
        status = append(opened, start, SENT[start : start + length], "recorder-1" if is_ours else "another1")
        assert status == (200 if is_ours and start <= n else 409)
        if status == 200:
            n = max(n, min(start + length, len(SENT)))
        assert Spool(opened.study, opened.session, 0).path.read_bytes() == SENT[:n]


@settings(max_examples=15, deadline=None)
@given(n=st.integers(0, len(SENT)))
def test_a_torn_recording_is_a_film_of_what_is_whole(opened, n):
    begin(opened)
    assert append(opened, 0, SENT[:n]) == 200
    whole, size = 0, 0
    for one in CHUNKS:
        size += HEADER.size + len(one.content)
        whole += size <= n
    assert opened.client.get(opened.url).json()["frames"] == whole
    state = finished(opened)
    if whole < 2:
        assert (state["state"], bool(state["problem"])) == ("failed", True)
    else:
        assert state["state"] == "kept", state
        assert numbers(opened.study, state["film"]) == list(range(whole))


headers = st.builds(
    HEADER.pack,
    st.integers(-(2**63), 2**63 - 1),
    st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1)),
    st.one_of(st.integers(0, 1), st.integers(0, 2**32 - 1)),
)
pieces = st.one_of(st.binary(max_size=300), headers, st.sampled_from([packed([one]) for one in CHUNKS]))


@settings(max_examples=60, deadline=None)
@given(content=st.lists(pieces, max_size=12).map(b"".join))
def test_anything_is_a_film_of_numbered_frames_or_refused_in_a_sentence(opened, content):
    begin(opened)
    assert append(opened, 0, content) == 200
    assert opened.client.get(opened.url).status_code == 200
    state = finished(opened)
    if state["state"] == "kept":
        times = [one.us for one in read_bytes(content)]
        assert times == sorted(set(times))
        assert len(numbers(opened.study, state["film"])) == len(times)
    else:
        assert (state["state"], state["film"]) == ("failed", "")
        assert state["problem"]
        assert "could not be made" not in state["problem"], state["problem"]


def read_bytes(content: bytes) -> list:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent"
        path.write_bytes(content)
        return list(read_chunks(path))


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(["", "/bytes", "/finish"]),
    session=st.text(max_size=70),
    segment=st.one_of(st.integers(-(10**30), 10**30).map(str), st.text(max_size=10)),
    query=st.dictionaries(st.sampled_from(["offset", "key", "x"]), st.text(max_size=80)),
    content=st.binary(max_size=200),
)
def test_no_request_crashes(opened, path, session, segment, query, content):
    from urllib.parse import quote

    for one in (quote(session, safe=""), opened.session):
        where = f"/api/captures/{one}/{quote(segment, safe='')}{path}"
        for method in ("GET", "POST"):
            answer = opened.client.request(method, where, params=query, content=content)
            assert answer.status_code < 500, (where, answer.text)


@settings(max_examples=60, deadline=None)
@given(
    given=st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(
                st.none(),
                st.booleans(),
                st.integers(),
                st.floats(allow_nan=False, allow_infinity=False),
                st.text(),
            )
            for name in BEGINNING
        },
    )
)
def test_no_beginning_crashes(opened, given):
    assert opened.client.post(opened.url, json=BEGINNING | given).status_code in {200, 409, 422}
