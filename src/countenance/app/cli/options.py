"""Options that several commands share, worded once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countenance.app.cli.output import Format

if TYPE_CHECKING:
    from countenance.core.contracts import Database

__all__ = [
    "ClusterOption",
    "CorrectionsOption",
    "DatabaseOption",
    "DatabasesOption",
    "EachCorrectionsOption",
    "EachFolderOption",
    "FaceOption",
    "FolderOption",
    "FormatOption",
    "ImageRateOption",
    "JobsOption",
    "LabelsOption",
    "ReleasesArgument",
    "RootArgument",
    "SkipInvalidOption",
    "default_jobs",
    "open_each",
    "open_release",
    "pixels",
]


def pixels(text: str, option: str = "--size") -> tuple[int, int]:
    """Width and height of ``WIDTHxHEIGHT``.

    Raises
    ------
    InputError
        If it is no such thing.

    Examples
    --------
    >>> pixels("640x480")
    (640, 480)
    """
    from countenance.core import InputError

    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise InputError(f"{option} {text} is no size: write WIDTHxHEIGHT, for example 640x480")
    return int(width), int(height)


def default_jobs() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_NAME = re.compile(r"[A-Za-z0-9_-]+")

RootArgument = Annotated[
    Path,
    typer.Argument(
        help="The folder that holds the release; NAME=ROOT says which database it is, as --database does.",
        metavar="ROOT",
    ),
]
FaceOption = Annotated[
    str | None,
    typer.Option(
        help="Which of several faces: largest, left, right (of the picture), or its number from the left.",
        show_default="largest",
    ),
]
ImageRateOption = Annotated[
    float | None,
    typer.Option(
        "--fps", min=0.001, help="Frames per second of folders of images; a video file knows its own."
    ),
]
DatabaseOption = Annotated[
    str,
    typer.Option("--database", "-d", help="Which database it is; 'countenance databases list' names them."),
]
FolderOption = Annotated[
    str | None,
    typer.Option(
        help="Which of the release's folders holds the frames, for example cropped.",
        show_default="the database's own",
    ),
]
CorrectionsOption = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        help="A CSV of corrections to published labels: clip, field, published, corrected, reason.",
        metavar="FILE",
    ),
]
ReleasesArgument = Annotated[
    list[str],
    typer.Argument(
        help="The folder that holds the release; several, each as NAME=ROOT, are set side by side.",
        metavar="[NAME=]ROOT...",
    ),
]
DatabasesOption = Annotated[
    list[str],
    typer.Option(
        "--database",
        "-d",
        help="A database and the folder of its release, as NAME=ROOT; given several times, all are used as one.",
        metavar="NAME=ROOT",
    ),
]
EachFolderOption = Annotated[
    list[str] | None,
    typer.Option(
        "--folder",
        help="Which of the release's folders holds the frames; with several releases NAME=FOLDER.",
        metavar="[NAME=]FOLDER",
        show_default="the database's own",
    ),
]
EachCorrectionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--corrections",
        help="A CSV of corrections to published labels: clip, field, published, corrected, reason; with several "
        "releases NAME=FILE.",
        metavar="[NAME=]FILE",
    ),
]
LabelsOption = Annotated[
    str,
    typer.Option(
        "--labels",
        help="Label scheme under which expressions are filed: four, original, megc2019, objective and others.",
        metavar="SCHEME",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print it.")]
JobsOption = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        default_factory=default_jobs,
        help="Processes to use.",
        show_default="all cores",
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Address of a Dask scheduler whose workers do the work instead of --jobs processes here.",
        metavar="tcp://HOST:PORT",
        show_default=False,
    ),
]
SkipInvalidOption = Annotated[
    bool,
    typer.Option("--skip-invalid", help="Exit with 0 although clips had to be left out (otherwise 2)."),
]


def open_release(
    database: str, root: Path, folder: str | None = None, corrections: Path | None = None
) -> Database:
    """Open a release; ``root`` may be ``NAME=ROOT``, which then says which database it is.

    Only options that were given are passed on, because not every database has each.
    """
    name, place = _named_root(str(root), database)
    with _told_how_it_was_read(str(root), name, place):
        return _open(name, place, folder, corrections)


def _open(name: str, root: Path, folder: str | None, corrections: Path | None) -> Database:
    from countenance import databases

    options = {"folder": folder, "corrections": corrections}
    return databases.open(name, root, **{key: value for key, value in options.items() if value is not None})


def open_each(
    releases: Sequence[str],
    *,
    database: str | None = None,
    folders: Sequence[str] | None = None,
    corrections: Sequence[str] | None = None,
) -> list[Database]:
    """Open releases that are given as ``NAME=ROOT``.

    Parameters
    ----------
    releases : sequence of str
    database : str, optional
        Name of a release that is given as ``ROOT`` alone; without it, every release needs its name.
    folders, corrections : sequence of str, optional
        ``NAME=VALUE``; for a single release the value alone will do.

    Raises
    ------
    InputError
        If a name is missing or not registered, or a folder or a corrections file belongs to no release.
    DatabaseError
        If a folder does not hold such a release.
    """
    named = [_named_root(release, database) for release in releases]
    names = [name for name, _ in named]
    folder_of = _values_by_name(folders or (), names, "--folder")
    file_of = _values_by_name(corrections or (), names, "--corrections")
    opened = []
    for release, (name, root) in zip(releases, named, strict=True):
        corrected = _path(file_of[name]) if name in file_of else None
        with _told_how_it_was_read(release, name, root):
            opened.append(_open(name, root, folder_of.get(name), corrected))
    return opened


@contextmanager
def _told_how_it_was_read(release: str, name: str, root: Path) -> Iterator[None]:
    """Add to what is wrong with a release as whose it was read, where that may be what is wrong."""
    from countenance import databases
    from countenance.core import DatabaseError
    from countenance.databases.generic.facts import FACT_FILES

    try:
        yield
    except DatabaseError as error:
        described = [file for file in FACT_FILES if name != "generic" and (root / file).is_file()]
        unnamed = _path(release) == root and root.is_dir()
        if not (described or unnamed):
            raise
        title = databases.info(name).title
        other = f"name another database as NAME=ROOT, for example {'generic' if described else 'samm'}={root}"
        known = f"; it has a {described[0]}, as the generic layout does" if described else ""
        sentence = str(error).removesuffix(".")
        raise DatabaseError(f"{sentence} (it was read as {title}{known}: {other})") from error


def _named_root(release: str, database: str | None) -> tuple[str, Path]:
    """Split ``NAME=ROOT``; a folder whose own name has an equals sign stays whole."""
    from countenance import databases
    from countenance.core import InputError

    name, equals, root = release.partition("=")
    if not equals or not _NAME.fullmatch(name) or (name not in databases.names() and _path(release).exists()):
        if database is None:
            raise InputError(
                f"{release!r} does not say which database it is: write NAME=ROOT, for example "
                f"casme2sq={release}; 'countenance databases list' names them"
            )
        return database, _path(release)
    databases.info(name)  # an unknown name is to be told before a folder is looked at
    if not root:
        raise InputError(f"{release!r} names no folder: write {name}=ROOT with the folder of the release")
    return name, _path(root)


def _values_by_name(given: Sequence[str], names: Sequence[str], option: str) -> Mapping[str, str]:
    """The value for each release that has one."""
    from countenance.core import InputError

    values: dict[str, str] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in names:
            if len(names) != 1:
                raise InputError(
                    f"{option} {text} belongs to none of the releases: write NAME={text} with one of "
                    f"{', '.join(dict.fromkeys(names))}"
                )
            name, value = names[0], text
        if values.setdefault(name, value) != value:
            raise InputError(f"{option} is given twice for {name}: keep one of {values[name]} and {value}")
    return values


def _path(text: str) -> Path:
    # Most shells leave a tilde after an equals sign as it is; one of nobody known stays a name.
    return Path(os.path.expanduser(text))  # noqa: PTH111 (Path.expanduser refuses the unknown)
