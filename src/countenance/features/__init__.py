"""Arrays to vectors: temporal interpolation, LBP-TOP, optical flow, and their scikit-learn transformers.

Every array function takes and returns NumPy arrays, knows nothing of files or databases, and raises
`countenance.core.errors.InputError` for what it cannot use.
"""

from countenance.features.blocks import block_labels, block_lbp_top
from countenance.features.colour_spaces import ColourSpace, to_colour_space
from countenance.features.directional import directional_histograms
from countenance.features.flow_histograms import bi_woof, hoof
from countenance.features.flow_maps import flow_map, optical_strain
from countenance.features.global_motion import local_motion
from countenance.features.gradients import gradient_histograms
from countenance.features.independent_components import IndependentComponents, independent_components
from countenance.features.interpolation import interpolate_frames
from countenance.features.lbp_top import lbp_top, region_histograms
from countenance.features.mdmo import main_motion, mdmo
from countenance.features.optical_flow import FlowMethod, dense_flow, mean_motion
from countenance.features.robust_pca import RobustPCA, robust_pca
from countenance.features.settings import (
    TABLE5_SETTINGS,
    CodeMapping,
    Interpolation,
    LBPTOPSettings,
    uniform_bins,
)
from countenance.features.tim import temporal_interpolation_model
from countenance.features.transformers import LBPTOP

__all__ = [
    "LBPTOP",
    "TABLE5_SETTINGS",
    "CodeMapping",
    "ColourSpace",
    "FlowMethod",
    "IndependentComponents",
    "Interpolation",
    "LBPTOPSettings",
    "RobustPCA",
    "bi_woof",
    "block_labels",
    "block_lbp_top",
    "dense_flow",
    "directional_histograms",
    "flow_map",
    "gradient_histograms",
    "hoof",
    "independent_components",
    "interpolate_frames",
    "lbp_top",
    "local_motion",
    "main_motion",
    "mdmo",
    "mean_motion",
    "optical_strain",
    "region_histograms",
    "robust_pca",
    "temporal_interpolation_model",
    "to_colour_space",
    "uniform_bins",
]
