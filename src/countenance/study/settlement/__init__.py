"""What a study has settled, kept: decisions about coders' differences, and labels of what became expressions."""

from countenance.study.settlement.deciding import decide, decide_automatically, open_items, settled_movements
from countenance.study.settlement.labels import label_all, override_category

__all__ = [
    "decide",
    "decide_automatically",
    "label_all",
    "open_items",
    "override_category",
    "settled_movements",
]
