"""The report of a labelled study: the tables of the CAS(ME)2 paper, with the study's figures beside the paper's."""

from __future__ import annotations

from pathlib import Path

from countenance.core.expressions import ExpressionKind
from countenance.reports.page import write_page
from countenance.study.profile import StudyProfile

__all__ = ["write_study_profile"]


def write_study_profile(profile: StudyProfile, path: Path) -> None:
    """Write the page as one self-contained HTML file.

    Parameters
    ----------
    profile : StudyProfile
    path : Path
    """
    kinds = [one.kind for one in profile.expressions]
    write_page(
        path,
        "study-profile.html",
        title=profile.title,
        synthetic=profile.synthetic,
        macro=kinds.count(ExpressionKind.MACRO),
        micro=kinds.count(ExpressionKind.MICRO),
        databases=profile.table_1(),
        durations=profile.table_2(),
        ratings=[row for row in profile.table_3() if row.n_raters is not None],
        categories=profile.table_4(),
        remarks=profile.remarks(),
    )
