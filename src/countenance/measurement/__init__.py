"""From a video to tables: where the face was in every frame, how the head was held, and what moved how fast."""

from countenance.measurement.measure import measure_frames, measure_recording
from countenance.measurement.motion import REGION_NAMES, RegionMotion
from countenance.measurement.series import PROXY_UNITS, Measurement
from countenance.measurement.tables import write_tables

__all__ = [
    "PROXY_UNITS",
    "REGION_NAMES",
    "Measurement",
    "RegionMotion",
    "measure_frames",
    "measure_recording",
    "write_tables",
]
