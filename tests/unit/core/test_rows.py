from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from countenance.core.errors import InputError
from countenance.core.rows import RowFile


@given(
    hnp.arrays(
        st.sampled_from([np.dtype("u1"), np.dtype("f4"), np.dtype("c16"), np.dtype(bool)]),
        hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4),
    ),
    st.data(),
)
def test_rows_come_back_in_the_order_of_positions_without_gaps(array: np.ndarray, data: st.DataObject):
    chosen = data.draw(st.lists(st.integers(0, max(len(array) - 1, 0)), unique=True)) if len(array) else []
    with RowFile(len(array)) as rows:
        for position in chosen:
            rows.write(position, array[position])
        found = rows.finish()
    expected = array[sorted(chosen)] if chosen else np.empty(0, np.float32)
    np.testing.assert_array_equal(found, expected, strict=True)


def test_a_kept_file_is_an_npy_file_of_what_was_written(tmp_path: Path):
    rng = np.random.default_rng(0)
    array = rng.normal(size=(20, 3, 2))
    with RowFile(20, tmp_path / "new") as rows:
        for position in rng.permutation(20)[:13]:
            rows.write(int(position), array[position])
        kept = rows.written.copy()
        found = rows.finish(tmp_path / "new/x.npy")
    np.testing.assert_array_equal(found, array[kept])
    np.testing.assert_array_equal(np.load(tmp_path / "new/x.npy"), array[kept], strict=True)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["x.npy"]


def test_result_is_read_only_and_outlives_its_file():
    with RowFile(2) as rows:
        rows.write(0, np.arange(3.0))
        rows.write(1, np.arange(3.0))
        found = rows.finish()
    assert type(found) is np.ndarray
    assert not found.flags.writeable
    assert found.sum() == 6


@pytest.mark.parametrize("other", [np.zeros(4), np.zeros(3, np.float32), np.zeros((3, 1))])
def test_rows_that_disagree_are_refused(other: np.ndarray):
    with RowFile(2) as rows:
        rows.write(0, np.zeros(3))
        with pytest.raises(
            InputError, match=r"row 1 is float\d\d of shape .* before it are float64 of shape \(3,\)"
        ):
            rows.write(1, other)


def write_and_interrupt(folder: Path) -> None:
    with RowFile(2, folder) as rows:
        rows.write(0, np.zeros(3))
        raise KeyboardInterrupt


def test_an_interrupted_run_leaves_no_file(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        write_and_interrupt(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is asked for")
def test_a_full_disk_is_told_with_its_place(tmp_path: Path):
    rows = RowFile(1, tmp_path)
    rows._file.close()
    with (
        Path("/dev/full").open("r+b", buffering=0) as rows._file,
        pytest.raises(OSError, match="No space") as caught,
    ):
        rows.write(0, np.zeros(3))
    assert caught.value.filename == str(tmp_path)
