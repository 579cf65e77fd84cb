"""A simulated participant: traits drawn from a seed, and pictures of them.

No real person's face is involved: shapes vary a public average mesh, textures are noise and drawn strokes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import ActionUnitError
from countenance.databases.simulated.action_unit_recipes import ACTION_UNITS
from countenance.databases.simulated.appearance import Appearance, Colour
from countenance.databases.simulated.bust import N_FACE
from countenance.databases.simulated.camera import Camera, expose
from countenance.databases.simulated.lighting import Lighting
from countenance.databases.simulated.rig import AT_REST, Intensities, Pose, Rig
from countenance.databases.simulated.scene import FaceState, Scene
from countenance.databases.simulated.shape import SHAPE_MODES, head_shape
from countenance.databases.simulated.skin import bake

__all__ = ["Person", "intensities"]

_SKINS = np.array(
    [(0.66, 0.43, 0.32), (0.58, 0.35, 0.24), (0.48, 0.27, 0.17), (0.33, 0.17, 0.10), (0.17, 0.085, 0.05)]
)
_HAIRS: tuple[Colour, ...] = (
    (0.014, 0.010, 0.008),
    (0.035, 0.020, 0.013),
    (0.085, 0.045, 0.022),
    (0.19, 0.115, 0.055),
    (0.13, 0.045, 0.018),
    (0.22, 0.21, 0.20),
)
_IRISES: tuple[Colour, ...] = (
    (0.05, 0.026, 0.014),
    (0.09, 0.05, 0.025),
    (0.09, 0.10, 0.05),
    (0.10, 0.15, 0.20),
)
_CLOTHES: tuple[Colour, ...] = (
    (0.06, 0.09, 0.16),
    (0.16, 0.16, 0.17),
    (0.05, 0.11, 0.07),
    (0.22, 0.06, 0.06),
    (0.30, 0.28, 0.25),
    (0.03, 0.03, 0.035),
    (0.10, 0.06, 0.13),
)


def intensities(action_units: Mapping[str, float]) -> Intensities:
    """Translate ``{"6": 0.4, "L12": 1.0}`` into the rig's terms; a unit without a side is bilateral.

    Raises
    ------
    ActionUnitError
        For a unit that the simulated face does not have.
    """
    found: dict[tuple[int, str], float] = {}
    for text, intensity in action_units.items():
        match = re.fullmatch(r"([LR]?)(\d+)", text)
        number = int(match[2]) if match else 0
        if match is None or (number not in ACTION_UNITS and number not in (26, 27)):
            known = ", ".join(str(n) for n in sorted([*ACTION_UNITS, 26, 27]))
            raise ActionUnitError(
                f"The simulated face has no action unit {text!r}; it has {known}, also with L or R before."
            )
        sides = ("",) if number in (26, 27) else (match[1] or "LR")
        found |= {(number, side): found.get((number, side), 0.0) + intensity for side in sides}
    return found


@dataclass(frozen=True)
class Person:
    """One simulated participant.

    Attributes
    ----------
    seed : int
        What the person was made from.
    shape : mapping
        Coefficients of `shape.SHAPE_MODES`.
    look : Appearance
    camera : Camera
    lighting : Lighting
    wall : tuple of float
        Linear RGB of the background.
    hair_volume, fold_gain : float

    Examples
    --------
    >>> person = Person.from_seed(3)
    >>> person.render({"6": 0.5, "12": 0.8}).shape
    (480, 640, 3)
    """

    seed: int
    shape: Mapping[str, float]
    look: Appearance
    camera: Camera
    lighting: Lighting
    wall: Colour
    hair_volume: float
    fold_gain: float

    @classmethod
    def from_seed(cls, seed: int) -> Person:
        """Draw a person; equal seeds give equal people."""
        rng = np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=(0,)))
        coefficients = {name: float(np.clip(rng.normal(), -2, 2)) for name in SHAPE_MODES}
        look = _draw_look(rng)
        return cls(
            seed=seed,
            shape=coefficients,
            look=look,
            camera=Camera(
                distance=float(rng.uniform(55, 75)),
                scale=float(rng.uniform(12.6, 15.0)),
                centre=(float(rng.uniform(305, 335)), float(rng.uniform(238, 252))),
            ),
            lighting=_draw_lighting(rng),
            wall=_colour(np.array([0.36, 0.37, 0.38]) * rng.uniform(0.55, 1.25)),
            hair_volume=float(rng.uniform(0.8, 1.5)),
            fold_gain=float(rng.uniform(0.65, 1.1) + 0.2 * look.age),
        )

    def render(
        self,
        action_units: Mapping[str, float] | None = None,
        *,
        pose: Pose = AT_REST,
        gaze: tuple[float, float] = (0.0, 0.0),
        blink: float = 0.0,
        noise: float = 0.0,
    ) -> NDArray[np.uint8]:
        """One picture.

        Parameters
        ----------
        action_units : mapping of str to float
            Intensity 0..1 by action unit, such as ``{"4": 0.6, "L12": 0.3}``; L is the participant's left.
        pose : Pose
            Head movement.
        gaze : tuple of float
            Radians to the image's right and up.
        blink : float
            0 for open eyes to 1 for closed ones.
        noise : float
            Standard deviation of the sensor's noise in 8-bit steps.

        Returns
        -------
        ndarray of shape (H, W, 3)
            RGB, uint8, of the camera's size; by default 640 x 480.
        """
        return expose(self.scene.render(self._state(action_units, pose, gaze, blink)), 1.0, noise, self.seed)

    def project(
        self,
        action_units: Mapping[str, float] | None = None,
        *,
        pose: Pose = AT_REST,
        blink: float = 0.0,
    ) -> NDArray[np.float64]:
        """True positions of the canonical mesh's vertices in the picture.

        Returns
        -------
        ndarray of shape (468, 2)
            Column and row in pixels; (0, 0) is the centre of the top left pixel.
        """
        state = self._state(action_units, pose, (0.0, 0.0), blink)
        vertices = self.rig.vertices(state.intensities, state.gaze, state.pose)
        return self.camera.project(vertices[:N_FACE])[:, :2] - 0.5

    @cached_property
    def rig(self) -> Rig:
        """The person's movable mesh, made at first use; for what is measured without a picture."""
        return Rig(
            head_shape(self.shape), self.look.hair_style == "long", self.look.hairline, self.hair_volume
        )

    @cached_property
    def scene(self) -> Scene:
        """The person's renderer, made at first use."""
        return Scene(
            self.rig, bake(self.look), self.camera, self.lighting, self.wall, self.fold_gain, self.look.age
        )

    def _state(
        self,
        action_units: Mapping[str, float] | None,
        pose: Pose,
        gaze: tuple[float, float],
        blink: float,
    ) -> FaceState:
        moved = dict(action_units or {})
        if blink:
            moved["45"] = moved.get("45", 0.0) + blink
        return FaceState(intensities(moved), gaze, pose)


