"""Spotting: where in a long video or a live stream the face moved, how, and how sure that is.

======================  ============================================================================
module                  what it does
======================  ============================================================================
``registry``            spotters by name; plug-ins register the same way
``recordings``          a source of frames to a :class:`Spotting`, the result of one recording
``watching``            a face watched frame by frame: landmarks, gaps, which of several faces
``first_face``          one place for the face in every frame: where it was in the first
``main_direction``      main directional maximal difference of two optical flows
``contrast``            a curve of movement to candidates: contrast, threshold, runs
``region_flow``         the default spotter: optical flow on regions
``disturbances``        blinks, gaze, head motion, speech, hands, lost faces
``mdmd``                main directional maximal difference, as published and corrected
``feature_difference``  LBP histograms against those before and after
``methods``             each spotter under its registered name, with its free choices
``region_names``        names of regions and curves in words
``provenance``          what a result depends on besides the film: parameters and code
``files``               a result as JSON, as tables and for ELAN
======================  ============================================================================
"""

from countenance.spotting.recordings import Spotting, spot_recording
from countenance.spotting.registry import SpottingMethod, names, spotting_method
from countenance.spotting.watching import FaceObservation

__all__ = [
    "FaceObservation",
    "Spotting",
    "SpottingMethod",
    "names",
    "spot_recording",
    "spotting_method",
]
