"""What happens in a stream and is no expression: each disturbance in a module of its own.

==============  =================================================================
module          what it does
==============  =================================================================
``watch``       all of them together: :class:`DisturbanceWatch`
``measuring``   lids, irises, lips and pose from one mesh: :class:`FaceState`
``lids``        blinks and closed eyes
``gaze``        saccades
``head``        head motion
``speech``      lips that part and close again and again
``occlusion``   a hand or another thing over the face
``presence``    no face, and gaps in the recording
``stretches``   stretches that lie close together become one
==============  =================================================================
"""

from countenance.spotting.disturbances.gaze import GAZE
from countenance.spotting.disturbances.head import HEAD_MOTION
from countenance.spotting.disturbances.lids import BLINK, EYES_CLOSED
from countenance.spotting.disturbances.measuring import FaceState, measure_face
from countenance.spotting.disturbances.occlusion import HAND
from countenance.spotting.disturbances.presence import GAP, NO_FACE
from countenance.spotting.disturbances.speech import SPEECH
from countenance.spotting.disturbances.watch import DisturbanceWatch

__all__ = [
    "BLINK",
    "EYES_CLOSED",
    "GAP",
    "GAZE",
    "HAND",
    "HEAD_MOTION",
    "NO_FACE",
    "SPEECH",
    "DisturbanceWatch",
    "FaceState",
    "measure_face",
]
