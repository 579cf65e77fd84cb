"""A study says what there is, and what is waited for."""

from __future__ import annotations

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.store.records import ConsentText, Film
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import assign, import_pass, submit
from countenance.study.people import add_account, add_consent, add_participant
from countenance.study.project import Study
from countenance.study.settlement import decide_automatically, label_all
from countenance.study.status import study_status

SMILE = Coding(10, 14, 30, parse_action_units("6+12"), "", "happiness")


def steps(study: Study) -> str:
    with study.reading() as reader:
        return " ".join(study_status(reader).next_steps)


def test_each_step_leads_to_the_next(study: Study):
    assert steps(study) == "Next: give the recordings to two coders (countenance study assign)."
    with study.writing("admin") as writer:
        assign(writer, ["anna", "ben"], list(writer.find(Film)))
    assert steps(study) == "Waiting for coders: 4 assignments."
    with study.writing("admin") as writer:
        for film in ("film1", "film2"):
            for coder in ("anna", "ben"):
                import_pass(writer, CodingPass(film, coder, (SMILE,)))
                if (film, coder) != ("film2", "ben"):
                    submit(writer, coder, film)
    assert steps(study) == "Waiting for coders: 1 assignment. To be settled by an arbiter: 2 codings."
    with study.writing("cleo") as writer:
        submit(writer, "ben", "film2")
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only(), "film1")
        assert study_status(writer).counts["codings to be settled"] == 2
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
    assert steps(study) == "Next: label what was settled (countenance study label)."
    with study.writing("cleo") as writer:
        label_all(writer, "cleo")
    assert steps(study) == "Ready to be published (countenance study publish)."


def test_who_has_not_consented_is_told(study: Study):
    with study.writing("admin") as writer:
        add_participant(writer)
    assert steps(study).startswith("1 participant without a consent: nothing of theirs can be published.")


def test_who_agreed_to_nothing_has_not_consented(study: Study):
    with study.writing("admin") as writer:
        before = study_status(writer).counts["participants with a consent"]
        who = add_participant(writer)
        text = next(iter(writer.find(ConsentText)))
        for agrees in (True, False):
            add_consent(writer, who, text, dict.fromkeys(text.items, agrees))
            assert study_status(writer).counts["participants with a consent"] == before + agrees


def test_a_third_coder_leaves_nothing_to_settle(study: Study):
    with study.writing("admin") as writer:
        add_account(writer, "rob", ["coder"])
        assign(writer, ["anna", "ben", "rob"], list(writer.find(Film, name="film1")))
        for coder in ("anna", "ben", "rob"):
            import_pass(writer, CodingPass("film1", coder, (SMILE,)))
            submit(writer, coder, "film1")
        assert study_status(writer).counts["codings to be settled"] == 2
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        assert study_status(writer).counts["codings to be settled"] == 0
