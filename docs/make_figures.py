"""Draw the pictures of the documentation: ``python docs/make_figures.py``.

Everything is rendered by the package's own simulator, so that no picture shows a real person, and the same
version draws the same pictures. ``--report REPORT.html`` also takes the picture of a baseline report, by
Chromium, and ``--leaderboard PAGE.html`` that of a leaderboard; give them pages on the simulated sample only.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from countenance.databases.simulated import Person
from countenance.face import draw_landmarks, draw_regions, landmarks68, regions36
from countenance.measurement import Measurement, measure_frames
from countenance.reports.measurement_figures import motion_figure
from countenance.video import FrameArray

IMAGES = Path(__file__).parent / "images"
SEED = 8
CLOSE = 1.5
"""How much closer than in the sample the camera stands."""
EXPRESSIONS: tuple[tuple[str, dict[str, float]], ...] = (
    ("neutral", {}),
    ("6 + 12: smile", {"6": 0.8, "12": 0.9}),
    ("1 + 2: brow raise", {"1": 1.0, "2": 1.0}),
    ("4 + 7: frown", {"4": 1.0, "7": 0.8}),
    ("L14: one-sided dimple", {"L14": 1.0}),
)
Picture = NDArray[np.uint8]


def main() -> None:
    """Draw every picture, and that of a report where one is named."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=IMAGES, help="folder (default: %(default)s)")
    parser.add_argument("--report", type=Path, help="report of a baseline on the simulated sample")
    parser.add_argument("--leaderboard", type=Path, help="leaderboard of methods on the simulated sample")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    person = sitter()
    save(face(person), options.out / "face.png")
    save(expressions(person), options.out / "expressions.png")
    save(numbered_regions(person), options.out / "regions.png")
    save(motion(Person.from_seed(SEED)), options.out / "motion.png", colours=None)
    if options.report is not None:
        save(screenshot(options.report, 1100, 1106), options.out / "report.png", colours=None)
    if options.leaderboard is not None:
        save(screenshot(options.leaderboard, 1100, 860), options.out / "leaderboard.png", colours=None)


def sitter() -> Person:
    """The simulated person of all pictures, with the camera brought closer."""
    person = Person.from_seed(SEED)
    camera = replace(person.camera, scale=CLOSE * person.camera.scale, centre=(320.0, 262.0))
    return replace(person, camera=camera)


def enlarged(picture: Picture, factor: int) -> Picture:
    """The picture with both sides multiplied."""
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC))


def shrunk(picture: Picture, width: int) -> Picture:
    """The picture at a smaller width, evenly."""
    size = (width, round(picture.shape[0] * width / picture.shape[1]))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def face(person: Person) -> Picture:
    """The same face twice: 68 landmarks as found by the landmark model, and the 36 regions."""
    picture = enlarged(person.render(), 2)
    points = landmarks68(picture)
    found = (
        draw_landmarks(picture, points, radius=4.5),
        draw_regions(picture, regions36(points), opacity=0.45),
    )
    return shrunk(np.hstack([drawn[70:960, 350:930] for drawn in found]), 860)


def expressions(person: Person) -> Picture:
    """A few faces in a row, with the action units that they show."""
    pictures = [enlarged(person.render(units), 2)[70:960, 350:930] for _, units in EXPRESSIONS]
    return captioned(shrunk(np.hstack(pictures), 1200), [name for name, _ in EXPRESSIONS])


def captioned(strip: Picture, names: list[str]) -> Picture:
    """A strip of equal pictures with a line of text below each."""
    height, width = strip.shape[:2]
    figure = Figure(figsize=(width / 100, height / 100 + 0.4), dpi=100)
    axes = figure.add_axes((0, 0.4 / (height / 100 + 0.4), 1, height / (height + 40)))
    axes.imshow(strip, interpolation="nearest")
    axes.axis("off")
    for place, name in enumerate(names):
        figure.text((place + 0.5) / len(names), 0.04, name, ha="center", fontsize=11, color="#1f2933")
    return drawn(figure)


def numbered_regions(person: Person) -> Picture:
    """The 36 regions with the numbers that the reference gives them."""
    picture = enlarged(person.render(), 2)
    regions = regions36(landmarks68(picture))
    figure = Figure(figsize=(7.2, 8.6), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(draw_regions(picture, regions, opacity=0.5))
    axes.set_xlim(328, 952)
    axes.set_ylim(905, 160)
    axes.axis("off")
    for number, region in enumerate(regions, 1):
        x, y = inner_point(region.polygon)
        axes.text(x, y, str(number), ha="center", va="center", fontsize=11, weight="bold", color="#10161d")
    return drawn(figure)


def inner_point(polygon: NDArray[np.float64]) -> tuple[float, float]:
    """Where a polygon is widest: the middle of the points that lie farthest from its edges."""
    low = polygon.min(0) - 2
    mask = np.zeros(np.ceil(polygon.max(0) - low + 3).astype(int)[::-1], np.uint8)
    cv2.fillPoly(mask, [np.rint(polygon - low).astype(np.int32)], 1)
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    y, x = np.argwhere(depth > 0.95 * depth.max()).mean(0)
    return float(x + low[0]), float(y + low[1])


def motion(person: Person) -> Picture:
    """What ``countenance measure`` draws of four simulated seconds: a blink, a brow raise and a smile."""
    seconds = np.arange(120) / 30
    blink, raised, smile = bump(seconds, 0.5, 0.09), bump(seconds, 1.3, 0.13), bump(seconds, 2.8, 0.45)
    frames = [
        person.render({"1": 0.5 * r, "2": 0.5 * r, "6": 0.6 * s, "12": 0.8 * s}, blink=float(b))
        for b, r, s in zip(blink, raised, smile, strict=True)
    ]
    measured = Measurement.joined(
        list(measure_frames(FrameArray(np.stack(frames), fps=Fraction(30)).frames()))
    )
    return shrunk(drawn(motion_figure(measured)), 900)


def bump(seconds: NDArray[np.float64], middle: float, width: float) -> NDArray[np.float64]:
    """A movement that comes and goes: from 0 to 1 and back."""
    return np.asarray(np.exp(-(((seconds - middle) / width) ** 2)))


def drawn(figure: Figure) -> Picture:
    """The figure's pixels."""
    with tempfile.TemporaryFile() as file:
        figure.savefig(file, format="png")
        file.seek(0)
        return np.asarray(Image.open(file).convert("RGB"))


def screenshot(page: Path, width: int, height: int) -> Picture:
    """The head of a page as a browser shows it, in px."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "page.png")
        browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        size = f"--window-size={width},{height}"
        subprocess.run(
            [*browser, size, f"--screenshot={target}", page.resolve().as_uri()],
            check=True,
            capture_output=True,
        )
        return np.asarray(Image.open(target).convert("RGB"))


def save(picture: Picture, path: Path, *, colours: int | None = 256) -> None:
    """Write a PNG: of few colours, which halves its size and can hardly be seen, or of all of them."""
    image = Image.fromarray(picture)
    if colours is not None:
        palette = image.quantize(colours, method=Image.Quantize.MAXCOVERAGE)
        image = image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    image.save(path, optimize=True)
    print(f"{path}: {picture.shape[1]} x {picture.shape[0]}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
