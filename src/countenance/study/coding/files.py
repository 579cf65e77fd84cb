"""Codings from the files of other programs into the study, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from countenance.core import CodingPass, InputError
from countenance.store import MediaFolder, Reader, Writer
from countenance.store.records import Account, Film, Medium
from countenance.study.coding.assigning import film_named
from countenance.study.coding.marking import import_pass
from countenance.study.coding.passes import visible_passes
from countenance.study.exchange import (
    ConstantRate,
    Media,
    Times,
    Timestamps,
    read_codings,
    without_suffix,
    write_codings,
)

__all__ = ["export_file", "film_times", "import_file"]


def import_file(
    writer: Writer,
    path: Path,
    coder: str,
    *,
    recording: str = "",
    tiers: Mapping[str, str | Sequence[str]] | None = None,
    first_frame: int = 0,
    replace: bool = False,
) -> tuple[list[CodingPass], list[str]]:
    """Take in what a coder marked in another program: all of the file, or nothing.

    Parameters
    ----------
    writer : Writer
    path : Path
    coder : str
        Whose codings these are, whatever the file says.
    recording : str
        Which recording it codes, where the file does not say.
    tiers : mapping, optional
        Names of tiers by what they mean.
    first_frame : int
        Number of a recording's first frame in a table.
    replace : bool
        Whether it takes the place of codings that are there.

    Returns
    -------
    passes : list of CodingPass
    remarks : list of str

    Raises
    ------
    InputError
        If the file cannot be used, codes what is not assigned or submitted already, or there are codings already.
    """
    if recording:
        film_named(writer, recording)
    films = {film.name: film for film in writer.find(Film)}

    def times(named: str) -> Times:
        film = films.get(recording or named) or films.get(without_suffix(named))
        if film is None:
            raise InputError(
                f"{path} codes {named!r}, and the study has no recording of that name: say which is meant with "
                "--recording"
            )
        return film_times(film)

    passes, remarks = read_codings(path, times=times, coder=coder, tiers=tiers, first_frame=first_frame)
    own = [_named(one, coder, recording, films, path) for one in passes]
    _check_owner(writer, passes, coder, path)
    names = [one.recording for one in own]
    if len(set(names)) < len(names):
        raise InputError(f"{path} holds codings of several coders or recordings: name one with --recording")
    for one in own:
        import_pass(writer, one, replace=replace)
    others = sorted({one.coder for one in passes} - {coder, path.stem})
    taken = [f"{path.name} names the coder {', '.join(others)}; it is taken for {coder}'s"] if others else []
    return own, [*remarks, *taken]


def export_file(
    reader: Reader, media: MediaFolder, path: Path, name: str, *, coder: str = "", recording: str = ""
) -> list[CodingPass]:
    """Write codings for another program, as far as an account may see them.

    Parameters
    ----------
    reader : Reader
    media : MediaFolder
        Of the study, whose films ELAN and BORIS are to open.
    path : Path
    name : str
        Of the account that wants them: see :func:`~countenance.study.coding.visible_passes`.
    coder : str
        One coder's; everybody's unless given.
    recording : str
        Name of one recording; all unless given.

    Raises
    ------
    InputError
        If there is nothing that the account may see, or the format cannot hold it.
    """
    if recording:
        film_named(reader, recording)
    passes = [one for one in visible_passes(reader, name, recording) if coder in {"", one.coder}]
    if not passes:
        raise InputError(
            f"there is nothing that {name} may see: coders see their own codings, and those of others once they "
            "have submitted the recording themselves"
        )
    films = {film.name: film for film in reader.find(Film)}
    times = {one.recording: film_times(films[one.recording]) for one in passes}
    write_codings(path, passes, times=times, media=_media(reader, media, films, list(times)))
    return passes


def film_times(film: Film) -> Times:
    """When the frames of a recording are shown."""
    if len(film.times) < 2:
        return ConstantRate(film.fps, film.n_frames)
    times = [Fraction(time) for time in film.times]
    # No file says how long its last frame is shown: as long as the one before.
    return Timestamps((*times, 2 * times[-1] - times[-2]), film.fps)


def _named(one: CodingPass, coder: str, recording: str, films: Mapping[str, Film], path: Path) -> CodingPass:
    """The pass under the study's own names: files call a recording by the name of its film, too."""
    named = one.recording if one.recording in films else without_suffix(one.recording)
    if recording and named in films and named != recording:
        raise InputError(
            f"{path} codes {named}, and --recording says {recording}: leave the option out, or correct it"
        )
    return dataclasses.replace(one, coder=coder, recording=recording or named)


def _check_owner(reader: Reader, passes: Sequence[CodingPass], coder: str, path: Path) -> None:
    """Refuse what another coder of the study has marked: two coders who agree in everything would come of it."""
    accounts = {one.name for one in reader.find(Account)}
    if others := sorted({one.coder for one in passes} & accounts - {coder}):
        raise InputError(
            f"{path} holds codings of {', '.join(others)}, which cannot come in as those of {coder}"
        )


def _media(reader: Reader, media: MediaFolder, films: Mapping[str, Film], names: Sequence[str]) -> Media:
    digests = {name: reader.get(Medium, medium).digest for name in names if (medium := films[name].medium)}
    return {name: media.path(digest) for name, digest in digests.items() if media.holds(digest)}
