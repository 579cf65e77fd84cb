"""How hard the sample is: every parameter that decides it, in one place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Difficulty"]


@dataclass(frozen=True)
class Difficulty:
    """What separates a sample that any method solves from one that none does.

    Attributes
    ----------
    macro_intensity, micro_intensity : tuple of float
        Range of the apex's intensity; 1 is the strongest expression of that action unit.
    gain_spread : float
        Standard deviation, in natural logarithms, of how strongly each participant moves each action unit.
    asymmetry : float
        Standard deviation of the relative difference between left and right.
    stray_probability : float
        Chance that an expression comes with an uncoded action unit of another category.
    stray_intensity : tuple of float
        Range of its intensity, relative to the expression's.
    micro_partial : float
        Chance that only a part of the action units of a micro-expression appears.
    micro_unilateral, macro_unilateral : float
        Chance that an expression is one-sided.
    head_rotation : float
        Standard deviation of the head's drift, degrees.
    head_shift : float
        The same for translation, centimetres.
    head_response : float
        Head movement that accompanies an expression of intensity 1, degrees.
    blinks_per_minute : float
    gaze : float
        Standard deviation of gaze, degrees.
    sensor_noise : float
        Standard deviation in mid-grey, in 8-bit steps.
    flicker : float
        Standard deviation of the exposure, relative.
    """

    macro_intensity: tuple[float, float] = (0.55, 1.0)
    micro_intensity: tuple[float, float] = (0.3, 0.55)
    gain_spread: float = 0.2
    asymmetry: float = 0.12
    stray_probability: float = 0.25
    stray_intensity: tuple[float, float] = (0.15, 0.45)
    micro_partial: float = 0.35
    micro_unilateral: float = 0.3
    macro_unilateral: float = 0.12
    head_rotation: float = 0.35
    head_shift: float = 0.06
    head_response: float = 0.5
    blinks_per_minute: float = 8.0
    gaze: float = 1.5
    sensor_noise: float = 1.2
    flicker: float = 0.003
