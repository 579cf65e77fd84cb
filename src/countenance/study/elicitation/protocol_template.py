"""A protocol to begin with: every field once, with words that a laboratory replaces by its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from countenance.core import InputError
from countenance.core.cache import write_atomically
from countenance.study.elicitation.protocol_parts import ProtocolClip

__all__ = ["NO_BOARD", "write_template"]

NO_BOARD = "Name of the review board, its address, number of the approval"
"""What a laboratory is to replace before participants read it."""
_TEMPLATE = f'''\
schema = 1
title = "Suppressed expressions"
version = "1.0"
review_board = "{NO_BOARD}"

[order]
scheme = "balanced latin square"  # or "fixed", "random", "emotions apart"
seed = 1

[timing]
baseline_s = 10
rest_s = 60

[payment]
rule = "Participants are told that every visible expression lowers their payment."
deceptive = true

[self_report]
emotions = ["happiness", "sadness", "surprise", "anger", "fear", "disgust", "contempt"]
not_emotional = ["blink", "swallow", "itch", "yawn", "cough", "speech", "gaze", "posture", "other"]

[texts.en]
instructions = """
You are going to watch short films. Please look at the screen all the time: do not turn your eyes or head away."""
neutralisation = "Whatever you feel, please keep a neutral face."
payment = "Your payment depends on how well you control your face: each visible expression lowers it."
paid_in_full = "You are paid in full regardless of what your face showed."
debrief = """
We study how faces move when people try to hide what they feel. What we told you about the payment was not true,
and served only to make you try. If you now prefer that your recording is not used, tell us and it is deleted."""

[[questions]]
name = "task"

[questions.texts.en]
question = "What are you asked to do while you watch?"
right = "To keep a neutral face"
wrong = ["To show what I feel", "To close my eyes when I do not like a film"]
'''
_EXAMPLE = (ProtocolClip("example", "example.mp4", "0" * 64, 60.0, "happiness"),)
_PLACEHOLDER = "# Replace this clip: no file has a hash of zeros, so that no session can begin with it.\n"


def write_template(path: Path | str, clips: Sequence[ProtocolClip] = ()) -> None:
    """Write a protocol file to begin with.

    Parameters
    ----------
    path : Path or str
        The new file.
    clips : sequence of ProtocolClip
        What to list in it, for example from :func:`~countenance.study.elicitation.describe_clip`; without any, one
        clip that no file can be.

    Raises
    ------
    InputError
        If there is a file already.
    """
    path = Path(path)
    if path.exists():
        raise InputError(f"{path} exists already, and a protocol is not overwritten: name another file")
    tables = "\n".join(_clip_table(clip) for clip in clips or _EXAMPLE)
    write_atomically(path, f"{_TEMPLATE}\n{'' if clips else _PLACEHOLDER}{tables}")


def _clip_table(clip: ProtocolClip) -> str:
    # The escapes of JSON are those of TOML.
    name, file, sha256, emotion = (
        json.dumps(text, ensure_ascii=False) for text in (clip.name, clip.file, clip.sha256, clip.emotion)
    )
    return (
        f"[[clips]]\nname = {name}\nfile = {file}\nsha256 = {sha256}\n"
        f"duration_s = {clip.duration_s!r}\nemotion = {emotion}\n"
    )
