"""One rendered person for the tests of this folder."""

from __future__ import annotations

import pytest

from countenance.databases.simulated import Person


@pytest.fixture(scope="session")
def person() -> Person:
    return Person.from_seed(5)
