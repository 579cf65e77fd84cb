"""Projects of BORIS (Friard & Gamba, 2016, doi 10.1111/2041-210X.12584), which are JSON."""

from countenance.study.exchange.boris.reading import read_boris
from countenance.study.exchange.boris.writing import boris_of

__all__ = ["boris_of", "read_boris"]
