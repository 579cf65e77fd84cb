"""The first page."""

from __future__ import annotations

from countenance.study.coding import submit


def test_each_sees_what_is_next_for_him(signed_in):
    own = {
        name: [
            one["sentence"] for one in signed_in(name).get("/api/standing").json()["actions"] if one["path"]
        ]
        for name in ("anna", "cleo")
    }
    assert own == {"anna": ["2 recordings to code."], "cleo": []}


def test_figures_are_told_when_something_has_happened(signed_in, site):
    client = signed_in("anna")
    before = client.get("/api/standing").json()
    assert client.get("/api/standing", params={"since": before["head"]}).status_code == 204
    for coder in ("anna", "ben"):
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    after = client.get("/api/standing", params={"since": before["head"]}).json()
    coded = next(stage for stage in after["stages"] if stage["name"] == "Coded")
    assert (coded["done"], coded["all"]) == (1, 2)
    assert "1 recording to code." in client.get("/").text
