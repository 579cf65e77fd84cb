"""Annotation documents of ELAN (Max Planck Institute for Psycholinguistics), read and written through pympi."""

from countenance.study.exchange.elan.reading import read_eaf
from countenance.study.exchange.elan.writing import eaf_of

__all__ = ["eaf_of", "read_eaf"]
