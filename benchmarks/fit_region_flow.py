"""The weights of region flow's score, fitted anew.

    countenance databases simulate-long long-1 --participants 8 --minutes 1 --neutral 2 --seed 1    and so on
    python benchmarks/fit_region_flow.py long-1 long-2 long-3 long-4 [--laid-over 360] [--folder KEPT]

Every recording is watched once, which takes longer than all else (--folder keeps what was measured). Its candidates
count as expressions where they match an event of at least 1% of the inter-ocular distance, and as none where they
match no event; what lies between is left out. Further movements are then laid over the measured displacements, and
what is found there is added: simulated events are few, small and far apart. The weights are those of a logistic
regression with the limits below. They are printed beside those of the program, with the share of candidates that
either puts on the right side of .5 in recordings that the fit has not seen (one release left out at a time; the
movements that are laid over are those of all). Empty --folder when the code has changed.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from laid_over import Event, Watched, lay_over, movements
from numpy.typing import NDArray
from scipy.optimize import minimize

from countenance.core import Interval
from countenance.spotting import spot_recording
from countenance.spotting.region_flow import RegionFlowSpotter, evidence, spotter
from countenance.spotting.region_flow.decision import Decisions, DecisionSettings
from countenance.video import open_frames

LEAST, LEAST_IOU, NO_MATCH = 1.0, 0.5, 0.1
NAMES = [
    "constant",
    "strength",
    "leaked",
    "unusual",
    "abrupt",
    "coherent",
    "explained",
    "dominant",
    "lower",
    "seconds",
    "seconds²",
    "head_speed",
    "head_motion",
    "speech",
    "blink",
    "hand",
]
RISING = ("leaked", "unusual", "abrupt", "coherent", "explained", "dominant")
"""What speaks for an expression, so that its weight may not be negative."""
BOUNDS = {"head_speed": -2.0, "head_motion": -4.0, "speech": -6.0, "blink": -2.0}
"""Lowest weights of disturbances: simulated expressions seldom coincide with them, as real ones do."""
GIVEN = {"hand": -2.0}
"""Set by hand: no simulated face has hands."""
RIDGE = 1.0


def watch(path: Path) -> Watched:
    """Let region flow see a recording, and keep what its decisions are made of."""
    kept = Watched()

    class Listening(Decisions):
        def __init__(self, fps: float, *settings: Any) -> None:
            super().__init__(fps, *settings)
            kept.fps = fps

        def exclude(self, certain: list[Any]) -> None:
            kept.excluded += [(len(kept.rows), one) for one in certain]

        def take(self, index: int, time: float, moved: Any, turn: Any, watch: Any) -> Iterator[Any]:
            kept.rows.append((index, time, moved.copy(), turn.copy(), watch.head_speed, watch.going_on()))
            return iter(())

        def interrupt(self) -> Iterator[Any]:
            kept.breaks.append(len(kept.rows))
            return iter(())

    own, spotter.Decisions = spotter.Decisions, Listening  # type: ignore[misc]
    try:
        spot_recording(open_frames(path), RegionFlowSpotter())
    finally:
        spotter.Decisions = own  # type: ignore[misc]
    return kept


def candidates(watched: Watched) -> dict[Interval, NDArray[np.float64]]:
    """All that decisions look at in a recording, however sure, and what the score weighs."""
    seen: dict[Interval, NDArray[np.float64]] = {}

    class Gathering(Decisions):
        def _spotted(self, candidate: Any, found: Any, eyes_moved: bool) -> Any:
            spotted = super()._spotted(candidate, found, eyes_moved)
            seen.setdefault(spotted.interval, found.vector())
            return spotted

        def _cut_off(self) -> Iterator[Any]:
            return iter(())  # it looks at frames that never were

    decisions = Gathering(watched.fps, DecisionSettings(every_seconds=0.4), 0.0)
    excluded, breaks = list(watched.excluded), set(watched.breaks)
    for number, (index, time, moved, turn, head_speed, going) in enumerate(watched.rows):
        if number in breaks:
            list(decisions.interrupt())
        while excluded and excluded[0][0] <= number:
            decisions.exclude([excluded.pop(0)[1]])
        beside = SimpleNamespace(head_speed=head_speed, going_on=lambda going=going: going)
        list(decisions.take(index, time, moved, turn, beside))  # type: ignore[arg-type]
    list(decisions.interrupt())
    return seen


def samples(watched: Watched, events: list[Event]) -> tuple[list[NDArray[np.float64]], list[bool]]:
    """What is weighed of each candidate, and whether it is an expression."""
    X, y = [], []
    for interval, vector in candidates(watched).items():
        match = max(events, key=lambda event: event.interval.iou(interval), default=None)
        iou = match.interval.iou(interval) if match else 0.0
        if NO_MATCH < iou < LEAST_IOU or (match and iou >= LEAST_IOU and match.displacement < LEAST):
            continue
        X.append(vector)
        y.append(iou >= LEAST_IOU)
    return X, y


def fit(X: NDArray[np.float64], y: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights in the order of ``NAMES``."""
    free = [number for number, name in enumerate(NAMES) if name not in GIVEN and name != "constant"]
    given = sum(X[:, NAMES.index(name)] * weight for name, weight in GIVEN.items())
    mean, scale = X[:, free].mean(axis=0), X[:, free].std(axis=0) + 1e-9
    Z = np.column_stack([np.ones(len(X)), (X[:, free] - mean) / scale])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = Z @ weights + given
        slopes = np.r_[0.0, weights[1:]] / RIDGE
        wrong = 1 / (1 + np.exp(-margin)) - y
        return np.logaddexp(
            0, np.where(y, -margin, margin)
        ).sum() + slopes @ weights / 2, Z.T @ wrong + slopes

    def bounds(number: int, spread: float) -> tuple[float | None, float | None]:
        name = NAMES[number]
        if name in BOUNDS:
            return BOUNDS[name] * spread, 0.0
        return (0.0, None) if name in RISING else (None, None)

    limits = [(None, None), *map(bounds, free, scale)]
    found = minimize(loss, np.zeros(Z.shape[1]), jac=True, method="L-BFGS-B", bounds=limits).x
    weights = np.zeros(len(NAMES))
    weights[free] = found[1:] / scale
    weights[0] = found[0] - weights[free] @ mean
    for name, weight in GIVEN.items():
        weights[NAMES.index(name)] = weight
    return weights


