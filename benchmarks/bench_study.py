"""How fast a study of 100,000 codings is opened, and how much longer than copying a release takes.

    python benchmarks/bench_study.py [--codings 100000] [--megabytes 512] [--folder EMPTY]

Opening: the study is opened and its status counted, against reading all of its codings. Publishing: the tables and
the recordings of a release are written and hashed, against a plain copy of the same files that is written through
to the disk. The recordings are noise, so that nothing can be compressed. Making the study takes longest.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.store.records import Film, Medium, Participant
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import assign, import_pass, submit, submitted_passes
from countenance.study.people import ITEMS, add_account, add_consent, add_consent_text, add_participant
from countenance.study.project import Study
from countenance.study.publishing import publish
from countenance.study.settlement import decide_automatically, label_all
from countenance.study.status import study_status
from countenance.video import write_video

EACH = 100
SMILE = parse_action_units("6+12")


def fastest(run: Callable[[], object], repeats: int = 3) -> float:
    """Whatever else runs on a machine only makes it slower."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def staffed(folder: Path) -> Study:
    study = Study.create(folder, "Benchmark", synthetic=True)
    with study.writing("benchmark") as writer:
        for name, role in (("anna", "coder"), ("ben", "coder"), ("cleo", "arbiter"), ("emil", "analyst")):
            add_account(writer, name, [role])
        who = add_participant(writer)
        add_consent(
            writer, who, add_consent_text(writer, "Consent", "Nobody signed."), dict.fromkeys(ITEMS, True)
        )
    return study


def coded(study: Study, codings: int) -> None:
    n = codings // (2 * EACH)
    marks = tuple(Coding(100 * k, 100 * k + 10, 100 * k + 40, SMILE, "", "happiness") for k in range(EACH))
    with study.writing("benchmark") as writer:
        who = writer.first(Participant)
        films = [
            writer.add(
                Film(name=f"film{i}", participant=who.id, medium=None, fps=Fraction(30), n_frames=100 * EACH)
            )
            for i in range(n)
        ]
        assign(writer, ["anna", "ben"], films)
        for film in films:
            for coder in ("anna", "ben"):
                import_pass(writer, CodingPass(film.name, coder, marks))
                submit(writer, coder, film.name)


def opening(folder: Path, codings: int) -> None:
    with staffed(folder) as study:
        coded(study, codings)

    def opened() -> None:
        with Study.open(folder) as study, study.reading() as reader:
            study_status(reader)

    def everything() -> None:
        with Study.open(folder) as study, study.reading() as reader:
            submitted_passes(reader)

    first, second = fastest(opened), fastest(everything)
    print(
        f"{codings} codings: opened and counted in {1000 * first:.0f} ms, all read in {1000 * second:.0f} ms"
    )
    print(f"opening / reading everything: {first / second:.3f}")


def filmed(study: Study, scratch: Path, megabytes: int) -> None:
    rng = np.random.default_rng(0)
    path = scratch / "noise.mp4"
    write_video(path, (rng.integers(0, 256, (240, 320, 3), np.uint8) for _ in range(300)), 30, crf=1)
    with study.writing("benchmark") as writer:
        who = writer.first(Participant)
        for number in range(max(1, megabytes * 2**20 // path.stat().st_size)):
            with path.open("ab") as file:
                file.write(b"\0\0\0\x08free")  # a box without content, so that the files differ
            kept = study.media.add(path)
            medium = writer.add(
                Medium(digest=kept.digest, size=kept.size, suffix=kept.suffix, name=f"{number}.mp4")
            )
            film = Film(
                name=f"film{number}", participant=who.id, medium=medium.id, fps=Fraction(30), n_frames=300
            )
            writer.add(film)
            assign(writer, ["anna", "ben"], [film])
            for coder in ("anna", "ben"):
                import_pass(
                    writer, CodingPass(film.name, coder, (Coding(10, 14, 40, SMILE, "", "happiness"),))
                )
                submit(writer, coder, film.name)
    with study.writing("cleo") as writer:
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        label_all(writer, "cleo")


def copied(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for path in source.rglob("*"):
        if path.is_file():
            to = target / path.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            with to.open("rb") as file:
                os.fsync(file.fileno())


def publishing(folder: Path, megabytes: int) -> None:
    with staffed(folder / "study") as study, tempfile.TemporaryDirectory() as scratch:
        filmed(study, Path(scratch), megabytes)
        out = folder / "release"

        def published() -> None:
            shutil.rmtree(out, ignore_errors=True)
            publish(study, "casme", out, "public", "emil")

        first = fastest(published, 2)
        second = fastest(lambda: copied(study.media.root, folder / "copy"), 2)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20
    print(f"{size:.0f} MiB published in {first:.1f} s, copied in {second:.1f} s")
    print(f"publishing / copying: {first / second:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--codings", type=int, default=100_000)
    parser.add_argument("--megabytes", type=int, default=512)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder unless given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        opening(Path(scratch) / "many", options.codings)
        publishing(Path(scratch) / "films", options.megabytes)


if __name__ == "__main__":
    main()
