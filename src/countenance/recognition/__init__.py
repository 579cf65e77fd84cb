"""From a clip to an emotion: what describes a clip, and the classifiers that read it."""

from countenance.recognition.clip_descriptors import N_FRAMES, N_REGIONS, clip_descriptors
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.extraction import Described, describe_clips
from countenance.recognition.flow_recogniser import FlowRecogniser
from countenance.recognition.grouped_search import GroupedSearch
from countenance.recognition.methods import Method
from countenance.recognition.recommended import recommended
from countenance.recognition.svm import polynomial_kernel, polynomial_svm
from countenance.recognition.table5 import Descriptors, extract_descriptors

__all__ = [
    "N_FRAMES",
    "N_REGIONS",
    "ClipDescriber",
    "Described",
    "Descriptors",
    "FlowRecogniser",
    "GroupedSearch",
    "Method",
    "clip_descriptors",
    "describe_clips",
    "extract_descriptors",
    "polynomial_kernel",
    "polynomial_svm",
    "recommended",
]
