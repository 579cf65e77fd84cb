"""Two codings side by side, and an arbiter's decisions.

=============  ================================================================
module         what it does
=============  ================================================================
``queue``      what is open over all recordings, agreement, and policies
``desk``       one recording: both codings on one timeline, and decisions
``labelling``  labels of what was settled, and a person's own categories
``answered``   what the interface answers
=============  ================================================================
"""