def right(weights: NDArray[np.float64], X: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    """Mean of the shares of expressions above .5 and of the others below."""
    above = X @ weights > 0
    return float((above[y].mean() + (~above[~y]).mean()) / 2)


def recordings(release: Path, folder: Path | None) -> Iterator[tuple[str, Watched, list[Event]]]:
    """What was measured of each recording of a release, and its events."""
    table = pd.read_csv(release / "events.csv")
    for path in sorted((release / "rawvideo").rglob("*.*")):
        kept = folder / f"{release.name}-{path.stem}.pkl" if folder else None
        if kept and kept.is_file():
            watched = pickle.loads(kept.read_bytes())
        else:
            watched = watch(path)
            if kept:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(pickle.dumps(watched))
        if not watched.rows:
            continue  # no face
        rows = table[table.recording == path.stem].itertuples()
        events = [Event(Interval(row.onset, row.offset), row.apex, row.displacement) for row in rows]
        yield path.stem, watched, events


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("releases", nargs="+", type=Path)
    parser.add_argument("--laid-over", type=int, default=360, help="further movements, in all")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    sets = [list(recordings(release, options.folder)) for release in options.releases]
    patterns = movements([(watched, events) for one in sets for _, watched, events in one])
    rng = np.random.default_rng(5)
    gathered = []
    for number, one in enumerate(sets):
        X, y = [], []
        for name, watched, events in one:
            more = round(options.laid_over / sum(map(len, sets)))
            for seen in ((watched, events), lay_over(watched, events, patterns, more, rng)):
                found = samples(*seen)
                X += found[0]
                y += found[1]
            print(
                f"{options.releases[number].name} {name}: {len(y)} candidates, {sum(y)} expressions",
                flush=True,
            )
        gathered.append((np.array(X), np.array(y)))
    own = evidence.WEIGHTS
    if len(gathered) > 1:
        print("\nshare on the right side, left out of the fit: fitted, the program's own")
    for number, (X, y) in enumerate(gathered if len(gathered) > 1 else []):
        others = [pair for place, pair in enumerate(gathered) if place != number]
        weights = fit(np.concatenate([p[0] for p in others]), np.concatenate([p[1] for p in others]))
        print(f"{options.releases[number].name}: {right(weights, X, y):.3f}, {right(own, X, y):.3f}")
    weights = fit(np.concatenate([p[0] for p in gathered]), np.concatenate([p[1] for p in gathered]))
    print("\nweights: fitted on all, the program's own")
    for name, fitted, theirs in zip(NAMES, weights, own, strict=True):
        print(f"{name:12s} {fitted:8.2f} {theirs:8.2f}")


if __name__ == "__main__":
    main()
