"""Work in processes of its own."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from countenance.app.jobs import Jobs, JobState, Work
from countenance.core.errors import InputError


def told(sentence, progress):
    progress("telling", 1, 1)
    return sentence


def failing(_progress):
    raise InputError("this cannot be used")


def killed(_progress):
    os._exit(3)


def endless(mark, progress):
    Path(mark).touch()
    progress("waiting", 0, 10)
    time.sleep(600)


@pytest.fixture
def jobs():
    made = Jobs()
    yield made
    made.close()


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def ended(job):
    until(lambda: not job.is_active)
    return job.state, job.remark


def test_what_becomes_of_it(jobs):
    assert ended(jobs.start("a", "anna", Work(told, ("all is well",)))) == (JobState.DONE, "all is well")
    assert ended(jobs.start("b", "anna", Work(failing, ()))) == (JobState.FAILED, "this cannot be used")
    state, remark = ended(jobs.start("c", "anna", Work(killed, ())))
    assert (state, "without saying why" in remark) == (JobState.FAILED, True)


def test_the_same_is_done_once_and_others_wait(jobs, tmp_path):
    tidied = []
    work = Work(endless, (str(tmp_path / "begun"),), after=lambda: tidied.append(True))
    first = jobs.start("same", "anna", work)
    assert jobs.start("same", "ben", work) is first
    other = jobs.start("other", "ben", Work(told, ("then",)))
    until((tmp_path / "begun").exists)
    assert (first.state, other.state) == (JobState.RUNNING, JobState.WAITING)
    jobs.stop("same")
    assert ended(first)[0] is JobState.STOPPED
    assert ended(other) == (JobState.DONE, "then")
    assert tidied == [True]
    assert jobs.start("same", "anna", Work(told, ("again",))) is not first


def test_what_waits_is_stopped_at_once_and_may_be_asked_for_again(jobs, tmp_path):
    first = jobs.start("a", "anna", Work(endless, (str(tmp_path / "begun"),)))
    until((tmp_path / "begun").exists)
    waiting = jobs.start("b", "anna", Work(told, ("never",)))
    jobs.stop("b")
    assert ended(waiting) == (JobState.STOPPED, "")
    again = jobs.start("b", "anna", Work(told, ("now",)))
    assert again is not waiting
    jobs.stop("a")
    assert ended(first)[0] is JobState.STOPPED
    assert ended(again) == (JobState.DONE, "now")
    assert waiting.state is JobState.STOPPED


def test_what_is_no_longer_wanted_is_stopped(jobs, tmp_path):
    job = jobs.start("a", "anna", Work(endless, (str(tmp_path / "begun"),), wanted=lambda: False))
    assert ended(job)[0] is JobState.STOPPED
    assert "has changed" in job.remark
