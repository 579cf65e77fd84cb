"""Frames in and out: video files, folders of images and arrays behind one contract.

A frame is known by its index, counted from 0 in order of presentation. Its time comes from the file's
presentation timestamps and is never used to find a frame. Sources hand out one frame at a time, so the
memory they need does not grow with the length of a recording.

>>> import numpy as np
>>> source = FrameArray(np.zeros((3, 4, 6), dtype=np.uint8), fps=25)
>>> [(frame.index, float(frame.time)) for frame in source.frames()]
[(0, 0.0), (1, 0.04), (2, 0.08)]
"""

from countenance.video.camera import Camera, open_camera
from countenance.video.files import VideoFile
from countenance.video.folders import ImageFolder
from countenance.video.live import LiveFrames
from countenance.video.memory import FrameArray
from countenance.video.opening import VIDEO_SUFFIXES, open_frames, read_clip, read_frame
from countenance.video.packing import from_jpeg, to_jpeg
from countenance.video.playing import PlayedFile
from countenance.video.reading import FrameReader
from countenance.video.sources import Colour, Frame, FrameSource
from countenance.video.writing import write_video

__all__ = [
    "VIDEO_SUFFIXES",
    "Camera",
    "Colour",
    "Frame",
    "FrameArray",
    "FrameReader",
    "FrameSource",
    "ImageFolder",
    "LiveFrames",
    "PlayedFile",
    "VideoFile",
    "from_jpeg",
    "open_camera",
    "open_frames",
    "read_clip",
    "read_frame",
    "to_jpeg",
    "write_video",
]
