"""Coding: who codes what, blind and in random order; what was marked; and the lock once it is submitted."""

from countenance.study.coding.assigning import Unfinished, assign, assignments_of, reopen, submit, unassign
from countenance.study.coding.marking import add_coding, change_coding, coding_of, import_pass, remove_coding
from countenance.study.coding.passes import first_two, own_pass, submitted_passes, visible_passes

__all__ = [
    "Unfinished",
    "add_coding",
    "assign",
    "assignments_of",
    "change_coding",
    "coding_of",
    "first_two",
    "import_pass",
    "own_pass",
    "remove_coding",
    "reopen",
    "submit",
    "submitted_passes",
    "unassign",
    "visible_passes",
]
