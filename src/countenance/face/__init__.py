"""Faces in images: detection, landmarks, head pose, registration and the 36 regions of interest.

Sides are the participant's: their right is the image's left. Coordinates are pixels, x before y, and (0, 0)
is the centre of the top left pixel.

>>> import countenance.face as face
>>> regions = face.regions36(face.MEAN_FACE * 256)
>>> labels = face.label_image(regions, (256, 256))
>>> int(labels.max())
36
"""

from countenance.face.blendshapes import PROXIES, ActionUnitProxy, BlendshapeModel
from countenance.face.choosing import chosen_face
from countenance.face.detection import Detection, FaceDetector
from countenance.face.drawing import draw_landmarks, draw_regions
from countenance.face.following import FollowedFrame, follow, follow_frames
from countenance.face.landmarks import face_mesh, landmarks68
from countenance.face.mapping import landmarks68_from_mesh, mirror68
from countenance.face.mesh import FaceMesh, LandmarkDetector
from countenance.face.pose import HeadPose, head_pose
from countenance.face.regions import Region, label_image, regions36
from countenance.face.registration import MEAN_FACE, register, transform_points
from countenance.face.tracking import FaceTracker, TrackedFace, TrackStatus, track
from countenance.face.weights.install import WEIGHTS

__all__ = [
    "MEAN_FACE",
    "PROXIES",
    "WEIGHTS",
    "ActionUnitProxy",
    "BlendshapeModel",
    "Detection",
    "FaceDetector",
    "FaceMesh",
    "FaceTracker",
    "FollowedFrame",
    "HeadPose",
    "LandmarkDetector",
    "Region",
    "TrackStatus",
    "TrackedFace",
    "chosen_face",
    "draw_landmarks",
    "draw_regions",
    "face_mesh",
    "follow",
    "follow_frames",
    "head_pose",
    "label_image",
    "landmarks68",
    "landmarks68_from_mesh",
    "mirror68",
    "regions36",
    "register",
    "track",
    "transform_points",
]
