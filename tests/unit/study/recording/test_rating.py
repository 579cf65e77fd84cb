"""One rater at work."""

from __future__ import annotations

import pytest

from countenance.core import InputError
from countenance.core.errors import ConflictError
from countenance.store.records import Medium, Stimulus
from countenance.study.project import Study
from countenance.study.recording import clips_of_rater, rate_clip


@pytest.fixture
def rated_study(tmp_path):
    """Five stimuli, of which one is not kept."""
    with Study.create(tmp_path / "rated", "Rated", synthetic=True) as study:
        with study.writing("dora") as writer:
            for number in range(5):
                kept = study.media.add_bytes(f"clip {number}".encode(), ".mp4")
                medium = writer.add(Medium(digest=kept.digest, size=kept.size, suffix=".mp4", name="x.mp4"))
                writer.add(
                    Stimulus(
                        name=f"clip {number}",
                        digest=kept.digest,
                        seconds=1.0,
                        medium=medium.id if number else None,
                    )
                )
        yield study


def rate_place(study: Study, place: int, **given):
    with study.writing("anna") as writer:
        clip = clips_of_rater(writer, "anna").clips[place - 1]
        return rate_clip(writer, "anna", clip.stimulus.id, ["fear"], 5, **given)


def test_what_is_next(rated_study: Study):
    def following(after: int = 0) -> int | None:
        with rated_study.reading() as reader:
            found = clips_of_rater(reader, "anna").next(after)
        return found and found.place

    assert (following(), following(2), following(4)) == (1, 3, 1)
    rate_place(rated_study, 1)
    rate_place(rated_study, 3)
    assert (following(), following(2), following(4)) == (2, 4, 2)
    rate_place(rated_study, 4)
    rate_place(rated_study, 2)
    assert (following(), following(3)) == (None, None)


def test_how_far_a_rater_is(rated_study: Study):
    with rated_study.reading() as reader:
        rater = clips_of_rater(reader, "anna")
    assert (rater.n_rated, rater.n_absent, rater.is_between) == (0, 1, False)
    for place in range(1, 5):
        rate_place(rated_study, place)
        with rated_study.reading() as reader:
            assert clips_of_rater(reader, "anna").is_between == (place < 4)
            assert clips_of_rater(reader, "ben").n_rated == 0


def test_only_what_can_be_shown_is_rated(rated_study: Study):
    with rated_study.writing("anna") as writer:
        absent = writer.first(Stimulus, name="clip 0")
        for stimulus in (absent.id, "none"):
            with pytest.raises(InputError, match="no such clip"):
                rate_clip(writer, "anna", stimulus, ["fear"], 5)


def test_a_second_window_does_not_overwrite_the_first(rated_study: Study):
    kept = rate_place(rated_study, 1)
    with pytest.raises(ConflictError):
        rate_place(rated_study, 1)
    assert rate_place(rated_study, 1, version=kept.version).version == 2
