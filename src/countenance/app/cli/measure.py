"""``countenance measure``: a video to tables and pictures of facial movement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from countenance.video import FrameSource

__all__ = ["measure"]


def measure(
    video: Annotated[
        Path, typer.Argument(help="A video file or a folder of numbered images.", metavar="VIDEO")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the tables, pictures and report.")],
    fps: Annotated[
        float | None,
        typer.Option(min=0.001, help="Frames per second of a folder of images; a video file knows its own."),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Where finished work is kept, so that a stopped run continues.", show_default="OUT/cache"
        ),
    ] = None,
) -> None:
    """Measure a face in a video: landmarks, head pose, action-unit proxies and the motion of 36 regions.

    Example: [bold]countenance measure interview.mp4 --out interview[/bold]
    """
    from rich.markup import escape

    from countenance.app.cli.output import say
    from countenance.app.cli.workers import progress_bars
    from countenance.core.errors import FaceError, VideoError
    from countenance.measurement import Measurement, measure_recording, write_tables
    from countenance.reports import draw_face, write_measurement_report
    from countenance.video import read_frame

    source = _open(video, fps)
    out.mkdir(parents=True, exist_ok=True)
    parts: list[Measurement] = []
    damage: VideoError | None = None
    try:
        with progress_bars() as progress:
            for part in measure_recording(source, cache=cache or out / "cache", progress=progress):
                parts.append(part)  # noqa: PERF402 # what came before damage is kept
    except VideoError as error:
        damage = error
        if not parts:
            raise
    measured = Measurement.joined(parts)
    parts.clear()
    write_tables(measured, out)
    faces = measured.has_face.nonzero()[0]
    picture = None
    if len(faces):
        first = int(faces[0])
        picture = draw_face(read_frame(source, first).image, measured.landmarks[first])
    write_measurement_report(measured, video.name, out, picture)
    say(f"{len(measured)} frames, {len(faces)} with a face. Report: {escape(str(out / 'report.html'))}")
    if damage is not None:
        raise VideoError(f"{str(damage).removesuffix('.')}. The {len(measured)} frames before were measured.")
    if not len(faces):
        raise FaceError(
            f"{video}: no face was found in any frame; the tables in {out} say so frame by frame."
        )


def _open(video: Path, fps: float | None) -> FrameSource:
    import math
    from fractions import Fraction

    from countenance.core.errors import InputError
    from countenance.video import ImageFolder, open_frames

    if not video.is_dir():
        if fps is not None:
            raise InputError(f"{video} is no folder and has its own times: leave out --fps.")
        return open_frames(video)
    folder = ImageFolder(video)
    if fps is None:
        raise InputError(f"{video} is a folder of images, which say nothing about time: give --fps.")
    if not math.isfinite(fps):
        raise InputError(f"--fps {fps} is no frame rate: give a number of frames per second, for example 30.")
    return ImageFolder(folder.path, fps=Fraction(str(fps)))
