"""Timeline of two coders: what each marked in every recording, and what belongs together."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from countenance.core import Coding
from countenance.core.words import counted
from countenance.reports.page import PALETTE, styled
from countenance.study.agreement import CoderPair, PairedRecording

__all__ = [
    "CODER_COLOURS",
    "disagreement",
    "rows_of",
    "shortened",
    "timeline_figure",
    "told",
    "worst_recordings",
]

CODER_COLOURS = (PALETTE["video"], PALETTE["subject"])
"""Of the first coder and of the second."""
_LANES = (0.0, 1.0)
_HEIGHT = 0.62
_LEAST_WIDTH = 0.9  # points, so that a short event is seen in a long recording


def disagreement(recording: PairedRecording) -> tuple[int, int]:
    """Events that one coder alone has, and frames by which onsets and offsets of the others differ."""
    missed = len(recording.missed_by_first) + len(recording.missed_by_second)
    apart = sum(
        abs(event.second.onset - event.first.onset)
        + abs((event.second.offset or 0) - (event.first.offset or 0))
        for event in recording.matched
    )
    return missed, apart


def worst_recordings(recordings: Sequence[PairedRecording], most: int) -> list[PairedRecording]:
    """The recordings in which two coders disagree most, in the order in which they are given.

    Parameters
    ----------
    recordings : sequence of PairedRecording
    most : int
        How many.
    """
    ranked = sorted(range(len(recordings)), key=lambda i: disagreement(recordings[i]), reverse=True)
    return [recordings[i] for i in sorted(ranked[:most])]


def rows_of(events: Sequence[Coding]) -> list[int]:
    """A row for each event, so that none of one row overlap.

    Parameters
    ----------
    events : sequence of Coding
        By onset, each with an offset.

    Examples
    --------
    >>> rows_of([Coding(0, None, 9), Coding(5, None, 20), Coding(10, None, 12)])
    [0, 1, 0]
    """
    ends: list[int] = []
    rows = []
    for event in events:
        row = next((i for i, end in enumerate(ends) if end < event.onset), len(ends))
        ends[row : row + 1] = [event.offset or event.onset]
        rows.append(row)
    return rows


def timeline_figure(pair: CoderPair, recordings: Sequence[PairedRecording]) -> Figure:
    """A panel for each recording: a lane of each coder, matched events connected, missed ones hollow.

    Parameters
    ----------
    pair : CoderPair
        For the coders' names.
    recordings : sequence of PairedRecording
        Those that are shown; at least one.
    """
    with styled():
        figure = Figure(figsize=(11, 0.75 + 1.1 * len(recordings)), layout="constrained")
        panels = figure.subplots(len(recordings), 1, squeeze=False)[:, 0]
        for axes, recording in zip(panels, recordings, strict=True):
            _draw(axes, recording, (pair.first, pair.second))
        panels[-1].set_xlabel("frame")
        figure.legend(handles=_handles(), loc="outside upper right", ncols=4, fontsize=8)
    return figure


def _draw(axes: Axes, recording: PairedRecording, coders: tuple[str, str]) -> None:
    places = [_places(events) for events in (recording.first, recording.second)]
    for both in recording.matched:
        _connect(axes, both.first, both.second)
    matched = [{both.positions[lane] for both in recording.matched} for lane in (0, 1)]
    for lane, events in enumerate((recording.first, recording.second)):
        for position, event in enumerate(events):
            _bar(axes, event, places[lane][position], lane, hollow=position not in matched[lane])
    ends = [event.offset or 0 for events in (recording.first, recording.second) for event in events]
    axes.set_xlim(0, recording.n_frames or max(ends, default=0) + 1)
    axes.set_ylim(_LANES[1] + 0.5, _LANES[0] - 0.5)
    axes.set_yticks(_LANES, [shortened(coder, 16) for coder in coders])
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.set_title(_title(recording), fontsize=9, pad=3)


def _title(recording: PairedRecording) -> str:
    missed, _ = disagreement(recording)
    said = f"{len(recording.matched)} of both" + (f", {missed} of one coder alone" if missed else "")
    return f"{shortened(recording.name, 60)}: {said}"


def _places(events: Sequence[Coding]) -> list[tuple[float, float]]:
    """Middle of each bar beside that of its lane, and its height; events at the same time share the lane."""
    rows = rows_of(events)
    height = _HEIGHT / (max(rows, default=0) + 1)
    return [(-_HEIGHT / 2 + (row + 0.5) * height, height) for row in rows]


def _bar(axes: Axes, event: Coding, place: tuple[float, float], lane: int, *, hollow: bool) -> None:
    colour = CODER_COLOURS[lane]
    middle, height = _LANES[lane] + place[0], place[1] * 0.92
    onset, length = event.onset, (event.offset or event.onset) - event.onset + 1
    axes.barh(
        middle,
        length,
        height,
        onset,
        align="center",
        color="white" if hollow else colour,
        edgecolor=colour,
        linewidth=1.6 if hollow else _LEAST_WIDTH,
        zorder=3,
    )
    # A white line at its beginning keeps an event apart from one that ends in the frame before.
    axes.vlines(onset, middle - height / 2, middle + height / 2, "white", lw=0 if hollow else 0.9, zorder=3)
    if hollow:
        axes.plot(onset + length / 2, middle, "x", color=colour, ms=5, mew=1.5, zorder=4)
    elif event.apex is not None:
        axes.plot(event.apex + 0.5, middle, "o", color="white", ms=min(3.4, 7 * height), mew=0, zorder=4)


def _connect(axes: Axes, first: Coding, second: Coding) -> None:
    """A band from one lane to the other: upright where both coders mark the same frames."""
    top, bottom = _LANES[0] + _HEIGHT / 2, _LANES[1] - _HEIGHT / 2
    left, right = (first.onset, (first.offset or 0) + 1), (second.onset, (second.offset or 0) + 1)
    axes.fill(
        [left[0], left[1], right[1], right[0]],
        [top, top, bottom, bottom],
        color=PALETTE["paper"],
        alpha=0.55,
        lw=_LEAST_WIDTH,
        zorder=2,
    )


def _handles() -> list[Patch | Line2D]:
    grey = PALETTE["ink"]
    return [
        Patch(facecolor=grey, edgecolor=grey, label="event of both coders"),
        Patch(facecolor=PALETTE["paper"], alpha=0.55, label="connects the two"),
        Line2D([], [], marker="x", color=grey, ls="", label="hollow: the other coder has none"),
        Line2D([], [], marker="o", color=PALETTE["muted"], ls="", mfc="white", ms=4, label="white dot: apex"),
    ]


def shortened(text: str, longest: int) -> str:
    """A text that fits where it stands.

    >>> shortened("anna", 6), shortened("annamaria", 6)
    ('anna', 'annam…')
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def told(recordings: Sequence[PairedRecording]) -> str:
    """What the timeline shows, for those who cannot see it."""
    return "; ".join(f"{_title(one)}, {counted(disagreement(one)[1], 'frame')} apart" for one in recordings)
