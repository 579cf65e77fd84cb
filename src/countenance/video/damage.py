"""Whether a file ends before its own header says it does."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

__all__ = ["missing_end"]


def missing_end(container: InputContainer, stream: VideoStream, ticks: Sequence[int]) -> str | None:
    """Compare what the header announces with what is there.

    Counting frames would not do: files with an edit list announce frames that are never shown, and AVI
    counts pictures that were dropped while recording.

    Parameters
    ----------
    container : InputContainer
        Read to its end.
    stream : VideoStream
        Of that container.
    ticks : sequence of int
        Presentation times that were found, in any order.

    Returns
    -------
    str or None
        What is missing, as part of a sentence; None where nothing says that something is.
    """
    n_bytes = Path(container.name).stat().st_size
    name = container.format.name
    if name.startswith("mov") and _end_of_samples(stream) > n_bytes:
        return f"its index announces more frames than its {n_bytes} bytes hold"
    if name == "avi" and (announced := _end_of_riff(Path(container.name))) > n_bytes:
        return f"its header announces {announced} bytes and it has {n_bytes}"
    if name.startswith("matroska"):
        return _missing_time(stream, ticks)
    return None


def _end_of_samples(stream: VideoStream) -> int:
    return max((entry.pos + entry.size for entry in stream.index_entries), default=0)


def _end_of_riff(path: Path) -> int:
    with path.open("rb") as file:
        return 8 + int.from_bytes(file.read(8)[4:], "little")


def _missing_time(stream: VideoStream, ticks: Sequence[int]) -> str | None:
    """Compare the end of the last frame with the duration that Matroska writers note per stream."""
    noted = stream.metadata.get("DURATION")
    if noted is None or stream.time_base is None or len(ticks) < 2:
        return None
    hours, minutes, seconds = noted.split(":")
    announced = int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    longest_step = int(np.diff(np.sort(ticks)).max()) * stream.time_base
    if stream.average_rate:
        # The last frame may be noted as long as the nominal rate has it, however short the steps are.
        longest_step = max(longest_step, 1 / stream.average_rate)
    found = max(ticks) * stream.time_base + 2 * longest_step
    return f"its header announces {float(announced):.2f} s" if found < announced else None