def _draw_look(rng: np.random.Generator) -> Appearance:
    female = bool(rng.random() < 0.6)
    tone = float(rng.beta(1.2, 1.6)) * (len(_SKINS) - 1)
    skin = _SKINS[int(tone)] + (tone % 1) * (_SKINS[min(int(tone) + 1, len(_SKINS) - 1)] - _SKINS[int(tone)])
    age = float(rng.beta(1.6, 2.6))
    dark = tone > 1.6
    hair = _HAIRS[int(rng.choice(2 if dark else 5))] if age < 0.7 else _HAIRS[int(rng.choice([0, 1, 5]))]
    red = float(rng.uniform(0.9, 1.3)) if female else float(rng.uniform(0.75, 1.0))
    lips = skin * [0.86 * red**0.3, 0.55, 0.62]
    return Appearance(
        skin=_colour(skin),
        lips=_colour(lips),
        brows=_colour(0.7 * np.array(hair) + 0.02 * skin[0]),
        hair=hair,
        iris=_IRISES[int(rng.choice(2 if dark else 4))],
        clothes=_CLOTHES[int(rng.integers(len(_CLOTHES)))],
        redness=float(rng.uniform(0.25, 0.9)),
        freckles=float(rng.beta(1.0, 2.5)),
        roughness=float(rng.uniform(0.8, 1.3) + 0.3 * age),
        age=age,
        beard=0.0 if female else float(rng.uniform(0.1, 0.9)),
        brow_thickness=float(rng.uniform(0.65, 0.95) if female else rng.uniform(0.9, 1.3)),
        hairline=float(rng.uniform(-0.7, 0.1)),
        hair_style="long" if female and rng.random() < 0.8 else "short",
        seed=int(rng.integers(1 << 20)),
    )


def _draw_lighting(rng: np.random.Generator) -> Lighting:
    side = float(rng.choice([-1.0, 1.0]))
    return Lighting(
        key=(side * float(rng.uniform(0.25, 0.6)), float(rng.uniform(0.35, 0.65)), 0.75),
        fill=(-side * float(rng.uniform(0.6, 0.85)), float(rng.uniform(0.0, 0.3)), 0.6),
        key_power=float(rng.uniform(0.55, 0.72)),
        fill_power=float(rng.uniform(0.22, 0.36)),
        ambient=float(rng.uniform(0.18, 0.28)),
        warmth=float(rng.uniform(-0.02, 0.07)),
    )


def _colour(values: NDArray[np.float64]) -> Colour:
    red, green, blue = (float(v) for v in values)
    return red, green, blue
