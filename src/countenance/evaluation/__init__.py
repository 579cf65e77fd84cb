"""Evaluation without leaks: who is held out, what is scored, and the paper's Table 5 as one run."""

from countenance.core.errors import LeakError
from countenance.evaluation.baseline import PROTOCOLS, Baseline, Samples, run_baseline
from countenance.evaluation.bootstrap import bootstrap_intervals
from countenance.evaluation.comparing import Comparison, Difference, compare
from countenance.evaluation.cross_validation import cross_validate
from countenance.evaluation.leaks import check_pretraining
from countenance.evaluation.megc2019 import PUBLISHED, Published, megc2019_like_labels
from countenance.evaluation.metrics import accuracy, confusion_matrix, scores_of_confusion, uar, uf1
from countenance.evaluation.paper import TABLE_5, sample_sizes_of
from countenance.evaluation.parameters import parse_parameters
from countenance.evaluation.pooling import predict_majority, predict_out_of_fold
from countenance.evaluation.result import Result
from countenance.evaluation.results import FINDING_304, results_dict
from countenance.evaluation.running import run_evaluation
from countenance.evaluation.scores import (
    ClassScores,
    Scores,
    chance_scores,
    class_scores,
    score_predictions,
)
from countenance.evaluation.selection_bias import (
    MEASURED_UF1,
    SelectionBias,
    mean_uf1_per_participant,
    simulate_best_epoch,
)
from countenance.evaluation.splitters import (
    SPLITTERS,
    GroupedKFold,
    LeaveOneDatabaseOut,
    LeaveOneSubjectOut,
    LeaveOneVideoOut,
    splitter,
)

__all__ = [
    "FINDING_304",
    "MEASURED_UF1",
    "PROTOCOLS",
    "PUBLISHED",
    "SPLITTERS",
    "TABLE_5",
    "Baseline",
    "ClassScores",
    "Comparison",
    "Difference",
    "GroupedKFold",
    "LeakError",
    "LeaveOneDatabaseOut",
    "LeaveOneSubjectOut",
    "LeaveOneVideoOut",
    "Published",
    "Result",
    "Samples",
    "Scores",
    "SelectionBias",
    "accuracy",
    "bootstrap_intervals",
    "chance_scores",
    "check_pretraining",
    "class_scores",
    "compare",
    "confusion_matrix",
    "cross_validate",
    "mean_uf1_per_participant",
    "megc2019_like_labels",
    "parse_parameters",
    "predict_majority",
    "predict_out_of_fold",
    "results_dict",
    "run_baseline",
    "run_evaluation",
    "sample_sizes_of",
    "score_predictions",
    "scores_of_confusion",
    "simulate_best_epoch",
    "splitter",
    "uar",
    "uf1",
]
