"""From a clip to an emotion: what describes a clip, and the classifiers that read it."""

from countenance.recognition.clip_descriptors import N_FRAMES, N_REGIONS, clip_descriptors
from countenance.recognition.extraction import Descriptors, extract_descriptors
from countenance.recognition.svm import polynomial_kernel, polynomial_svm

__all__ = [
    "N_FRAMES",
    "N_REGIONS",
    "Descriptors",
    "clip_descriptors",
    "extract_descriptors",
    "polynomial_kernel",
    "polynomial_svm",
]
