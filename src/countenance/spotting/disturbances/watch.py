"""All disturbances of a stream, watched together."""

from __future__ import annotations

from dataclasses import replace

from countenance.core.contracts import Excluded
from countenance.core.errors import InputError
from countenance.spotting.disturbances.gaze import GazeWatch
from countenance.spotting.disturbances.head import HeadWatch
from countenance.spotting.disturbances.lids import LidWatch
from countenance.spotting.disturbances.measuring import FaceState, measure_face
from countenance.spotting.disturbances.occlusion import OcclusionWatch
from countenance.spotting.disturbances.presence import PresenceWatch
from countenance.spotting.disturbances.speech import SpeechWatch
from countenance.spotting.disturbances.stretches import Moment
from countenance.spotting.watching import FaceObservation

__all__ = ["DisturbanceWatch"]


class DisturbanceWatch:
    """Tells blinks, closed eyes, saccades, head motion, speech, hands, lost faces and gaps in a stream.

    Intervals of one reason never overlap; those of different reasons may. Nothing that is told is taken back.
    Numbers of the last 10 seconds are kept at most, and no picture.

    Parameters
    ----------
    fps : float
        Nominal frames per second of the recording.

    Attributes
    ----------
    state : FaceState or None
        What the last observation measured; None without a face.

    Raises
    ------
    InputError
        If the frame rate is not positive.
    """

    def __init__(self, fps: float) -> None:
        if not fps > 0:
            raise InputError(f"The frame rate must be positive, not {fps}.")
        self.state: FaceState | None = None
        self._start: float | None = None
        self._presence = PresenceWatch(fps)
        self._lids, self._gaze, self._head = LidWatch(), GazeWatch(), HeadWatch()
        self._speech, self._occlusion = SpeechWatch(), OcclusionWatch()

    @property
    def head_speed(self) -> float:
        """Speed of the head about 0.1 s before the last observation; 1 is the limit of a motion."""
        return self._head.speed

    def update(self, seen: FaceObservation) -> list[Excluded]:
        """Take the next observation.

        Parameters
        ----------
        seen : FaceObservation
            Later than those before; frames may be left out in between.

        Returns
        -------
        list of Excluded
            What has just become certain; by onset.
        """
        if self._start is None:
            self._start = seen.time
        # Microseconds, so that equal distances in time are equal wherever the clock stands.
        now = Moment(round(seen.time - self._start, 6), seen.index)
        state = None if seen.mesh is None else measure_face(seen.mesh)
        done = self._interrupt() if state is None or self._presence.jumped(seen.step) else []
        done += self._presence.update(now, state is not None, seen.step)
        self.state = state
        if state is not None and seen.mesh is not None:
            done += self._lids.update(now, state)
            done += self._head.update(now, state)
            done += self._gaze.update(now, state, hidden=self._lids.down or self._head.speed >= 1)
            done += self._speech.update(now, state)
            done += self._occlusion.update(now, state, seen.mesh, seen.grey)
            self.state = replace(state, occlusion=self._occlusion.share)
        return _by_onset(done)

    def finish(self, last_frame: int) -> list[Excluded]:
        """Close everything at the end of the recording.

        Parameters
        ----------
        last_frame : int
            Number of the recording's last frame; a time without a face reaches up to it.

        Returns
        -------
        list of Excluded
            By onset.
        """
        return _by_onset(self._interrupt() + self._presence.finish(last_frame))

    def going_on(self) -> list[Excluded]:
        """What is under way or may still be joined with what follows, up to the last observation; by onset."""
        return _by_onset([e for watch in self._watches for e in watch.going_on()] + self._presence.going_on())

    @property
    def _watches(self) -> tuple[LidWatch, GazeWatch, HeadWatch, SpeechWatch, OcclusionWatch]:
        return self._lids, self._gaze, self._head, self._speech, self._occlusion

    def _interrupt(self) -> list[Excluded]:
        return [e for watch in self._watches for e in watch.interrupt()]


def _by_onset(found: list[Excluded]) -> list[Excluded]:
    return sorted(found, key=lambda e: (e.interval, e.reason))
