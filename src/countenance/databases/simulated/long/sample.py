"""What a release of long recordings is made from: sizes, intensities, and what disturbs."""

from __future__ import annotations

from dataclasses import dataclass, field

from countenance.core import InputError
from countenance.databases.simulated.camera import HEIGHT, WIDTH
from countenance.databases.simulated.script import FILMS

__all__ = ["INTENSITIES", "LONGEST_EVENT", "MICRO_LENGTH", "LongSample", "Unrest"]

INTENSITIES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0)
"""Peak displacements of the events, % of the inter-ocular distance: from below a pixel's fifth to plain to see."""

MICRO_LENGTH = (0.2, 0.5)
"""Shortest and longest micro-expression from onset to offset, seconds."""

LONGEST_EVENT = 3.9
"""Longest macro-expression from onset to offset, seconds."""

_LEAST_SECONDS, _LEAST_FPS, _LEAST_SIDE, _GREATEST_INTENSITY, _GREATEST_RATE = 5.0, 5, 64, 8.0, 20.0
_MOST_NEUTRAL_EACH = 99


@dataclass(frozen=True)
class Unrest:
    """What happens in a recording besides expressions.

    The values are free choices in the range of what seated people do before a screen; spontaneous blinks come 10 to
    20 times a minute (Bentivoglio et al. 1997, doi:10.1002/mds.870120629).

    Attributes
    ----------
    blinks_per_minute, gaze_shifts_per_minute, turns_per_minute, speech_per_minute : float
        Mean numbers of blinks, of plain gaze shifts (away and back count as one), of head turns and of bouts of
        speech.
    head_rotation, head_shift : float
        Standard deviation of the head's slow sway, degrees and centimetres.
    head_response : float
        Head movement that accompanies an event of intensity 1, degrees.
    tone : float
        Standard deviation of the slow wander of the muscles' tone, as intensity of action units; 0.01 moves the
        skin by about 0.1 % of the inter-ocular distance.
    illumination : float
        Standard deviation of the slow drift of the light's strength, and of its balance from left to right,
        relative.
    flicker : float
        Standard deviation of the exposure from frame to frame, relative.
    sensor_noise : float
        Standard deviation in mid-grey, in 8-bit steps.
    crf : int
        Constant rate factor of H.264; see :func:`countenance.video.write_video`.
    """

    blinks_per_minute: float = 14.0
    gaze_shifts_per_minute: float = 5.0
    turns_per_minute: float = 1.5
    speech_per_minute: float = 1.0
    head_rotation: float = 0.8
    head_shift: float = 0.15
    head_response: float = 0.5
    tone: float = 0.008
    illumination: float = 0.03
    flicker: float = 0.002
    sensor_noise: float = 1.2
    crf: int = 20


@dataclass(frozen=True)
class LongSample:
    """Parameters of a simulated release of long recordings.

    Attributes
    ----------
    participants : int
        At least 1.
    minutes : float
        Length of each recording.
    recordings : int
        Recordings with events of each participant, 1 to 9.
    neutral : int
        Recordings without events in the whole release, dealt to the participants in turn.
    seed : int
        Not negative.
    fps : int
        Frames per second, at least 5.
    size : tuple of int
        Width and height, even, pixels.
    intensities : tuple of float
        Peak displacements of the events, % of the inter-ocular distance, above 0 and at most 8.
    events_per_minute : float
        Above 0 and at most 20.
    micro_share : float
        Share of micro-expressions among the events, 0..1.
    unrest : Unrest

    Raises
    ------
    InputError
        If a value is out of range.
    """

    participants: int = 6
    minutes: float = 1.0
    recordings: int = 1
    neutral: int = 2
    seed: int = 0
    fps: int = 30
    size: tuple[int, int] = (WIDTH, HEIGHT)
    intensities: tuple[float, ...] = INTENSITIES
    events_per_minute: float = 8.0
    micro_share: float = 0.5
    unrest: Unrest = field(default_factory=Unrest)

    def __post_init__(self) -> None:
        width, height = self.size
        for name, value, good, wanted in (
            ("participants", self.participants, self.participants >= 1, "at least 1"),
            ("minutes", self.minutes, 60 * self.minutes >= _LEAST_SECONDS, "at least 5 seconds"),
            ("recordings", self.recordings, 1 <= self.recordings <= len(FILMS), f"1 to {len(FILMS)}"),
            (
                "neutral",
                self.neutral,
                0 <= self.neutral <= _MOST_NEUTRAL_EACH * self.participants,
                f"0 to {_MOST_NEUTRAL_EACH} for each participant",
            ),
            ("seed", self.seed, self.seed >= 0, "at least 0"),
            ("fps", self.fps, self.fps >= _LEAST_FPS, f"at least {_LEAST_FPS}"),
            (
                "size",
                f"{width} x {height}",
                min(self.size) >= _LEAST_SIDE and width % 2 == height % 2 == 0,
                f"even width and height of at least {_LEAST_SIDE}",
            ),
            (
                "intensities",
                self.intensities,
                bool(self.intensities) and all(0 < i <= _GREATEST_INTENSITY for i in self.intensities),
                f"values above 0 and at most {_GREATEST_INTENSITY:g} (% of the inter-ocular distance)",
            ),
            (
                "events_per_minute",
                self.events_per_minute,
                0 < self.events_per_minute <= _GREATEST_RATE,
                f"above 0 and at most {_GREATEST_RATE:g}",
            ),
            ("micro_share", self.micro_share, 0 <= self.micro_share <= 1, "0 to 1"),
        ):
            if not good:
                raise InputError(f"{name} of a long simulated release is {value}; expected {wanted}.")

    @property
    def n_frames(self) -> int:
        """Frames of each recording.

        >>> LongSample(minutes=0.5, fps=30).n_frames
        900
        """
        return round(60 * self.minutes * self.fps)
