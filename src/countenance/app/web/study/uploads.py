"""Files that browsers send, as the body of a request: streamed to disk, up to a limit, and gone after the answer.

Their dependencies hold a gate that is only known here, so annotations are evaluated at once.
"""

import errno
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, BinaryIO

from fastapi import Depends, HTTPException, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from countenance.app.web.study.gates import Gate, SiteOf
from countenance.app.web.study.visitors import Visitor
from countenance.core.errors import InputError
from countenance.study.recording.access import checked_name

__all__ = ["Upload", "uploaded"]

_FOLDER = "uploads"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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
        root = site.study.folder / _FOLDER
        root.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root) as folder:
            upload = Upload(Path(folder) / name, name)
            with upload.path.open("xb") as target:
                await _receive(request, target, most)
            try:
                yield upload
            except InputError as error:
                # Where it lies meanwhile says nothing to whoever sent it.
                raise type(error)(str(error).replace(str(upload.path), name)) from error

    return take


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
    except OSError as error:
        if error.errno in _FULL:
            raise HTTPException(
                507, "The server's disk is full: make room, then send the file again."
            ) from None
        raise
    if not n:
        raise HTTPException(400, "The file is empty.")


def _check_size(n: int, most: int) -> None:
    if n > most:
        raise HTTPException(413, f"The file is larger than {most / 2**30:g} GiB.")
