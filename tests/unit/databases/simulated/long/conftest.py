"""Plans and one tiny release of long recordings for the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from countenance.databases.simulated import Person, simulate_long_release
from countenance.databases.simulated.long import LongSample
from countenance.databases.simulated.long.plan import LongParticipant, plan_long


@pytest.fixture(scope="session")
def sample() -> LongSample:
    return LongSample(participants=2, minutes=1.0, neutral=3, seed=3)


@pytest.fixture(scope="session")
def planned(sample: LongSample) -> tuple[LongParticipant, ...]:
    return plan_long(sample)


@pytest.fixture(scope="session")
def people(planned: tuple[LongParticipant, ...]) -> dict[str, Person]:
    return {participant.folder: Person.from_seed(participant.seed) for participant in planned}


@pytest.fixture(scope="session")
def tiny() -> dict[str, Any]:
    """Parameters of a release of two recordings of 5 s."""
    return {
        "participants": 1,
        "minutes": 1 / 12,
        "neutral": 1,
        "seed": 4,
        "fps": 20,
        "size": (160, 120),
        "intensities": (3.0, 6.0),
        "events_per_minute": 20.0,
    }


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory, tiny: dict[str, Any]) -> Path:
    return simulate_long_release(tmp_path_factory.mktemp("long") / "release", **tiny)
