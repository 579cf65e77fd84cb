"""For the tests of plug-ins: what a database, method or spotter must do; ``strategies.py`` is for hypothesis.

A plug-in's test suite opens a small release of its database and hands it to :func:`check_database`, or hands its
method to :func:`check_method`, or what makes its spotter to :func:`check_spotter`; :func:`simulate_release` makes a
release of faces that belong to nobody.
"""

from countenance.databases.simulated import simulate_release
from countenance.testing.conformance import check_database
from countenance.testing.methods import check_method
from countenance.testing.spotters import check_spotter

__all__ = ["check_database", "check_method", "check_spotter", "simulate_release"]
