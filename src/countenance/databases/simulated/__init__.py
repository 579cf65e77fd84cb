"""The simulated sample database: rendered people whose every movement is known.

A few dozen participants are rendered from parameters by this package, in the layout of the CAS(ME)2 release.
They show no real person. The sample makes the whole program runnable, testable and demonstrable without a
licence; it says nothing about human expressions, and a figure measured on it is no figure about a method.

The way from a number to a picture:

======================  =============================================================================
module                  what it does
======================  =============================================================================
``anatomy``             names for the vertices of MediaPipe's canonical face mesh
``bust``                skull, neck, shoulders and mouth around it
``subdivision``         refines the mesh smoothly
``shape``               differences between heads
``action_unit_recipes`` where each action unit moves the surface
``action_unit_fields``
``folds``               folds of the skin that deepen with action units
``parts``, ``rig``      eyes, teeth, ears, hair; all vertices for a state of the face
``chart``, ``skin``     the texture
``skin_light``          what shades the skin and where it shines
``lighting``,           light, triangles to samples to pixels, lens and sensor
``rasteriser``,
``camera``, ``scene``
``person``              traits from a seed, and pictures of one person
``difficulty``          every parameter that makes the sample easy or hard
``repertoire``,         who shows what when, and how it unfolds
``script``,
``timeline``,
``performance``
``release``, ``notes``, files on disk, written and read
``labels``, ``lock``,
``database``
``long``                minutes of neutral face with events of known strength, for spotting
======================  =============================================================================

Examples
--------
>>> person = Person.from_seed(1)
>>> smile = person.project({"12": 1.0}) - person.project()
>>> bool(smile[61, 0] < 0 and smile[61, 1] < 0)  # the right mouth corner moves to the image's left and up
True
"""

from __future__ import annotations

from countenance.databases.simulated.database import SimulatedDatabase
from countenance.databases.simulated.difficulty import Difficulty
from countenance.databases.simulated.long import (
    SimulatedDisturbance,
    SimulatedEvent,
    read_disturbances,
    read_events,
    simulate_long_release,
)
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.release import SAMPLE, VERSION, Sample, simulate_release
from countenance.databases.simulated.rig import Pose

__all__ = [
    "SAMPLE",
    "VERSION",
    "Difficulty",
    "Person",
    "Pose",
    "Sample",
    "SimulatedDatabase",
    "SimulatedDisturbance",
    "SimulatedEvent",
    "read_disturbances",
    "read_events",
    "simulate_long_release",
    "simulate_release",
]
