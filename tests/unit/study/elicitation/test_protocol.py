"""A protocol is refused with everything that is wrong with it, and known again by what it says."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.study.elicitation import (
    OrderScheme,
    Protocol,
    ProtocolClip,
    ProtocolError,
    check_clip_files,
    clip_file_problems,
    write_template,
)


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ProtocolError) as caught:
        Protocol.parse(text, "p.toml")
    assert str(caught.value).startswith("p.toml has ")
    return caught.value.problems


def test_the_template_says_what_it_says(protocol: Protocol, clips: tuple[ProtocolClip, ...]):
    assert protocol.clips == clips
    assert protocol.scheme is OrderScheme.LATIN_SQUARE
    assert (protocol.baseline_s, protocol.rest_s, protocol.seed, protocol.deceptive) == (10, 60, 1, True)
    assert "regardless" in protocol.language("en").paid_in_full
    assert protocol.clip("baby").emotion == "happiness"
    assert set(protocol.order(1)) == {"teeth", "baby"}
    assert protocol.order(1) == protocol.order(2)[::-1]


def test_the_template_without_clips_can_be_read_and_begins_no_session(tmp_path: Path):
    write_template(tmp_path / "p.toml")
    protocol = Protocol.read(tmp_path / "p.toml")
    assert clip_file_problems(protocol, tmp_path) == [
        f"clip example: {tmp_path / 'example.mp4'} does not exist; copy it there"
    ]
    (tmp_path / "example.mp4").write_bytes(b"")
    with pytest.raises(InputError, match="is not the stimulus of the protocol"):
        check_clip_files(protocol, tmp_path)


def test_a_protocol_is_not_overwritten(tmp_path: Path):
    (tmp_path / "p.toml").write_text("mine")
    with pytest.raises(InputError, match=r"p\.toml exists already, and a protocol is not overwritten"):
        write_template(tmp_path / "p.toml")
    assert (tmp_path / "p.toml").read_text() == "mine"


def test_names_of_clips_are_written_as_toml_reads_them(tmp_path: Path):
    clip = ProtocolClip('dé"g\\oût', 'a/"b".mp4', "a" * 64, 1.5, "disgust")
    write_template(tmp_path / "p.toml", [clip])
    assert Protocol.read(tmp_path / "p.toml").clips == (clip,)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("schema = 1", "schema = 2", "schema is 2, this version of countenance reads 1"),
        ('title = "Suppressed expressions"', "", "title is missing, a text that is not blank was expected"),
        ('version = "1.0"', "version = 1.0", "version is 1.0, a text that is not blank was expected"),
        ('version = "1.0"', 'version = " "', "version is ' ', a text that is not blank was expected"),
        ("seed = 1", "seed = -1", "order: seed is -1, a whole number from 0 was expected"),
        (
            '"balanced latin square"  #',
            '"latin" #',
            "order scheme is 'latin', expected one of fixed, random, balanced latin square, emotions apart",
        ),
        (
            "baseline_s = 10",
            'baseline_s = "10"',
            "timing: baseline_s is '10', a number from 0 to 3600 was expected",
        ),
        (
            "baseline_s = 10",
            "baseline_s = nan",
            "timing: baseline_s is nan, a number from 0 to 3600 was expected",
        ),
        ("rest_s = 60", "rest = 60", "timing: rest_s is missing, a number from 0 to 3600 was expected"),
        ("rest_s = 60", "rest_s = 60\nrst = 1", "timing: rst is not known; correct its name, or delete it"),
        ("deceptive = true", "deceptive = 1", "payment: deceptive is 1, true or false was expected"),
        (
            '"teeth.mp4"',
            '"../teeth.mp4"',
            "clip 1 file is '../teeth.mp4', a path below the folder of clips, with ",
        ),
        (
            '"teeth.mp4"',
            '"/teeth.mp4"',
            "clip 1 file is '/teeth.mp4', a path below the folder of clips, with ",
        ),
        ('sha256 = "', 'sha256 = "x', "clip 1 sha256 is not 64 hexadecimal digits, as sha256sum prints them"),
        (
            "duration_s = 67.0",
            "duration_s = 0",
            "clip 1: duration_s is 0, a number from 0.1 to 3600 was expected",
        ),
        ('name = "baby"', 'name = "teeth"', "two clips are named teeth"),
        ('file = "baby.mp4"', 'file = "teeth.mp4"', "two clips have the file teeth.mp4"),
        ("[texts.en]", "[texts.English]", "texts: 'English' is no language tag like en or zh-Hans"),
        ("[questions.texts.en]", "[questions.texts.fr]", "question task is not asked in en"),
        (
            'right = "To keep',
            'right = "To show what I feel"\n# "',
            "among the wrong answers, and it is the right one",
        ),
        (
            'wrong = ["To show what I feel", "To close my eyes when I do not like a film"]',
            "wrong = []",
            "question 1: texts: en: wrong is [], a list of different texts was expected",
        ),
        ('"blink", "swallow"', '"blink", "blink"', "a list of different texts was expected"),
        ("[payment]", "[[payment]]", "payment is [{"),
        (
            'emotion = "disgust"',
            'emotion = "dis\\u0007gust"',
            "clip 1 'dis\\x07gust' is no emotion: write a word",
        ),
        ('emotion = "disgust"', "", "clip 1: emotion is missing, a text that is not blank was expected"),
        (
            '"sadness", "surprise"',
            '"sadness", "Sadness"',
            "self_report emotions names one of happiness, sadness, sad",
        ),
    ],
)
def test_each_slip_has_its_sentence(protocol_text: str, old: str, new: str, sentence: str):
    assert old in protocol_text
    found = problems(protocol_text.replace(old, new, 1))
    assert any(sentence in problem for problem in found), found


def test_all_problems_are_told_at_once(protocol_text: str):
    broken = (
        protocol_text.replace("seed = 1", "seed = 1.5")
        .replace("rest_s", "rst")
        .replace("[[questions]]", "[[q]]")
    )
    found = problems(broken.replace("[questions.texts.en]", "[q.texts.en]"))
    assert found == (
        "order: seed is 1.5, a whole number from 0 was expected",
        "timing: rest_s is missing, a number from 0 to 3600 was expected",
        "questions is missing, at least one table [[questions]] was expected",
        "timing: rst is not known; correct its name, or delete it",
        "q is not known; correct its name, or delete it",
    )


def test_who_is_deceived_is_told_to_be_paid_in_full(protocol_text: str):
    lines = [line for line in protocol_text.splitlines() if not line.startswith("paid_in_full")]
    [lacking] = problems("\n".join(lines))
    assert lacking == (
        "texts: en lacks paid_in_full: the payment rule is deceptive, so participants must be told that they are "
        "paid in full regardless"
    )
    honest = "\n".join(lines).replace("deceptive = true", "deceptive = false")
    assert Protocol.parse(honest).language("en").paid_in_full == ""


def test_every_text_must_be_there_in_every_language(protocol_text: str):
    french = protocol_text + '\n[texts.fr]\ninstructions = "Regardez."\n'
    assert [problem for problem in problems(french) if "missing" in problem] == [
        f"texts: fr: {field} is missing, a text that is not blank was expected"
        for field in ("neutralisation", "payment", "debrief")
    ]


def test_what_cannot_be_ordered_is_refused(protocol_text: str):
    text = protocol_text.replace("balanced latin square", "emotions apart", 1)
    text = text.replace('emotion = "happiness"', 'emotion = "Disgust"')
    [problem] = problems(text)
    assert problem.startswith(
        "order: no order keeps the 2 clips of disgust apart: 1 other would have to stand "
    )


@pytest.mark.parametrize("text", ["", "x = 1"])
def test_a_file_that_is_another_one_is_refused(text: str):
    found = problems(text)
    assert "clips is missing, at least one table [[clips]] was expected" in found
    assert "order is missing, a table was expected" in found
    assert [problem for problem in found if "schema" in problem] == [
        "schema is missing, a whole number from 0 was expected"
    ]


def test_what_is_no_toml_is_refused():
    assert problems("title = ")[0].startswith("it is not TOML (Invalid value (at ")
    assert problems("PK\x03\x00") == ("it is no protocol but another kind of file: a protocol is plain text",)


def test_files_that_cannot_be_read_are_named(tmp_path: Path):
    with pytest.raises(ProtocolError, match=r"p\.toml has 1 problem: it cannot be read \(No such file"):
        Protocol.read(tmp_path / "p.toml")
    (tmp_path / "p.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(ProtocolError, match="byte 10 is not UTF-8; save it as UTF-8"):
        Protocol.read(tmp_path / "p.toml")


def test_the_digest_is_of_what_is_said(protocol_text: str, protocol: Protocol):
    assert (
        Protocol.parse("# a note\n" + protocol_text.replace("baseline_s = 10", "baseline_s=10.0")) == protocol
    )
    assert Protocol.parse("# a note\n" + protocol_text).digest == protocol.digest
    assert replace(protocol, rest_s=61.0).digest != protocol.digest
    assert (
        Protocol.parse(protocol_text.replace("keep a neutral", "keep a still", 1)).digest != protocol.digest
    )


def test_answers_are_shuffled_by_participant(protocol: Protocol):
    [question] = protocol.questions
    shown = {protocol.answers(question, "en", participant) for participant in range(1, 40)}
    assert len(shown) == 6
    assert {frozenset(answers) for answers in shown} == {
        frozenset([question.texts["en"].right, *question.texts["en"].wrong])
    }
    assert protocol.answers(question, "en", 3) == protocol.answers(question, "en", 3)


def test_what_the_protocol_lacks_is_told(protocol: Protocol):
    with pytest.raises(InputError, match="has no texts in 'fr', only in en"):
        protocol.language("fr")
    with pytest.raises(InputError, match="has no clip 'tooth'"):
        protocol.clip("tooth")


def test_clips_on_the_disk_are_those_of_the_protocol(protocol: Protocol, tmp_path: Path):
    folder = tmp_path / "clips"
    check_clip_files(protocol, folder)
    (folder / "teeth.mp4").write_bytes(b"cut")
    (folder / "baby.mp4").unlink()
    changed = hashlib.sha256(b"cut").hexdigest()[:12]
    was = protocol.clip("teeth").sha256[:12]
    teeth, baby = clip_file_problems(protocol, folder)
    assert teeth == (
        f"clip teeth: {folder / 'teeth.mp4'} is not the stimulus of the protocol, its SHA-256 begins with "
        f"{changed} in place of {was}; copy the original, or make a new version of the protocol"
    )
    assert baby == f"clip baby: {folder / 'baby.mp4'} does not exist; copy it there"
    with pytest.raises(InputError, match=r"clip teeth: .*; clip baby: "):
        check_clip_files(protocol, folder)


def test_a_byte_order_mark_does_no_harm(protocol_text: str, protocol: Protocol, tmp_path: Path):
    (tmp_path / "p.toml").write_text(protocol_text, encoding="utf-8-sig")
    assert Protocol.read(tmp_path / "p.toml") == protocol
