"""For the tests of plug-ins: what every database and method must do, and hypothesis strategies (``strategies.py``).

A plug-in's test suite opens a small release of its database and hands it to :func:`check_database`, or hands its
method to :func:`check_method`; :func:`simulate_release` makes a release of faces that belong to nobody.
"""

from countenance.databases.simulated import simulate_release
from countenance.testing.conformance import check_database
from countenance.testing.methods import check_method

__all__ = ["check_database", "check_method", "simulate_release"]
