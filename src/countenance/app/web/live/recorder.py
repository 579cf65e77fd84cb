"""A video and a document of findings, only where they were asked for."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from queue import Full, Queue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError, VideoError
from countenance.core.frames import Frame
from countenance.spotting import Spotting
from countenance.spotting.files import Origin, Timeline, to_document, write_document
from countenance.video import write_video

__all__ = ["Recorder"]

# A frame in a third of the time of libx264's own choice: the spotter needs the processor too.
_PRESET = "veryfast"


class Recorder:
    """Writes frames as they come, in a thread of its own.

    The video is a Matroska file, which stays readable up to its last second when the program is killed.

    Parameters
    ----------
    folder : Path
        Gets ``recording.mkv`` and ``spotting.json``; is made if it is not there.
    fps : Fraction
        Nominal frames per second; the frames' own times are written.
    waiting : int
        Frames that may wait for the encoder.

    Raises
    ------
    InputError
        If the folder holds a recording already.
    OSError
        If it cannot be made.
    """

    def __init__(self, folder: Path, fps: Fraction, waiting: int = 64) -> None:
        self.folder, self.video, self.document = folder, folder / "recording.mkv", folder / "spotting.json"
        for path in (self.video, self.document):
            if path.exists():
                raise InputError(f"{path} is there already: name another folder for the recording")
        folder.mkdir(parents=True, exist_ok=True)
        self.problem = ""
        self._fps = fps
        self._times = array("d")
        self._frames: Queue[Frame | None] = Queue(waiting)
        self._time = Fraction(0)
        self._thread = threading.Thread(target=self._write, name="recorder", daemon=True)
        self._thread.start()

    @property
    def n_frames(self) -> int:
        """Frames that were taken so far, also those after a failure."""
        return len(self._times)

    def offer(self, frame: Frame) -> bool:
        """Take a frame, unless the encoder is too far behind.

        After a failure frames are still counted, so that spotting goes on and its findings keep their numbers.
        """
        try:
            if not self.problem:
                self._frames.put_nowait(frame)
        except Full:
            return False
        self._times.append(float(frame.time or 0))
        return True

    def close(self) -> None:
        """Write what waits; the video is complete then."""
        self._frames.put(None)
        self._thread.join()

    def write_findings(
        self, spotting: Spotting, method: Mapping[str, Any], versions: Mapping[str, str]
    ) -> None:
        """Write the document of findings, whose frames are those of the video."""
        damage = self.problem or spotting.damage
        spotting = replace(spotting, recording=self.video.name, n_frames=self.n_frames, damage=damage)
        timeline = Timeline.of(list(self._times), self.n_frames, spotting.fps)
        origin = Origin(str(self.video), "", method, versions)
        write_document(to_document(spotting, timeline, origin), self.document)

    def _write(self) -> None:
        try:
            write_video(
                self.video, self._images(), self._fps, times=self._image_times(), preset=_PRESET, growing=True
            )
        except VideoError as error:
            if self._times:
                self.problem = f"recording stopped: {error}"
        while self.problem and self._frames.get() is not None:
            pass

    def _images(self) -> Iterator[NDArray[np.uint8]]:
        while (frame := self._frames.get()) is not None:
            self._time = frame.time or Fraction(0)
            height, width = frame.image.shape[:2]
            yield frame.image[: height - height % 2, : width - width % 2]
        self._frames.put(None)  # for whoever waits behind a failure

    def _image_times(self) -> Iterator[Fraction]:
        while True:
            yield self._time
