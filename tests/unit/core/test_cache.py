from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from countenance.core.cache import ArrayCache, digest, settle_folder, write_atomically

KEY = "ab12"


@pytest.fixture
def cache(tmp_path: Path) -> ArrayCache:
    return ArrayCache(tmp_path / "cache")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_entry_is_read_back(cache: ArrayCache):
    arrays = {"codes": np.arange(6, dtype=np.uint8).reshape(2, 3), "scale": np.array(0.25)}
    cache.put(KEY, arrays)
    found = cache.get(KEY)
    assert found is not None
    assert set(found) == {"codes", "scale"}
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array, strict=True)


def test_missing_entry_is_none(cache: ArrayCache):
    assert cache.get(KEY) is None
    assert not cache.folder.exists()


def test_second_put_replaces_the_first(cache: ArrayCache):
    cache.put(KEY, {"codes": np.zeros(3)})
    cache.put(KEY, {"codes": np.ones(2)})
    found = cache.get(KEY)
    assert found is not None
    assert found["codes"].tolist() == [1, 1]
    assert files(cache.folder) == [cache.path(KEY)]


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.95])
def test_truncated_entry_is_taken_for_missing(cache: ArrayCache, keep: float):
    cache.put(KEY, {"codes": np.arange(1000)})
    whole = cache.path(KEY).read_bytes()
    cache.path(KEY).write_bytes(whole[: int(keep * len(whole) if keep < 1 else keep)])
    assert cache.get(KEY) is None


def test_any_flipped_byte_is_noticed_or_harmless(cache: ArrayCache):
    cache.put(KEY, {"codes": np.arange(40)})
    whole = cache.path(KEY).read_bytes()
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        cache.path(KEY).write_bytes(damaged)
        found = cache.get(KEY)
        assert found is None or found["codes"].tolist() == list(range(40)), f"byte {position}"


def test_entry_that_is_no_archive_is_taken_for_missing(cache: ArrayCache):
    cache.path(KEY).parent.mkdir(parents=True)
    cache.path(KEY).write_text("not an archive")
    assert cache.get(KEY) is None


def test_damaged_entry_can_be_written_again(cache: ArrayCache):
    cache.put(KEY, {"codes": np.arange(3)})
    cache.path(KEY).write_bytes(b"PK")
    cache.put(KEY, {"codes": np.arange(3)})
    found = cache.get(KEY)
    assert found is not None
    assert found["codes"].tolist() == [0, 1, 2]


class Unsavable:
    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        raise RuntimeError("the run is interrupted here")


def test_interrupted_put_leaves_nothing(cache: ArrayCache):
    with pytest.raises(RuntimeError, match="interrupted here"):
        cache.put(KEY, {"codes": np.arange(3), "last": Unsavable()})  # type: ignore[dict-item]
    assert files(cache.folder) == []


def test_interrupted_put_keeps_the_entry_before(cache: ArrayCache):
    cache.put(KEY, {"codes": np.arange(3)})
    with pytest.raises(RuntimeError, match="interrupted here"):
        cache.put(KEY, {"codes": np.arange(9), "last": Unsavable()})  # type: ignore[dict-item]
    found = cache.get(KEY)
    assert found is not None
    assert found["codes"].tolist() == [0, 1, 2]


PUT_AND_BE_KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from countenance.core.cache import ArrayCache

class KillsItsProcess:
    def __array__(self, dtype=None, copy=None):
        os.kill(os.getpid(), signal.SIGKILL)

ArrayCache(Path(sys.argv[1])).put("ab12", {"codes": np.arange(3), "last": KillsItsProcess()})
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_process_leaves_no_entry(cache: ArrayCache):
    killed = subprocess.run([sys.executable, "-c", PUT_AND_BE_KILLED, cache.folder], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not cache.path(KEY).exists()
    assert cache.get(KEY) is None


def test_file_is_written_whole(tmp_path: Path):
    target = tmp_path / "new" / "report.json"
    write_atomically(target, "größer")
    assert target.read_bytes() == "größer".encode()
    write_atomically(target, b"\x00\x01")
    assert target.read_bytes() == b"\x00\x01"
    assert files(tmp_path) == [target]


def test_failed_write_keeps_the_file_before(tmp_path: Path):
    target = tmp_path / "report.json"
    write_atomically(target, "old")
    with pytest.raises(TypeError):
        write_atomically(target, 3)  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert files(tmp_path) == [target]


def test_digest_depends_on_all_of_an_array():
    array = np.arange(6, dtype=np.int16)
    others = [array.reshape(2, 3), array.astype(np.int32), array[::-1], array.byteswap()]
    digests = {digest("lbp-top", other) for other in (array, *others)}
    assert len(digests) == 5
    assert digest(array.reshape(2, 3).T) == digest(np.ascontiguousarray(array.reshape(2, 3).T))


def test_digest_depends_on_the_order_of_parts_but_not_of_settings():
    assert digest("a", "b") != digest("b", "a")
    assert digest("ab") != digest("a", "b")
    assert digest({"rx": 1, "ry": 2}) == digest({"ry": 2, "rx": 1})


def test_digest_is_the_same_in_every_run():
    written = b'"lbp-top"\0{"rx": 1}\0'
    assert digest("lbp-top", {"rx": 1}) == hashlib.sha256(written).hexdigest()


def test_many_threads_may_write_one_entry(tmp_path):
    cache = ArrayCache(tmp_path)
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(lambda _: cache.put("ab12", {"codes": np.arange(1000)}), range(40)))
    assert cache.get("ab12")["codes"].tolist() == list(range(1000))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["ab12.npz"]


def test_a_file_may_be_for_its_owner_alone(tmp_path: Path):
    write_atomically(tmp_path / "secret", "password", mode=0o600)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_folder_is_settled_where_the_system_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settle_folder(tmp_path)

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("countenance.core.cache.os.open", refused)  # as Windows does for folders
    with pytest.raises(PermissionError):
        settle_folder(tmp_path)
    monkeypatch.setattr("countenance.core.cache.os.name", "nt")
    settle_folder(tmp_path)
