"""What killed programs have left in a study's folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countenance.store.records import Medium, Participant, ProtocolVersion, SessionRow
from countenance.study.leftovers import UPLOADS, clear_leftovers, remove_abandoned, scratch_folder
from countenance.study.project import Study

_WORKS = """
import sys, time
from pathlib import Path
from countenance.study.leftovers import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "face.mp4").write_bytes(b"face")
    print(folder, flush=True)
    time.sleep(600)
"""


def test_a_scratch_folder_is_gone_afterwards(tmp_path):
    with scratch_folder(tmp_path) as folder:
        (folder / "face.mp4").write_bytes(b"face")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_one_in_use_stays_and_that_of_a_killed_program_goes(tmp_path):
    command = [sys.executable, "-c", _WORKS, str(tmp_path)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other,
        scratch_folder(tmp_path) as own,
    ):
        assert other.stdout is not None
        folder = Path(other.stdout.readline().strip())
        remove_abandoned(tmp_path)
        assert sorted(tmp_path.iterdir()) == sorted([own, folder])
        assert (folder / "face.mp4").is_file()
        other.kill()
        other.wait(30)
        remove_abandoned(tmp_path)
        assert list(tmp_path.iterdir()) == [own]


def test_files_and_missing_folders_are_left_alone(tmp_path):
    (tmp_path / "0.capture").write_bytes(b"recorded")
    remove_abandoned(tmp_path)
    remove_abandoned(tmp_path / "nowhere")
    assert (tmp_path / "0.capture").is_file()


def test_everything_that_kills_left_goes(study: Study):
    with study.writing("admin") as writer:
        who = writer.first(Participant, number=1)
        protocol = writer.add(ProtocolVersion(title="Nine clips", digest="d", content=""))
        row = SessionRow(
            participant=who.id, protocol=protocol.id, started_at=datetime.now(UTC), order=(), state="consent"
        )
        session = study.captures(writer.add(row).id)
    halves = [study.folder / UPLOADS / "tmp1" / "outside.mp4", session / "tmp2" / "part 1.mp4"]
    stray = study.media.path(study.media.add_bytes(b"no row names it", ".mp4").digest)
    for path in halves:
        path.parent.mkdir(parents=True)
        path.write_bytes(b"face")
    with study.reading() as reader:
        known = next(reader.find(Medium)).digest
    gone = [study.captures("gone"), study.cache("a" * 64)]
    kept = [study.cache(known), study.cache("reports")]
    for folder in (*gone, *kept):
        (folder / "face").mkdir(parents=True)
    (session / "0.capture").write_bytes(b"can still become a recording")
    os.utime(stray, (time.time() - 120,) * 2)
    clear_leftovers(study, "countenance")
    assert [path.parent.exists() for path in halves] == [False, False]
    assert not stray.exists()
    assert [folder.exists() for folder in (*gone, *kept)] == [False, False, True, True]
    assert (session / "0.capture").is_file()
    assert study.verify().faults == ()
