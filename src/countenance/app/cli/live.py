"""``countenance live``: expressions as they happen, in the browser."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countenance.app.cli.given import check_writable
from countenance.app.cli.options import FaceOption, pixels

if TYPE_CHECKING:
    from countenance.app.web.live.session import Session

__all__ = ["live"]


def live(
    source: Annotated[
        str,
        typer.Argument(
            help="camera:0, camera:NAME, or a video file to play as if it were a camera.", metavar="SOURCE"
        ),
    ] = "camera:0",
    method: Annotated[
        str, typer.Option("--method", "-m", help="Spotting method, as for 'countenance spot'.")
    ] = "region-flow",
    face: FaceOption = None,
    record: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the video and what is found in it; without it nothing is stored.",
            show_default=False,
        ),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(
            min=0.001, help="Frames per second to ask the camera for.", show_default="the camera's own"
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            help="Size of the picture to ask the camera for.",
            metavar="WIDTHxHEIGHT",
            show_default="the camera's own",
        ),
    ] = None,
    speed: Annotated[float, typer.Option(min=0.001, help="How fast a file is played.")] = 1.0,
    loop: Annotated[bool, typer.Option("--loop", help="Play a file again and again.")] = False,
    host: Annotated[
        str, typer.Option(help="Address to serve the page at; any other than the default shows it to others.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the page's address and open nothing.")
    ] = False,
) -> None:
    """Show macro- and micro-expressions before the camera as they happen, on a page in the browser.

    Nothing leaves this machine, and nothing is stored without --record. Ctrl-C ends it.

    Example: [bold]countenance live film.mp4[/bold]
    """
    from countenance.app.spotters import made_spotter, settings_for
    from countenance.app.web.live import Address
    from countenance.app.web.live.running import run_live
    from countenance.spotting import spotting_method
    from countenance.video.camera import open_camera

    if record is not None:
        check_writable(record)
    chosen = spotting_method(method)
    settings = settings_for(chosen, {}, face)
    spotter = made_spotter(chosen, settings)
    asked = None if size is None else pixels(size)
    with (
        Address(host, port) as address,
        open_camera(source, fps=fps, size=asked, speed=speed, loop=loop) as camera,
    ):
        session = run_live(
            camera,
            chosen,
            spotter,
            address,
            settings=settings,
            record=record,
            told=lambda url: _say_where(url, record, browser=not no_browser),
            over=_say_over,
        )
    _say_end(session, record)


def _say_where(url: str, record: Path | None, *, browser: bool) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say

    say(f"Live at {escape(url)}")
    stored = "Nothing is stored" if record is None else f"Recording to {escape(str(record))}"
    say(f"{stored}. Ctrl-C ends it.", aside=True)
    if browser:  # some browsers do not return before the page is there, which waits for this function
        threading.Thread(target=_open, args=(url,), name="browser", daemon=True).start()


def _open(url: str) -> None:
    from countenance.app.cli.output import say

    if not webbrowser.open(url):
        say("No browser could be opened on this machine: open the address above.", aside=True)


def _say_over(session: Session) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say

    ended = session.failure or session.problem
    what = f"{session.name} is over" if ended is None else str(ended)
    say(f"{escape(what)}. The page stays until Ctrl-C.", aside=True)


def _say_end(session: Session, record: Path | None) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say
    from countenance.core.words import counted

    found = session.spotting()
    kinds = [str(expression.kind) for expression in found.expressions]
    say(
        f"{counted(session.n_delivered, 'frame')}; {counted(kinds.count('macro'), 'macro-expression')}, "
        f"{counted(kinds.count('micro'), 'micro-expression')} found.",
        aside=True,
    )
    for remark in found.remarks:
        say(f"[yellow]note:[/yellow] {escape(remark)}", aside=True)
    if record is not None and found.n_frames:
        say(f"Recording: {escape(str(record / 'recording.mkv'))}", aside=True)
    ended = session.failure or session.problem
    if ended is not None:
        raise ended
