"""All 48 cells of Table 5 under both protocols: kernels computed once a cell, against once a fold.

    python benchmarks/bench_cells.py [--samples 300] [--participants 22] [--cells 48]

Descriptors are random histograms of the paper's lengths. The reference, scikit-learn's SVC fitted on the vectors
themselves, computes its kernel anew in every fold; it is timed on a few folds of each length and scaled up.
Predictions are checked for equality on those folds before anything is timed.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import threadpoolctl
from numpy.typing import NDArray

from countenance.evaluation import LeaveOneSubjectOut, LeaveOneVideoOut, predict_out_of_fold
from countenance.features import TABLE5_SETTINGS, LBPTOPSettings
from countenance.recognition import N_REGIONS, polynomial_kernel, polynomial_svm


def descriptors(settings: LBPTOPSettings, labels: NDArray[np.int64], seed: int) -> NDArray[np.float32]:
    """Histograms whose first bins depend on the class a little."""
    random = np.random.default_rng(seed)
    raw = random.gamma(0.7, size=(len(labels), N_REGIONS * 3, settings.n_bins))
    raw[np.arange(len(labels)), :, labels] += 0.3
    return (raw / raw.sum(2, keepdims=True)).reshape(len(labels), -1).astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=300)
    parser.add_argument("--participants", type=int, default=22)
    parser.add_argument("--cells", type=int, default=len(TABLE5_SETTINGS))
    options = parser.parse_args()
    random = np.random.default_rng(0)
    labels = random.choice(4, options.samples, p=(0.31, 0.38, 0.07, 0.24))
    groups = random.integers(0, options.participants, options.samples)
    blank = np.zeros((options.samples, 1))
    folds = [
        *LeaveOneVideoOut().split(blank),
        *LeaveOneSubjectOut().split(blank, labels, groups),
    ]
    video, subject = folds[: options.samples], folds[options.samples :]
    ours = reference = 0.0
    with threadpoolctl.threadpool_limits(1):
        for number, settings in enumerate(TABLE5_SETTINGS[: options.cells]):
            X = descriptors(settings, labels, number)
            began = time.perf_counter()
            kernel = polynomial_kernel(X)
            predicted = predict_out_of_fold(kernel, labels, video)
            predict_out_of_fold(kernel, labels, subject)
            ours += time.perf_counter() - began
            tried = video[:2]
            began = time.perf_counter()
            plain = [
                polynomial_svm().fit(X[train], labels[train]).predict(X[test])[0] for train, test in tried
            ]
            reference += (time.perf_counter() - began) / len(tried) * len(folds)
            assert [predicted[test][0] for _, test in tried] == plain
    print(f"{options.cells} cells, {len(folds)} folds each, {options.samples} samples, one core")
    print(f"kernel once a cell   {ours:9.1f} s")
    print(f"kernel in every fold {reference:9.1f} s (scaled up from two folds a cell)")
    print(f"ratio                {reference / ours:9.1f}")


if __name__ == "__main__":
    main()
