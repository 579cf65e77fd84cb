"""``countenance serve`` as somebody runs it: addresses, Ctrl-C, refusals, TLS."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from countenance.study.project import Study

from ..web_study import PASSWORD, make_study

Started = Callable[..., tuple[subprocess.Popen[str], str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    with make_study(tmp_path_factory.mktemp("serve")) as study:
        return study.folder


@pytest.fixture
def started() -> Iterator[Started]:
    """Starts a server and tells the address that it printed."""
    running: list[subprocess.Popen[str]] = []

    def start(folder: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(_command(folder, *options), stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        line = ""
        while "token=" not in line:
            part = process.stdout.readline()
            assert part, "the server ended without an address"
            line += part.strip()
        found = re.search(r"https?://\S+", line)
        assert found is not None
        return process, found[0]

    yield start
    for process in running:
        process.kill()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()


def _command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "countenance.app.cli", "serve", str(folder), "--no-browser", *options]


def _refused(folder: Path, *options: str) -> str:
    done = subprocess.run(
        _command(folder, *options), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def _ended(process: subprocess.Popen[str]) -> int:
    process.send_signal(signal.SIGINT)
    return process.wait(20)


def test_the_address_works_once_and_ctrl_c_ends_it(started, folder):
    process, address = started(folder)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?token=\S{32}", address)
    with httpx.Client(follow_redirects=True) as browser, httpx.Client() as other:
        assert "Administration" in browser.get(address).text
        assert other.get(address).status_code == 403
        # A connection that is kept, and one on which half a request came, hold nothing up.
        with socket.create_connection(("127.0.0.1", httpx.URL(address).port or 0)) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127")
            assert _ended(process) == 0


def test_many_half_requests_keep_nobody_waiting(started, folder):
    process, address = started(folder)
    place = "127.0.0.1", httpx.URL(address).port or 0
    half = [socket.create_connection(place) for _ in range(100)]
    try:
        for one in half:
            one.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\nna")
        assert httpx.get(address, timeout=20).status_code == 303
    finally:
        for one in half:
            one.close()
    assert _ended(process) == 0


def test_two_servers_of_one_study(started, folder):
    (one, first), (two, second) = started(folder), started(folder, "--as", "anna")
    with httpx.Client(follow_redirects=True) as browser:
        assert "Administration" in browser.get(first).text
        page = browser.get(second).text  # the same host, another port, another cookie
        assert "anna" in page
        assert "Administration" not in page
        assert "Administration" in browser.get(first.partition("/enter")[0]).text
    assert (_ended(one), _ended(two)) == (0, 0)


def test_a_killed_server_starts_again(started, folder):
    process, address = started(folder)
    port = str(httpx.URL(address).port)
    process.kill()
    process.wait(20)
    again, address = started(folder, "--port", port)
    assert httpx.get(address).status_code == 303
    assert _ended(again) == 0


def test_what_others_could_listen_to_is_refused(folder):
    assert "passwords and faces would travel in the open" in _refused(folder, "--host", "0.0.0.0")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("the program openssl makes the certificate of this test")
    folder = tmp_path_factory.mktemp("tls")
    public, private = folder / "public.pem", folder / "private.pem"
    subprocess.run(
        [
            program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", public, "-keyout", private,
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return public, private


def test_tls(started, folder, certificate):
    public, private = certificate
    process, address = started(
        folder,
        "--host",
        "0.0.0.0",
        "--certificate",
        str(public),
        "--key",
        str(private),
        "--known-as",
        "lab.example",
    )
    origin = address.partition("/enter")[0]
    with httpx.Client(verify=ssl.create_default_context(cafile=public)) as browser:
        answer = browser.get(address)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-countenance-")
        assert "; Secure" in cookie
        assert browser.get(origin).status_code == 200
        assert browser.get(origin, headers={"host": "lab.example"}).status_code == 200
        assert browser.get(origin, headers={"host": "evil.example"}).status_code == 421
        across = {"origin": origin.replace("https", "http")}
        assert browser.post(f"{origin}/sign-out", headers=across).status_code == 403
    with pytest.raises(httpx.HTTPError):
        httpx.get(origin.replace("https", "http"))
    assert _ended(process) == 0


def test_a_key_of_another_certificate(folder, certificate, tmp_path):
    other = tmp_path / "other.pem"
    subprocess.run(["openssl", "genrsa", "-out", other, "2048"], check=True, capture_output=True)
    told = _refused(folder, "--certificate", str(certificate[0]), "--key", str(other))
    assert "are no certificate with its key" in told


def test_a_study_on_postgres(started, tmp_path, new_url):
    with Study.create(tmp_path / "study", "Elsewhere", database=new_url()) as study:
        where = study.folder
    process, address = started(where)
    with httpx.Client(follow_redirects=True) as browser:
        assert "Welcome to Elsewhere" in browser.get(address).text
        form = {"name": "eve", "password": PASSWORD, "again": PASSWORD}
        assert "Administration" in browser.post(address.partition("/enter")[0] + "/welcome", data=form).text
    assert _ended(process) == 0
