"""Evaluation without leaks: who is held out, what is scored, and the paper's Table 5 as one run."""

from countenance.evaluation.baseline import PROTOCOLS, Baseline, Samples, run_baseline
from countenance.evaluation.bootstrap import bootstrap_intervals
from countenance.evaluation.cross_validation import (
    Scores,
    chance_scores,
    predict_majority,
    predict_out_of_fold,
    score_predictions,
)
from countenance.evaluation.metrics import accuracy, confusion_matrix, scores_of_confusion, uar, uf1
from countenance.evaluation.paper import TABLE_5, sample_sizes_of
from countenance.evaluation.results import FINDING_304, results_dict
from countenance.evaluation.splitters import LeaveOneSubjectOut, LeaveOneVideoOut

__all__ = [
    "FINDING_304",
    "PROTOCOLS",
    "TABLE_5",
    "Baseline",
    "LeaveOneSubjectOut",
    "LeaveOneVideoOut",
    "Samples",
    "Scores",
    "accuracy",
    "bootstrap_intervals",
    "chance_scores",
    "confusion_matrix",
    "predict_majority",
    "predict_out_of_fold",
    "results_dict",
    "run_baseline",
    "sample_sizes_of",
    "score_predictions",
    "scores_of_confusion",
    "uar",
    "uf1",
]
