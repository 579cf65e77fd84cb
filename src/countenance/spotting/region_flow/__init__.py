"""The default spotter: training-free optical flow on regions.

==================  ================================================================================
module              what it does
==================  ================================================================================
``displacement``    how far each of the 36 regions has moved from rest, frame by frame
``skin_points``     points on the skin, followed from frame to frame and held to where they started from
``points``          the points that are followed, and the regions they stand for
``head``            the head's own motion, taken away
``leak``            what is left of the head's turns, learned and taken away
``channels``        the regions that action units move, without the lids
``curves``          smooth curves of the last seconds, their noise, and where the face rests
``peaks``           peaks of many curves at once, by their prominence
``excursions``      a channel leaves its level, reaches a peak and comes back
``feigned``         movements that a blink, a saccade or speech explains
``fusion``          what all channels do together at that time: one candidate, its feet and its apex
``anatomy``         which movements of the skin action units make
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
