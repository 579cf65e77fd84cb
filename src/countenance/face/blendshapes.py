"""Action-unit proxies: blendshape scores that go along with an action unit.

MediaPipe's blendshape model gives 52 scores of a face for animation (names of Apple's ARKit). Some resemble
an action unit and are offered here under its number. **They are proxies, not FACS codes**: nobody trained
or checked them against certified coders, their scale is not the FACS intensity, and neighbouring ones go
together. ``cheekSquint`` (action unit 6) and ``noseSneer`` (9) practically never leave zero in this model
and are therefore not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError
from countenance.face.mesh import FaceMesh
from countenance.face.weights import read_task_member

__all__ = ["BLENDSHAPES", "PROXIES", "ActionUnitProxy", "BlendshapeModel"]

# The model's input points and output order are those of MediaPipe's face_blendshapes_graph.cc (Apache-2.0).
_INPUT_POINTS = (
    *(0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67),
    *(70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146),
    *(148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181),
    *(185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293),
    *(295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361),
    *(362, 365, 373, 374, 375, 377, 378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398),
    *(400, 402, 405, 409, 415, 454, 466, 468, 469, 470, 471, 472, 473, 474, 475, 476, 477),
)

BLENDSHAPES = (
    *("_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight"),
    *("cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft", "eyeBlinkRight"),
    *("eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight", "eyeLookOutLeft"),
    *("eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight"),
    *("eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft", "jawOpen", "jawRight", "mouthClose"),
    *("mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight", "mouthFunnel"),
    *("mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft", "mouthPressRight"),
    *("mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower"),
    *("mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight"),
    *("mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight"),
)
"""The model's 52 outputs in order; Left and Right are the participant's."""

PROXIES: Mapping[int, str] = MappingProxyType(
    {
        1: "browInnerUp",
        2: "browOuterUp",
        4: "browDown",
        5: "eyeWide",
        7: "eyeSquint",
        10: "mouthUpperUp",
        12: "mouthSmile",
        14: "mouthDimple",
        15: "mouthFrown",
        16: "mouthLowerDown",
        17: "mouthShrugLower",
        18: "mouthPucker",
        20: "mouthStretch",
        22: "mouthFunnel",
        26: "jawOpen",
        45: "eyeBlink",
    }
)
"""Action unit to the blendshape that stands for it."""


@dataclass(frozen=True)
class ActionUnitProxy:
    """One proxy in one image.

    Attributes
    ----------
    action_unit : int
        Number of the action unit that the blendshape resembles.
    blendshape : str
        Name of the blendshape without its side.
    right, left : float
        Scores 0 to 1 on the participant's sides; equal where the model does not tell the sides apart.
    """

    action_unit: int
    blendshape: str
    right: float
    left: float


class BlendshapeModel:
    """Blendshape scores of a face mesh. Not thread-safe: use one per worker.

    Raises
    ------
    SetupError
        If the model weights are not installed.
    """

    def __init__(self) -> None:
        model = np.frombuffer(read_task_member("face_blendshapes.tflite"), np.uint8)
        self._net: Any = cv2.dnn.readNetFromTFLite(model)

    def scores(self, mesh: FaceMesh) -> npt.NDArray[np.float64]:
        """All 52 scores in the order of :data:`BLENDSHAPES`, shape (52,), 0 to 1.

        Raises
        ------
        InputError
            If the mesh has no irises (fewer than 478 points).
        """
        if mesh.points.shape != (478, 3):
            raise InputError(f"Blendshapes need a mesh of shape (478, 3); this one has {mesh.points.shape}.")
        self._net.setInput(mesh.points[None, list(_INPUT_POINTS), :2].astype(np.float32))
        return np.asarray(self._net.forward(), dtype=np.float64).ravel()

    def proxies(self, mesh: FaceMesh) -> tuple[ActionUnitProxy, ...]:
        """The action-unit proxies of a face, by number of the action unit.

        Raises
        ------
        InputError
            If the mesh has no irises (fewer than 478 points).
        """
        by_name = dict(zip(BLENDSHAPES, self.scores(mesh).tolist(), strict=True))
        return tuple(
            ActionUnitProxy(
                unit,
                name,
                right=by_name.get(name, by_name.get(f"{name}Right", np.nan)),
                left=by_name.get(name, by_name.get(f"{name}Left", np.nan)),
            )
            for unit, name in PROXIES.items()
        )
