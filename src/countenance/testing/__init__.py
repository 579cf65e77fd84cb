"""For the tests of plug-ins: what every database must do, and hypothesis strategies (``strategies.py``).

A plug-in's test suite opens a small release of its database and hands it to :func:`check_database`;
:func:`simulate_release` makes a release of faces that belong to nobody.
"""

from countenance.databases.simulated import simulate_release
from countenance.testing.conformance import check_database

__all__ = ["check_database", "simulate_release"]
