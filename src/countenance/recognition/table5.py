"""The clips of a database under all settings of the paper's Table 5 at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core.clips import Clip
from countenance.core.contracts import Database, Problem
from countenance.core.executors import Progress, ignore_progress
from countenance.features import TABLE5_SETTINGS, Interpolation, LBPTOPSettings
from countenance.recognition.clip_descriptors import N_FRAMES, N_REGIONS, clip_descriptors
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.extraction import describe_clips

__all__ = ["Descriptors", "Table5Descriptors", "extract_descriptors"]


class Table5Descriptors(ClipDescriber):
    """LBP-TOP histograms of 36 regions under several settings, one behind the other.

    The settings share most of the work, so that all of them take little longer than one.

    Parameters
    ----------
    settings : sequence of LBPTOPSettings
    interpolation : {"nearest", "bilinear"}
        How neighbours between pixels are read.
    n_frames : int
        Length to which a clip is resampled.
    """

    def __init__(
        self,
        settings: Sequence[LBPTOPSettings] = TABLE5_SETTINGS,
        interpolation: Interpolation = "nearest",
        n_frames: int = N_FRAMES,
    ) -> None:
        self.settings = settings
        self.interpolation = interpolation
        self.n_frames = n_frames

    def describe(
        self,
        frames: NDArray[np.uint8],
        *,
        apex: int | None = None,  # noqa: ARG002 (histograms of the whole clip)
    ) -> NDArray[np.float32]:
        """Describe one clip.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W), uint8
            Grey frames from onset to offset.
        apex : int, optional
            Not used.

        Returns
        -------
        ndarray of shape (d,), float32
            Settings in their order; :meth:`columns` says where each lies.

        Raises
        ------
        FaceError
            If the first frame shows no face, or a region lies outside of the picture.
        """
        vectors = clip_descriptors(
            frames, self.settings, interpolation=self.interpolation, n_frames=self.n_frames
        )
        return np.concatenate([vectors[s] for s in self.settings])

    def columns(self) -> dict[LBPTOPSettings, slice]:
        """Where each setting's histograms lie in a description.

        >>> describer = Table5Descriptors([LBPTOPSettings(1, 1, 2, 4), LBPTOPSettings(1, 1, 2, 8)])
        >>> [(s.start, s.stop) for s in describer.columns().values()]
        [(0, 1620), (1620, 7992)]
        """
        ends = list(accumulate(N_REGIONS * 3 * s.n_bins for s in self.settings))
        return {s: slice(a, b) for s, a, b in zip(self.settings, [0, *ends], ends, strict=False)}


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What the clips of a database look like to a classifier.

    Parameters
    ----------
    clips : list of Clip
        The clips that could be described, in the database's order.
    vectors : dict
        Settings to matrix of shape (len(clips), d), float32, read-only and on disk until it is read.
    problems : list of Problem
        Why the others could not.
    """

    clips: list[Clip]
    vectors: dict[LBPTOPSettings, NDArray[np.float32]]
    problems: list[Problem]


def extract_descriptors(
    database: Database,
    settings: Sequence[LBPTOPSettings] = TABLE5_SETTINGS,
    *,
    clips: Sequence[Clip] | None = None,
    interpolation: Interpolation = "nearest",
    cache: Path | None = None,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Descriptors:
    """Describe every usable clip of a database as the paper does.

    Parameters
    ----------
    database : Database
    settings : sequence of LBPTOPSettings
    clips : sequence of Clip, optional
        Some of the database's clips; all of them unless given.
    interpolation : {"nearest", "bilinear"}
    cache : Path, optional
        Folder in which each clip's descriptors are kept, so that a run that was stopped continues where it was.
    executor : Executor, optional
        Where the work is done; each worker holds one clip at a time.
    progress : callable

    See Also
    --------
    countenance.recognition.describe_clips : The same for any description.
    """
    clips = list(database.clips()) if clips is None else list(clips)
    describer = Table5Descriptors(tuple(settings), interpolation)
    described = describe_clips(database, clips, describer, cache=cache, executor=executor, progress=progress)
    X = described.X.reshape(len(described.clips), -1)
    return Descriptors(
        clips=list(described.clips),
        vectors={s: X[:, columns] for s, columns in describer.columns().items()},
        problems=described.problems,
    )
