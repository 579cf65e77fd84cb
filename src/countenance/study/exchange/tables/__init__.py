"""Tables of codings, one row a coding: text with separators, and spreadsheets."""

from countenance.study.exchange.tables.reading import read_table
from countenance.study.exchange.tables.writing import csv_of, xlsx_of

__all__ = ["csv_of", "read_table", "xlsx_of"]
