"""Simulated long recordings for spotting: minutes of a neutral face with events whose every frame is known.

Between the events, and in whole neutral recordings, the people blink, look about, sway and turn their heads and
speak; the light drifts, the sensor is noisy, and the videos are compressed with H.264. An event is as strong as it
moves the skin (`displacement`): from clearly visible to barely above the noise. Thresholds may be chosen on these
recordings; a figure measured on them says nothing about real faces.

======================  =============================================================================
module                  what it does
======================  =============================================================================
``sample``              every parameter
``displacement``        how far action units move the skin, and intensities for a wanted displacement
``repertoire``          what a participant shows
``disturbances``        blinks, gaze shifts, head turns, speech
``plan``                who shows what when
``performance``         states of the face, frame by frame, and pictures
``truth``               ``events.csv`` and ``disturbances.csv``
``release``             files on disk
======================  =============================================================================
"""

from __future__ import annotations

from countenance.databases.simulated.long.displacement import displacement, gain_for, inter_ocular
from countenance.databases.simulated.long.release import LONG_VERSION, simulate_long_release
from countenance.databases.simulated.long.sample import INTENSITIES, LongSample, Unrest
from countenance.databases.simulated.long.truth import (
    SimulatedDisturbance,
    SimulatedEvent,
    read_disturbances,
    read_events,
)

__all__ = [
    "INTENSITIES",
    "LONG_VERSION",
    "LongSample",
    "SimulatedDisturbance",
    "SimulatedEvent",
    "Unrest",
    "displacement",
    "gain_for",
    "inter_ocular",
    "read_disturbances",
    "read_events",
    "simulate_long_release",
]
