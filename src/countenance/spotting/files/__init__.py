"""What a spotter found, as files that other programs read.

==============  =====================================================================
module          what it writes
==============  =====================================================================
``documents``   the JSON document of a recording, from which all else follows
``timeline``    when each frame was shown
``tables``      rows and CSV of expressions, disturbances and curves
``eaf``         an annotation document that ELAN opens
``lanes``       overlapping intervals side by side
==============  =====================================================================
"""

from countenance.spotting.files.documents import Document, Origin, read_document, to_document, write_document
from countenance.spotting.files.eaf import to_eaf
from countenance.spotting.files.lanes import lanes
from countenance.spotting.files.tables import (
    EXCLUDED_COLUMNS,
    EXPRESSION_COLUMNS,
    excluded_rows,
    expression_rows,
    read_curves,
    to_csv,
    write_curves,
)
from countenance.spotting.files.timeline import Timeline

__all__ = [
    "EXCLUDED_COLUMNS",
    "EXPRESSION_COLUMNS",
    "Document",
    "Origin",
    "Timeline",
    "excluded_rows",
    "expression_rows",
    "lanes",
    "read_curves",
    "read_document",
    "to_csv",
    "to_document",
    "to_eaf",
    "write_curves",
    "write_document",
]
