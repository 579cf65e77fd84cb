"""How steady, exact and fast the landmarks are: ``python benchmarks/landmarks.py VIDEO``.

On the first frame of a video with a face, scaled to 640 pixels wide: jitter is the root mean square per
coordinate over copies with Gaussian noise of sigma 2 grey levels; the shift residual is what is left after
the image was moved by a known distance; the gain is the measured share of a known displacement of the mouth
corners.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from countenance.face import FaceTracker, LandmarkDetector, follow

Array = npt.NDArray[np.float64]
Frames = list[npt.NDArray[np.uint8]]
N_COPIES = 25


def first_frame(video: Path) -> npt.NDArray[np.uint8]:
    with av.open(str(video)) as container:
        image = next(container.decode(video=0)).to_ndarray(format="rgb24")
    height = round(image.shape[0] * 640 / image.shape[1])
    return np.asarray(cv2.resize(image, (640, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def noisy(image: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    grey_noise = rng.normal(0, 2, image.shape[:2])[..., None]
    return np.clip(np.rint(image + grey_noise), 0, 255).astype(np.uint8)


def moved(image: npt.NDArray[np.uint8], dx: float, dy: float) -> npt.NDArray[np.uint8]:
    matrix = np.array([[1, 0, dx], [0, 1, dy]])
    size = (image.shape[1], image.shape[0])
    return np.asarray(
        cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    )


def pulled_corners(image: npt.NDArray[np.uint8], points: Array, distance: float) -> npt.NDArray[np.uint8]:
    """Both mouth corners moved up by ``distance``, smoothly fading within a seventh of the eyes' distance."""
    rows, columns = np.indices(image.shape[:2], dtype=np.float32)
    reach = np.hypot(*(points[45] - points[36])) / 7
    pull = sum(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * reach**2)) for x, y in points[[48, 54]])
    source_rows = (rows + distance * pull).astype(np.float32)
    return np.asarray(
        cv2.remap(image, columns, source_rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    )


def tracked(frames: Frames) -> Array:
    tracker = FaceTracker(look_every=10**6)
    found = [tracker.update(frame).landmarks68 for frame in frames]
    return np.array([points for points in found if points is not None])


def followed(window: int) -> Callable[[Frames], Array]:
    def run(frames: Frames) -> Array:
        mesh = LandmarkDetector().mesh(frames[0])
        if mesh is None:
            raise SystemExit("The first frame shows no face: give another video.")
        return follow(frames, mesh.landmarks68, window=window)

    return run


def measure(image: npt.NDArray[np.uint8], method: Callable[[Frames], Array]) -> dict[str, float]:
    rng = np.random.default_rng(0)
    static = [image, *(noisy(image, rng) for _ in range(N_COPIES))]
    started = time.perf_counter()
    positions = method(static)
    elapsed = time.perf_counter() - started
    shifts = rng.uniform(-3, 3, (N_COPIES, 2))
    shifted = method([image, *(moved(image, dx, dy) for dx, dy in shifts)])
    residual = shifted[1:] - shifted[0] - shifts[:, None]
    steps = np.linspace(0, 0.75, 13)
    corners = method([pulled_corners(image, positions[0], step) for step in steps])[:, [48, 54], 1].mean(
        axis=1
    )
    return {
        "ms per frame": 1000 * elapsed / len(static),
        "jitter px": float(np.sqrt(np.nanmean((positions[1:] - np.nanmean(positions[1:], axis=0)) ** 2))),
        "shift px": float(np.sqrt(np.nanmean(residual**2))),
        "gain": float(-np.polyfit(steps, corners, 1)[0]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("video", type=Path)
    image = first_frame(parser.parse_args().video)
    cv2.setNumThreads(1)
    methods = {"tracked": tracked, "followed, 21": followed(21), "followed, 31": followed(31)}
    for name, method in methods.items():
        print(f"{name:14}", "  ".join(f"{key} {value:.3f}" for key, value in measure(image, method).items()))


if __name__ == "__main__":
    main()
