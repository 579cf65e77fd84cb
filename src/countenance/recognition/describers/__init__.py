"""Describers of clips, one module each: stateless transformers from frames to arrays of a fixed shape.

They are the first half of the methods in `countenance.recognition.methods` and may be used without them.
"""
