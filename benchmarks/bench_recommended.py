"""The recommended recognisers of flow maps against a plain linear support vector machine.

    python benchmarks/bench_recommended.py [--seeds 3] [--folds 5] [--networks 5]

The maps are simulated (`simulated_flow.py`): each seed makes 68 participants with some 450 samples of three
classes, and every channel of every map is stretched to 8 bits. Participants are dealt into folds, so that nobody is
tested on who was trained on; all recognisers get the same folds. The plain machine sees the stretched maps as they
are; its cost is chosen by inner, grouped validation from four, and the time for that is not counted. Given are UF1,
what it is above that of the plain machine, and the mean processor time of a fit, all in one run on one
thread. ``--networks 0`` leaves the networks out.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from simulated_flow import FlowMaps, simulate
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from countenance.evaluation import GroupedKFold, uf1
from countenance.recognition import recommended
from countenance.recognition.grouped_search import GroupedSearch

COSTS = (0.001, 0.01, 0.1, 1.0)


def flat(X: NDArray[Any]) -> NDArray[Any]:
    return X.reshape(len(X), -1)


def plain(maps: FlowMaps, train: NDArray[np.intp]) -> Any:
    """The linear machine on the maps as they are, its cost chosen on the training participants."""
    machine = make_pipeline(FunctionTransformer(flat), SVC(kernel="linear", class_weight="balanced"))
    search = GroupedSearch(machine, {"svc__C": COSTS}, n_splits=3)
    search.fit(maps.X[train], maps.y[train], groups=maps.groups[train])
    return clone(search.best_estimator_)


def judge(maps: FlowMaps, make: Any, folds: list[Any]) -> tuple[float, float]:
    """Pooled UF1 and mean seconds of a fit."""
    predicted, seconds = np.empty_like(maps.y), 0.0
    for train, test in folds:
        model = plain(maps, train) if make is None else make()
        began = time.process_time()
        model.fit(maps.X[train], maps.y[train])
        seconds += time.process_time() - began
        predicted[test] = model.predict(maps.X[test])
    return uf1(maps.y, predicted), seconds / len(folds)


def recognisers(networks: int) -> dict[str, Any]:
    """What makes each recogniser; None for the plain machine."""
    made: dict[str, Any] = {"linear on the maps": None, "recommended": lambda: recommended("flow")}
    if networks:
        made["recommended, deep"] = lambda: recommended("flow", deep=True).set_params(
            networks__n_networks=networks
        )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--networks", type=int, default=5)
    options = parser.parse_args()
    made = recognisers(options.networks)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in made}
    for seed in range(options.seeds):
        maps = simulate(seed)
        folds = list(GroupedKFold(options.folds).split(maps.X, maps.y, maps.groups))
        for name, make in made.items():
            found[name].append(judge(maps, make, folds))
            print(
                f"set {seed}: {name}, UF1 {found[name][-1][0]:.3f}, fit {found[name][-1][1]:.2f} s",
                flush=True,
            )
    base = np.array(found["linear on the maps"])
    print(f"{options.seeds} simulated sets, {options.folds} folds of participants, one thread")
    print("recogniser           UF1   difference  fit (s)   ratio")
    for name, values in found.items():
        score, seconds = np.array(values).mean(0)
        more = [row[0] - other[0] for row, other in zip(values, base, strict=True)]
        ratio = seconds / base[:, 1].mean()
        print(f"{name:18} {score:6.3f}  {np.mean(more):+11.3f}  {seconds:7.2f}  {ratio:6.1f}")
        if name != "linear on the maps":
            print(f"{'':18} by set  {' '.join(f'{value:+.3f}' for value in more)}")


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
