"""Results as pages: one self-contained HTML file each, with figures that carry the message.

Nothing is computed here. A page takes what evaluation or measurement found and shows it; pictures of faces
appear only where they are simulated or the user's own video.
"""

from countenance.reports.baseline import write_baseline_report
from countenance.reports.leaderboard import write_leaderboard
from countenance.reports.measurement import draw_face, write_measurement_report
from countenance.reports.profile import write_profile_report
from countenance.reports.spotter_comparison import write_spotter_comparison
from countenance.reports.spotting import write_spotting_report

__all__ = [
    "draw_face",
    "write_baseline_report",
    "write_leaderboard",
    "write_measurement_report",
    "write_profile_report",
    "write_spotter_comparison",
    "write_spotting_report",
]
