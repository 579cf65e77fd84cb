from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest

from countenance.core import Clip, Expression, ExpressionKind, Interval, Recording

RECORDING = Recording("casme2sq", "s15", "15_0401angercrash", Fraction(30), "anger1")
CLIP = Clip(RECORDING, "anger1_2", Expression(Interval(4, 13), 8, ExpressionKind.MICRO))


def test_clip_tells_what_its_recording_knows():
    assert (CLIP.database, CLIP.participant, CLIP.fps) == ("casme2sq", "s15", Fraction(30))


def test_keys_name_the_way_to_the_clip():
    assert RECORDING.key == "casme2sq/s15/15_0401angercrash"
    assert CLIP.key == "casme2sq/s15/15_0401angercrash/anger1_2"


def test_participants_of_two_databases_are_different_people():
    elsewhere = replace(CLIP, recording=replace(RECORDING, database="simulated"))
    assert CLIP.group == "casme2sq:s15"
    assert elsewhere.group == "simulated:s15"


def test_recordings_of_one_participant_are_one_group():
    assert replace(CLIP, recording=replace(RECORDING, name="15_0502smiles")).group == CLIP.group


def test_equal_clips_are_interchangeable():
    assert {CLIP: 1}[replace(CLIP)] == 1


def test_clip_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        CLIP.name = "anger1_3"  # type: ignore[misc]
