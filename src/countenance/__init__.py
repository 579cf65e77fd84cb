"""countenance: the toolkit for facial macro- and micro-expressions.

The folders are the domain, each importing only those below it: ``core`` (the vocabulary), ``video``,
``face``, ``features``, ``databases``, ``recognition``, ``evaluation``, ``app``.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
