"""How a simulated person's surface looks, before it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Appearance", "Colour"]

Colour = tuple[float, float, float]
"""Linear red, green, blue."""


@dataclass(frozen=True)
class Appearance:
    """How a person's surface looks. Colours are linear RGB albedo.

    Attributes
    ----------
    skin, lips, brows, hair, iris, clothes : tuple of float
    redness : float
        Flush of cheeks, nose and chin, 0..1.
    freckles : float
        Density of freckles and moles, 0..1.
    roughness : float
        Contrast of pores and fine relief; 1 is average.
    age : float
        Depth of resting lines, 0..1.
    beard : float
        Shadow of a shaved beard, 0..1.
    brow_thickness : float
        1 is average.
    hairline : float
        Shift of the hairline towards the brows, centimetres.
    hair_style : {"short", "long"}
    seed : int
        Seeds the noise.
    """

    skin: Colour
    lips: Colour
    brows: Colour
    hair: Colour
    iris: Colour
    clothes: Colour
    redness: float
    freckles: float
    roughness: float
    age: float
    beard: float
    brow_thickness: float
    hairline: float
    hair_style: Literal["short", "long"]
    seed: int
