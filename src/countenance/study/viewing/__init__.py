"""What is looked at of a recording: single frames as pictures, their times, and how much moves.

====================  =====================================================================
module                what it does
====================  =====================================================================
``kept_films``        a recording's file with the time of each frame
``picture_cache``     pictures on disk: whole or not at all, up to a limit, oldest first out
``decoders``          threads that decode on from where somebody looks
``pictures``          frames, thumbnails and motion curves of a study
``face_windows``      where the face is in a picture
``motion_curves``     how much moves from frame to frame, computed once in the background
====================  =====================================================================
"""

from countenance.study.viewing.kept_films import KeptFilm, kept_film
from countenance.study.viewing.motion_curves import MotionCurve, MotionCurves, Unready
from countenance.study.viewing.picture_cache import PictureCache
from countenance.study.viewing.pictures import Pictures

__all__ = ["KeptFilm", "MotionCurve", "MotionCurves", "PictureCache", "Pictures", "Unready", "kept_film"]
