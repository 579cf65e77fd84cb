"""TextGrids of Praat, written through praatio."""

from countenance.study.exchange.praat.reading import read_textgrid
from countenance.study.exchange.praat.writing import textgrid_of

__all__ = ["read_textgrid", "textgrid_of"]
