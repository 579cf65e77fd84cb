"""Every link leads somewhere, pictures exist and stay small, and nothing names a machine."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from PIL import Image

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HOSTS = {
    "archive.mpi.nl",
    "doi.org",
    "hypothesis.readthedocs.io",
    "keepachangelog.com",
    "semver.org",
}
SMALL = 300_000

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The headings' anchors, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_there_are_pages():
    assert {"README.md", "CHANGELOG.md", "CONTRIBUTING.md"} <= {page.name for page in PAGES}
    assert len(PAGES) >= 14


@every_page
def test_links_resolve(page: Path):
    for target in LINK.findall(prose(page)):
        address = urlparse(target)
        if address.scheme:
            assert address.scheme == "https"
            assert address.hostname in HOSTS, f"{target} leads to an unknown host"
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.is_file(), f"{target} does not exist"
        assert file.is_relative_to(ROOT)
        assert not anchor or anchor in anchors(file), f"{target} names no heading"


@every_page
def test_files_named_in_code_exist(page: Path):
    named = re.findall(
        r"(?<![\w./-])((?:scripts|\.ci|benchmarks|docs)/[\w./-]+\w)", page.read_text(encoding="utf-8")
    )
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing


@every_page
def test_no_page_names_a_machine(page: Path):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.~])/(?:work|home|root|tmp|Users|mnt)/|[A-Z]:\\", text)
    assert not re.search(r"localhost|pypi\.org|pythonhosted|index-url", text)


def test_every_page_of_the_documentation_is_reached_from_its_index():
    index = ROOT / "docs/index.md"
    linked = {(index.parent / target).resolve() for target in LINK.findall(prose(index))}
    assert set(ROOT.glob("docs/**/*.md")) - {index} <= linked


def test_every_picture_is_shown_somewhere_and_small():
    shown = {(page.parent / target).resolve() for page in PAGES for target in LINK.findall(prose(page))}
    pictures = sorted(path for path in ROOT.glob("docs/images/**/*") if path.is_file())
    assert ROOT / "docs/images/face.png" in pictures
    for picture in pictures:
        assert picture in shown, f"{picture.name} is shown nowhere"
        assert picture.stat().st_size < SMALL
        with Image.open(picture) as image:
            image.verify()
            assert image.format == ("JPEG" if picture.parent.name == "web" else "PNG")


def test_every_picture_is_described():
    for page in PAGES:
        for description in re.findall(r"!\[([^\]]*)\]", prose(page)):
            assert len(description) > 20, f"{page.name}: {description!r} describes no picture"
