"""What a study has settled, kept: decisions about coders' differences, and labels of what became expressions."""

from countenance.study.settlement.deciding import decide, decide_automatically, open_items, settled_movements
from countenance.study.settlement.labels import (
    LABEL_AGAIN,
    LabelledStudy,
    label_all,
    labelled_study,
    override_category,
    stale_labels,
)

__all__ = [
    "LABEL_AGAIN",
    "LabelledStudy",
    "decide",
    "decide_automatically",
    "label_all",
    "labelled_study",
    "open_items",
    "override_category",
    "settled_movements",
    "stale_labels",
]
