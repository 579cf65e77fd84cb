"""What blinding depends on."""

from __future__ import annotations

import pytest

from countenance.core.errors import ConflictError
from countenance.study.project import Study
from countenance.study.settings import allow_suggestions, suggestions_before_submission


def test_suggestions_come_after_submission_unless_somebody_decides_otherwise(study: Study):
    with study.writing("admin") as writer:
        assert not suggestions_before_submission(writer)
        facts = allow_suggestions(writer, True)
        assert suggestions_before_submission(writer)
        with pytest.raises(ConflictError):
            allow_suggestions(writer, False, version=facts.version - 1)
        allow_suggestions(writer, False, version=facts.version)
        assert not suggestions_before_submission(writer)


def test_other_settings_stay(study: Study):
    with study.writing("admin") as writer:
        facts = allow_suggestions(writer, True)
        writer.change(facts, settings={**facts.settings, "other": 1, "suggestions before submission": "yes"})
        assert not suggestions_before_submission(writer)  # only what was decided here counts
        assert allow_suggestions(writer, True).settings["other"] == 1
