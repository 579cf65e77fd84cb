"""Clips are known by their content; ratings are counted once; a choice has reasons."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from countenance.core import InputError
from countenance.core.cache import digest_path
from countenance.core.errors import VideoError
from countenance.store.records import Medium, RatedClip, Stimulus, StudyFacts
from countenance.study.project import Study
from countenance.study.recording import (
    add_protocol,
    add_stimulus,
    change_emotion,
    check_stimulus_file,
    choose_stimuli,
    experimenting,
    import_ratings,
    remove_stimulus,
    stimulus_named,
    table_3,
    write_protocol,
)
from countenance.study.stimuli import PAPER_TABLE_3, ChoiceRule, ScorePolicy

from .filming import film


def written(path: Path, *rows: tuple[str, str, str, int]) -> Path:
    lines = ["rater,clip,emotion,intensity", *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def kept_files(study: Study) -> set[str]:
    return {digest for digest, _ in study.media.files()}


def test_a_stimulus_is_kept_with_hash_and_duration(study: Study, clips: Path):
    path = clips / "teeth.mp4"
    added = add_stimulus(study, path, emotion="Disgust", actor="dora")
    assert (added.name, added.emotion, added.seconds, added.chosen) == ("teeth", "disgust", 1.0, False)
    assert added.digest == digest_path(path)
    with study.reading() as reader:
        medium = reader.get(Medium, added.medium)
        assert study.media.path(medium.digest).read_bytes() == path.read_bytes()
        assert [entry["actor"] for entry in reader.log()][-1] == "dora"


def test_a_hash_alone_can_be_kept(study: Study, clips: Path):
    before = kept_files(study)
    added = add_stimulus(study, clips / "teeth.mp4", keep=False)
    assert added.medium is None
    assert kept_files(study) == before
    with study.reading() as reader:
        assert check_stimulus_file(reader, "teeth", clips / "teeth.mp4") == added
        with pytest.raises(InputError, match=r"gone\.mp4 does not exist"):
            check_stimulus_file(reader, "teeth", clips / "gone.mp4")


def test_a_changed_clip_is_no_longer_the_stimulus(shown: Study, clips: Path):
    film(clips / "teeth.mp4", 30, shade=99)
    sentence = (
        r"teeth\.mp4 is not the stimulus 'teeth' that was added: its SHA-256 begins with \w{12} in place of"
    )
    with pytest.raises(InputError, match=sentence):
        add_stimulus(shown, clips / "teeth.mp4")
    with shown.reading() as reader, pytest.raises(InputError, match=sentence):
        check_stimulus_file(reader, "teeth", clips / "teeth.mp4")
    assert digest_path(clips / "teeth.mp4") not in kept_files(shown)


def test_a_content_is_one_stimulus(shown: Study, clips: Path):
    with pytest.raises(InputError, match="is the stimulus 'teeth' already"):
        add_stimulus(shown, clips / "teeth.mp4", name="bite")
    with pytest.raises(InputError, match="is the stimulus 'teeth' already"):
        add_stimulus(shown, clips / "teeth.mp4")
    with shown.reading() as reader:
        assert reader.count(Stimulus) == 3


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("  ", "is no name of a stimulus"),
        ("a/b", "/ cannot be in the name of a file"),
        (".hidden", "the first one no dot"),
        ("x" * 121, "1 to 120 printable characters"),
        ("ＴＥＥＴＨ", "from which 'ＴＥＥＴＨ' differs in case or width of letters alone"),
    ],
)
def test_names_that_others_could_not_tell(shown: Study, tmp_path: Path, name: str, told: str):
    before = kept_files(shown)
    with pytest.raises(InputError, match=told):
        add_stimulus(shown, film(tmp_path / "new.mp4", shade=50), name=name)
    assert kept_files(shown) == before


def test_names_of_any_script(study: Study, tmp_path: Path):
    decomposed = "gru\N{COMBINING DIAERESIS}n"
    add_stimulus(study, film(tmp_path / f"{decomposed}.mp4", shade=1))
    add_stimulus(study, film(tmp_path / "微笑　１.mp4", shade=2))
    with study.reading() as reader:
        assert stimulus_named(reader, "gr\N{LATIN SMALL LETTER U WITH DIAERESIS}n").seconds > 0
        assert stimulus_named(reader, "微笑 １").seconds > 0
        with pytest.raises(InputError, match="there is no stimulus 'teeth'"):
            stimulus_named(reader, "teeth")


def test_what_is_no_video_is_refused(study: Study, tmp_path: Path):
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear reader")
    with pytest.raises(VideoError, match=r"letter\.mp4"):
        add_stimulus(study, letter)
    with pytest.raises(VideoError, match="is a folder, expected a video file"):
        add_stimulus(study, tmp_path)


def test_a_damaged_clip_is_refused(study: Study, tmp_path: Path):
    whole = film(tmp_path / "whole.mkv", 60).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(VideoError, match=r"cut\.mkv is damaged or cut short"):
        add_stimulus(study, tmp_path / "cut.mkv")


@pytest.mark.parametrize(("actor", "told"), [("anna", "anna is coder"), ("nobody", "no account 'nobody'")])
def test_only_experimenters_may(study: Study, clips: Path, actor: str, told: str):
    before = kept_files(study)
    with pytest.raises(InputError, match=told):
        add_stimulus(study, clips / "teeth.mp4", actor=actor)
    with pytest.raises(InputError, match=told), experimenting(study, actor):
        pass
    assert kept_files(study) == before


RATINGS = (
    ("r1", "teeth", "disgust", 6),
    ("r2", "teeth", "disgust;fear", 8),
    ("r3", "teeth", "anger", 2),
    ("r1", "baby", "happiness", 3),
    ("r2", "baby", "happiness", 4),
)


def test_ratings_become_table_3(shown: Study, tmp_path: Path):
    with experimenting(shown, "dora") as writer:
        done = import_ratings(writer, written(tmp_path / "ratings.csv", *RATINGS))
    assert (done.added, done.changed, done.unchanged, done.free_words) == (5, 0, 0, ())
    with shown.reading() as reader:
        rows = table_3(reader)
        selectors = {row["clip"]: row["mean"] for row in table_3(reader, ScorePolicy.SELECTORS)}
    own = {row["clip"]: row for row in rows if row["of"] == "this study"}
    assert [own["teeth"][name] for name in ("main_emotion", "raters", "selected", "rate", "mean", "sd")] == [
        "disgust", 3, 2, 0.6667, 5.3333, 3.0551,
    ]  # fmt: skip
    assert own["baby"]["rate"] == 1
    assert (own["door"]["raters"], own["door"]["note"]) == (0, "nobody rated it")
    assert selectors["teeth"] == 7
    paper = [row for row in rows if row["of"] == "the paper"]
    assert [row["rate"] for row in paper] == [float(clip.selection) for clip in PAPER_TABLE_3]
    assert "10 of 13 would give this rate" in paper[3]["note"]


def test_an_intention_that_raters_do_not_share_is_told(shown: Study, tmp_path: Path):
    with experimenting(shown) as writer:
        import_ratings(writer, written(tmp_path / "ratings.csv", ("r1", "door", "fear", 3)))
    with shown.reading() as reader:
        notes = {row["clip"]: row["note"] for row in table_3(reader)}
    assert notes["door"] == "meant to evoke anger"


def test_ratings_taken_in_twice_count_once(shown: Study, tmp_path: Path):
    path = written(tmp_path / "ratings.csv", *RATINGS)
    for expected in ((5, 0), (0, 5)):
        with experimenting(shown) as writer:
            done = import_ratings(writer, path)
        assert (done.added, done.unchanged) == expected
    with shown.reading() as reader:
        assert reader.count(RatedClip) == 5


def test_a_second_rating_is_refused_unless_it_is_meant(shown: Study, tmp_path: Path):
    with experimenting(shown) as writer:
        import_ratings(writer, written(tmp_path / "ratings.csv", *RATINGS))
    again = written(tmp_path / "again.csv", ("r9", "door", "anger", 5), ("r1", "teeth", "fear", 1))
    with (
        pytest.raises(
            InputError, match=r"again\.csv: rater r1 has rated teeth already, disgust with intensity 6"
        ),
        experimenting(shown) as writer,
    ):
        import_ratings(writer, again)
    with shown.reading() as reader:
        assert reader.count(RatedClip) == 5
    with experimenting(shown) as writer:
        done = import_ratings(writer, again, replace=True)
    assert (done.added, done.changed) == (1, 1)


def test_a_rating_twice_in_a_table(shown: Study, tmp_path: Path):
    path = written(tmp_path / "ratings.csv", ("r1", "teeth", "fear", 1), ("r1", "teeth", "anger", 2))
    with pytest.raises(InputError, match="rater r1 rated clip teeth twice"), experimenting(shown) as writer:
        import_ratings(writer, path)


def test_ratings_of_what_is_no_stimulus(shown: Study, tmp_path: Path):
    path = written(tmp_path / "ratings.csv", ("r1", "tooth", "fear", 1))
    with (
        pytest.raises(InputError, match=r"ratings\.csv rates tooth, and no stimulus is named so"),
        experimenting(shown) as writer,
    ):
        import_ratings(writer, path)


def test_a_workbook_in_the_wide_form(shown: Study, tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["rater", "teeth emotion", "teeth intensity", "baby emotion", "baby intensity"])
    book.active.append(["王", "hapiness", 4, None, None])
    book.save(tmp_path / "wide.xlsx")
    with experimenting(shown) as writer:
        done = import_ratings(writer, tmp_path / "wide.xlsx")
    assert (done.added, done.free_words) == (1, ("hapiness",))
    with shown.reading() as reader:
        assert reader.first(RatedClip).rater == "王"


def test_a_choice_is_kept_with_its_reasons(shown: Study, tmp_path: Path):
    with experimenting(shown) as writer:
        import_ratings(writer, written(tmp_path / "ratings.csv", *RATINGS))
        choice = choose_stimuli(writer, ChoiceRule({"happiness": 1}, min_raters=2))
    assert [one.clip for one in choice.chosen] == ["baby"]
    with shown.reading() as reader:
        assert {one.name: one.chosen for one in reader.find(Stimulus)} == {
            "teeth": False, "baby": True, "door": False,
        }  # fmt: skip
        notes = {row["clip"]: (row["chosen"], row["note"]) for row in table_3(reader)}
        kept = reader.first(StudyFacts).settings["choice of stimuli"]
    assert notes["teeth"] == ("no", "its main emotion, disgust, is not wanted")
    assert kept["rule"]["per_emotion"] == {"happiness": 1}
    with experimenting(shown) as writer:
        choose_stimuli(writer, ChoiceRule({"disgust": 1}, min_raters=2, min_selection=0.6))
        assert {one.name for one in writer.find(Stimulus, chosen=True)} == {"teeth"}


def test_a_choice_tells_what_an_unnamed_clip_is_to_evoke(study: Study, tmp_path: Path):
    add_stimulus(study, film(tmp_path / "baby.mp4"))
    with experimenting(study) as writer:
        import_ratings(writer, written(tmp_path / "ratings.csv", *RATINGS[3:]))
        choose_stimuli(writer, ChoiceRule({"happiness": 1}, min_raters=2))
        assert stimulus_named(writer, "baby").emotion == "happiness"


def test_too_few_stimuli_are_no_choice_unless_allowed(shown: Study, tmp_path: Path):
    rule = ChoiceRule({"happiness": 2, "fear": 1}, min_raters=2)
    with pytest.raises(InputError, match="no stimulus was rated"), experimenting(shown) as writer:
        choose_stimuli(writer, rule)
    with experimenting(shown) as writer:
        import_ratings(writer, written(tmp_path / "ratings.csv", *RATINGS))
    with (
        pytest.raises(InputError, match="1 clip of happiness and 1 clip of fear are missing"),
        experimenting(shown) as writer,
    ):
        choose_stimuli(writer, rule)
    with experimenting(shown) as writer:
        assert choose_stimuli(writer, rule, incomplete=True).lacking == {"happiness": 1, "fear": 1}
        assert writer.count(Stimulus, chosen=True) == 1


def test_what_no_browser_plays_is_kept_by_its_hash_at_most(study: Study, tmp_path: Path):
    path = film(tmp_path / "teeth.avi")
    with pytest.raises(InputError, match=r"no browser plays .*teeth\.avi, .*: it is \w+ in avi; convert it"):
        add_stimulus(study, path)
    assert digest_path(path) not in kept_files(study)
    assert add_stimulus(study, path, keep=False).medium is None


def test_a_clip_that_was_added_by_mistake_is_taken_out(study: Study, clips: Path, tmp_path: Path):
    added = add_stimulus(study, clips / "teeth.mp4", emotion="disgust")
    with experimenting(study) as writer:
        import_ratings(writer, written(tmp_path / "ratings.csv", ("r1", "teeth", "disgust", 5)))
    with pytest.raises(InputError, match="coder"):
        remove_stimulus(study, added.id, actor="anna")
    assert remove_stimulus(study, added.id, actor="dora") == 1
    with study.reading() as reader:
        assert (reader.count(Stimulus, id=added.id), reader.count(RatedClip, stimulus=added.id)) == (0, 0)
    assert added.digest not in kept_files(study)
    with pytest.raises(InputError, match="no such stimulus"):
        remove_stimulus(study, added.id)


def test_a_clip_that_a_protocol_lists_stays(study: Study, clips: Path, tmp_path: Path):
    added = add_stimulus(study, clips / "teeth.mp4", emotion="disgust")
    with study.reading() as reader:
        write_protocol(reader, tmp_path / "protocol.toml")
    with experimenting(study) as writer:
        add_protocol(writer, tmp_path / "protocol.toml")
    with pytest.raises(InputError, match=r"teeth stays: the protocol .* lists it"):
        remove_stimulus(study, added.id)
    assert added.digest in kept_files(study)
    with pytest.raises(InputError, match=r"what teeth is meant to evoke stays: the protocol .* lists it"):
        change_emotion(study, added.id, "fear")
    with study.reading() as reader:
        assert stimulus_named(reader, "teeth").emotion == "disgust"


def test_what_a_clip_is_meant_to_evoke_is_said_after_it_was_added(study: Study, clips: Path):
    added = add_stimulus(study, clips / "teeth.mp4")
    with pytest.raises(InputError, match="coder"):
        change_emotion(study, added.id, "disgust", actor="anna")
    with pytest.raises(InputError, match="is no emotion"):
        change_emotion(study, added.id, "a\0b")
    with pytest.raises(InputError, match="no such stimulus"):
        change_emotion(study, "none", "disgust")
    changed = change_emotion(study, added.id, " Disgust ", actor="dora")
    assert (changed.emotion, changed.version) == ("disgust", added.version + 1)
    assert change_emotion(study, added.id, "disgust") == changed  # nothing to keep
    assert change_emotion(study, added.id, " ").emotion is None
