"""Names of regions and curves in words."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["areas", "names_part", "words"]

_SIDES = ("right", "left")


def words(name: str) -> str:
    """A name as people write it.

    >>> words("mouth_corner_left")
    'mouth corner left'
    """
    return name.replace("_", " ")


def names_part(whole: str, part: str) -> bool:
    """Whether every word of one name is in the other, as those of a group are in the names of its members.

    >>> names_part("lid_left", "upper_lid_left"), names_part("lid_left", "upper_lid_right"), names_part("", "chin")
    (True, False, False)
    """
    wanted = set(words(whole).split())
    return bool(wanted) and wanted <= set(words(part).split())


def areas(regions: Sequence[str]) -> list[str]:
    """Regions in words, those of both sides as one.

    >>> areas(["brow_inner_left", "chin", "brow_inner_right", "mouth_corner_left"])
    ['brow inner', 'chin', 'mouth corner left']
    """
    told = []
    for region in regions:
        area, _, side = words(region).rpartition(" ")
        both = side in _SIDES and all(f"{area} {other}" in map(words, regions) for other in _SIDES)
        told.append(area if both else words(region))
    return list(dict.fromkeys(told))
