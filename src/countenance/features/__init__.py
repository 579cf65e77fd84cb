"""Arrays to vectors: temporal interpolation, LBP-TOP, optical flow, and their scikit-learn transformers.

Every array function takes and returns NumPy arrays, knows nothing of files or databases, and raises
`countenance.core.errors.InputError` for what it cannot use.
"""

from countenance.features.interpolation import interpolate_frames
from countenance.features.lbp_top import lbp_top, region_histograms
from countenance.features.optical_flow import FlowMethod, dense_flow, mean_motion
from countenance.features.settings import (
    TABLE5_SETTINGS,
    CodeMapping,
    Interpolation,
    LBPTOPSettings,
    uniform_bins,
)
from countenance.features.transformers import LBPTOP

__all__ = [
    "LBPTOP",
    "TABLE5_SETTINGS",
    "CodeMapping",
    "FlowMethod",
    "Interpolation",
    "LBPTOPSettings",
    "dense_flow",
    "interpolate_frames",
    "lbp_top",
    "mean_motion",
    "region_histograms",
    "uniform_bins",
]
