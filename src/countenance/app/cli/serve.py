"""``countenance serve``: a study in the browser."""

from __future__ import annotations

import gc
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from countenance.app.cli.study.options import StudyArgument

__all__ = ["serve"]


def serve(
    folder: StudyArgument,
    name: Annotated[
        str,
        typer.Option(
            "--as", help="Account that the printed address signs in.", show_default="the first admin"
        ),
    ] = "",
    host: Annotated[
        str, typer.Option(help="Address to serve at; any that others can reach needs a certificate.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 0,
    known_as: Annotated[
        list[str] | None,
        typer.Option(
            help="Further name by which browsers reach it; several times for several.", metavar="NAME"
        ),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="Certificate for TLS, as PEM.", show_default=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Key of the certificate, as PEM.", show_default=False)
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open nothing.")
    ] = False,
) -> None:
    """Work on a study in the browser: rate, record, code, compare, arbitrate, publish.

    The printed address works once and signs in an admin; others sign in by name and password. Pages are served to
    this machine alone unless --host says otherwise. Ctrl-C ends it.

    Example: [bold]countenance serve smiles[/bold]
    """
    from countenance.app.web.serving import Address
    from countenance.app.web.study.running import check_certificate, serve_study
    from countenance.study.project import Study

    files = check_certificate(certificate, key)
    with Study.open(folder) as study, Address(host, port, secure=files is not None) as address:
        serve_study(
            study,
            address,
            name=name,
            names=known_as or (),
            certificate=files,
            told=lambda url: _begin(url, browser=not no_browser),
        )


def _begin(url: str, *, browser: bool) -> None:
    # What was imported stays: collections of garbage need not look through it, which takes a tenth of a second.
    gc.collect()
    gc.freeze()
    _say_where(url, browser=browser)


def _say_where(url: str, *, browser: bool) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say

    say(f"The study is at {escape(url)}")
    say("The address works once, within an hour. Ctrl-C ends the server.", aside=True)
    if browser:  # some browsers do not return before the page is there, which waits for this function
        threading.Thread(target=webbrowser.open, args=(url,), name="browser", daemon=True).start()
