"""The frame of every report: a template, one style sheet, and pictures embedded in the file."""

from __future__ import annotations

import base64
import io
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from matplotlib.figure import Figure
from numpy.typing import NDArray

import countenance
from countenance.core.cache import write_atomically
from countenance.core.words import counted
from countenance.video import to_jpeg

__all__ = ["PALETTE", "face_window", "figure_png", "figure_svg", "picture_uri", "styled", "write_page"]

PALETTE = {
    "ink": "#1f2933",
    "muted": "#8592a3",
    "grid": "#e3e8ef",
    "video": "#2563a8",
    "subject": "#d9622b",
    "paper": "#9aa5b1",
    "macro": "#0f5c58",
    "micro": "#dd6fa3",
}
"""Colours by meaning: the two protocols, the paper's own figures, the two kinds of expression.

The two kinds differ in lightness too, so that they stay apart in grey and for those who do not see red or green.
"""

_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": PALETTE["muted"],
    "axes.labelcolor": PALETTE["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "grid.color": PALETTE["grid"],
    "text.color": PALETTE["ink"],
    "text.parse_math": False,  # names come from label files, where two dollar signs are no formula
    "xtick.color": PALETTE["ink"],
    "ytick.color": PALETTE["ink"],
    "legend.frameon": False,
    "svg.hashsalt": "countenance",
    "svg.fonttype": "path",
}


def styled() -> AbstractContextManager[None]:
    """The reports' matplotlib settings, for the time of drawing; never set for the whole process."""
    return mpl.rc_context(_STYLE)


def figure_svg(figure: Figure, description: str) -> Markup:
    """A figure as inline SVG that scales with the page and says what it shows to those who cannot see it."""
    buffer = io.StringIO()
    with styled():
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    drawing = buffer.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    label = Markup('<svg role="img" aria-label="{}" class="figure" ').format(description)
    return label + Markup(drawing.removeprefix("<svg "))


def figure_png(figure: Figure, path: Path) -> None:
    """Write a figure as PNG, for slides and for a quick look."""
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format="png", dpi=150, bbox_inches="tight")
    write_atomically(path, buffer.getvalue())


def picture_uri(image: NDArray[np.uint8], *, quality: int = 88) -> str:
    """An RGB picture as a ``data:`` address (JPEG).

    Parameters
    ----------
    image : ndarray of shape (H, W, 3), uint8
    """
    return "data:image/jpeg;base64," + base64.b64encode(to_jpeg(image, quality=quality)).decode()


def face_window(landmarks: NDArray[np.float64], shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns that show a whole face with its forehead.

    Parameters
    ----------
    landmarks : ndarray of shape (68, 2)
        In pixels.
    shape : tuple of int
        Of the picture, height first.
    """
    low, high = landmarks.min(0), landmarks.max(0)
    width, height = high - low
    left, right = low[0] - 0.15 * width, high[0] + 0.15 * width
    top, bottom = low[1] - 0.45 * height, high[1] + 0.12 * height
    return (
        slice(max(int(top), 0), min(int(bottom) + 1, shape[0])),
        slice(max(int(left), 0), min(int(right) + 1, shape[1])),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("countenance.reports"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    environment.filters["percent"] = lambda value: f"{100 * value:.1f}"
    return environment


def write_page(path: Path, template: str, **content: Any) -> None:
    """Fill a template and write the page, whole or not at all."""
    page = _environment().get_template(template).render(version=countenance.__version__, **content)
    write_atomically(path, page)
