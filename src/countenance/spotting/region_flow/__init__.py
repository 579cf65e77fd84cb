"""The default spotter: training-free optical flow on regions.

==================  ================================================================================
module              what it does
==================  ================================================================================
``displacement``    how far each of the 36 regions has moved from rest, frame by frame
``reference``       one picture of a face at rest, and how far its points have moved in another
``points``          the points that are followed, and the regions they stand for
``head``            the head's own motion, taken away
``channels``        13 parts of the face, means of regions that action units move together
``excursions``      a channel leaves its level, reaches a peak and comes back
``fusion``          excursions of several channels at one time become one candidate
``evidence``        what speaks for and against a candidate, and the score
``action_units``    moving regions and action-unit candidates
``memory``          the last seconds of a stream, as numbers
``decision``        tells each expression once, soon after its end
``spotter``         all of it behind the spotters' contract
==================  ================================================================================
"""

from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.decision import DecisionSettings
from countenance.spotting.region_flow.displacement import DisplacementSettings
from countenance.spotting.region_flow.spotter import RegionFlowSpotter

__all__ = ["CHANNEL_NAMES", "DecisionSettings", "DisplacementSettings", "RegionFlowSpotter"]
