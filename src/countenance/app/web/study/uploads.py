"""Files that browsers send, as the body of a request: streamed to disk, up to a limit, and gone after the answer.

Their dependencies hold a gate that is only known here, so annotations are evaluated at once.
"""

import errno
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, BinaryIO

from fastapi import Depends, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.visitors import Visitor
from countenance.core.errors import InputError
from countenance.study.leftovers import UPLOADS, scratch_folder
from countenance.study.recording.access import checked_name

__all__ = ["LARGEST_FILM", "Upload", "uploaded", "written_to_disk"]

LARGEST_FILM = 16 << 30
"""Bytes of a recording."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_MOST_BYTES = 255
"""Of a name, as most file systems have it; a sign may take four."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent.

    Parameters
    ----------
    path : Path
        Where it lies until the answer was given.
    name : str
        Which it had where it came from, without folders.
    """

    path: Path
    name: str


def uploaded(gate: Gate, most: int) -> Callable[..., AsyncIterator[Upload]]:
    """What a route depends on to get the file in the body of a request, whose name is the query's ``file``.

    Parameters
    ----------
    gate : Gate
        That of the route: nothing is read from whom it does not let in.
    most : int
        Bytes.
    """

    async def take(
        request: Request,
        site: SiteOf,
        _: Annotated[Visitor, Depends(gate)],
        file: Annotated[str, Query(min_length=1, max_length=255)],
    ) -> AsyncIterator[Upload]:
        """Keep the file until the answer is given."""
        name = checked_name(PurePosixPath(PureWindowsPath(file).as_posix()).name, "file")
        if len(os.fsencode(name)) > _MOST_BYTES:
            raise InputError("the name of the file is too long: give the file a shorter one")
        root = site.study.folder / UPLOADS
        with ExitStack() as stack:
            with written_to_disk("make room, or look at the study's folder, then send the file again"):
                root.mkdir(mode=0o700, exist_ok=True)
                upload = Upload(stack.enter_context(scratch_folder(root)) / name, name)
                with upload.path.open("xb") as target:
                    await _receive(request, target, most)
            try:
                yield upload
            except InputError as error:
                # Where it lies meanwhile says nothing to whoever sent it.
                raise type(error)(str(error).replace(str(upload.path), name)) from error

    return take


@contextmanager
def written_to_disk(advice: str) -> Iterator[None]:
    """Tell in a sentence where the disk takes nothing.

    Parameters
    ----------
    advice : str
        What to do.
    """
    try:
        yield
    except OSError as error:
        why = (
            "is full" if error.errno in _FULL else f"takes nothing ({error.strerror or type(error).__name__})"
        )
        raise HTTPException(507, f"The server's disk {why}: {advice}.") from None


async def _receive(request: Request, target: BinaryIO, most: int) -> None:
    n = 0
    if request.headers.get("content-length", "").isdecimal():
        _check_size(int(request.headers["content-length"]), most)
    try:
        async for chunk in request.stream():
            n += len(chunk)
            _check_size(n, most)
            await run_in_threadpool(target.write, chunk)
    except ClientDisconnect:
        raise HTTPException(400, "The file did not arrive whole: send it again.") from None
    if not n:
        raise HTTPException(400, "The file is empty.")


def _check_size(n: int, most: int) -> None:
    if n > most:
        raise HTTPException(413, f"The file is larger than {most / 2**30:g} GiB.")
