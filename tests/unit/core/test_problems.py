"""How a problem is told: with the clip's name, once."""

from __future__ import annotations

import pytest

from countenance.core import Problem


@pytest.mark.parametrize(
    ("row", "clip", "message", "told"),
    [
        (15, "p03/smile_3", "offset is 0", "labels.csv, row 15 (p03/smile_3): offset is 0; correct it."),
        (15, None, "offset is 0", "labels.csv, row 15: offset is 0; correct it."),
        (None, "p03/smile_3", "it is empty", "labels.csv (p03/smile_3): it is empty; correct it."),
        (2, "p03/a", "gap in raw/p03/a", "labels.csv, row 2: gap in raw/p03/a; correct it."),
        (2, "p03/a", "no folder p03/a_2", "labels.csv, row 2 (p03/a): no folder p03/a_2; correct it."),
        (2, "lab/p03/a", "no usable clip p03/a", "labels.csv, row 2: no usable clip p03/a; correct it."),
    ],
)  # fmt: skip
def test_the_clip_is_named_once(row: int | None, clip: str | None, message: str, told: str):
    assert str(Problem("labels.csv", row, clip, message, "correct it")) == told
