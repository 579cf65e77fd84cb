"""Published figures are those of the papers' tables."""

from __future__ import annotations

from countenance.databases import names
from countenance.evaluation.spotting import PUBLISHED


def test_databases_are_registered_ones():
    assert {row.database for row in PUBLISHED} == {"casme2sq", "samm_long_videos"} <= set(names())
    assert len({(row.method, row.database) for row in PUBLISHED}) == len(PUBLISHED) == 15


def test_overall_lies_between_the_kinds():
    # F1 over both kinds is a ratio of summed counts; of the two it can lie outside of neither, but for rounding.
    for row in PUBLISHED:
        assert min(row.macro, row.micro) - 1e-4 <= row.overall <= max(row.macro, row.micro) + 1e-4


def test_figures_that_need_a_caveat_have_one():
    notes = {row.method: row.note for row in PUBLISHED}
    assert "test participants" in notes["AUW-GCN"]
    assert "matcher of its own" in notes["training-free flow (Zhao 2022)"]
    assert "memory" in notes["SpotFormer"]
    figures = {(row.method, row.database): (row.macro, row.micro, row.overall) for row in PUBLISHED}
    assert figures["MDMD", "casme2sq"] == (0.1196, 0.0082, 0.0376)
    assert figures["MTSN", "samm_long_videos"] == (0.3459, 0.0878, 0.2867)
