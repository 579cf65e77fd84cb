"""The methods that the literature names, each with its paper, its free choices and an estimator.

One module a method, found through the entry points ``countenance.methods``; a plug-in registers a
:class:`Method` of its own in the same way.

>>> from countenance.recognition import methods
>>> "region-lbp-top" in methods.names()
True
"""

from countenance.recognition.methods.registry import Method, method, names

__all__ = ["Method", "method", "names"]
