"""What `countenance spot` prints."""

from __future__ import annotations

import pytest

from countenance.app.cli.spot_options import SpotFormat
from countenance.app.cli.spot_output import print_spotted


@pytest.mark.parametrize("form", SpotFormat)
def test_of_a_single_film_that_could_not_be_read_nothing_is_printed(
    form: SpotFormat, capsys: pytest.CaptureFixture[str]
):
    print_spotted([], form, several=False)
    assert capsys.readouterr().out == ""


def test_of_several_films_that_could_not_be_read_json_is_an_empty_list(capsys: pytest.CaptureFixture[str]):
    print_spotted([], SpotFormat.JSON, several=True)
    assert capsys.readouterr().out.strip() == "[]"
