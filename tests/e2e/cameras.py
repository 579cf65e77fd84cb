"""A browser with a camera that shows the numbers of its frames."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, sync_playwright

from ..barcodes import write_y4m

__all__ = ["FPS", "N_PLAYED", "camera_browser", "renderers", "write_still"]

FPS = 30
N_PLAYED = 300
"""Frames of the film that the camera plays again and again."""


@contextmanager
def camera_browser(folder: Path, *, fps: int = FPS, played: Path | None = None) -> Iterator[Browser]:
    """Chromium whose camera plays a film: one of numbers, that is written into a folder, unless given."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed: scripts/test installs it, or apt-get install chromium")
    played = played or write_y4m(folder / "numbers.y4m", N_PLAYED, fps=fps)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={played}",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


def write_still(path: Path, image: NDArray[np.uint8], n_frames: int = FPS) -> Path:
    """Write a film for a camera in which a picture stands still."""
    height, width = (side // 2 * 2 for side in image.shape[:2])
    planes = cv2.cvtColor(np.ascontiguousarray(image[:height, :width]), cv2.COLOR_RGB2YUV_I420).tobytes()
    header = f"YUV4MPEG2 W{width} H{height} F{FPS}:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + n_frames * (b"FRAME\n" + planes))
    return path


def renderers(browser: Browser) -> set[int]:
    """Processes of a browser that hold its tabs."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return {int(one["id"]) for one in found if one["type"] == "renderer"}
