"""countenance: the toolkit for facial macro- and micro-expressions.

The folders are the domain, each importing only those below it: ``core`` (the vocabulary), ``video``,
``face``, ``features``, ``measurement``, ``databases``, ``recognition``, ``evaluation``, ``testing`` (for authors
of plug-ins), ``reports``, ``app``.
"""

__version__ = "0.2.0"
__all__ = ["__version__"]
