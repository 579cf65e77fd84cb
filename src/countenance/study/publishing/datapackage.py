"""The tables of a release as a Frictionless data package.

Data Package 1: https://specs.frictionlessdata.io/tabular-data-package/
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from countenance.core import InputError
from countenance.core.cache import digest_path
from countenance.study.publishing.columns import Table
from countenance.study.publishing.contents import ReleaseContent
from countenance.study.publishing.wording import description

__all__ = ["check_package", "package_name", "write_package"]

PACKAGE = "datapackage.json"


def write_package(folder: Path, content: ReleaseContent, tables: Sequence[Table], at: datetime) -> None:
    """Describe the CSV files of a folder, and check them where frictionless is installed.

    Raises
    ------
    InputError
        If frictionless finds a fault.
    """
    package = {
        "profile": "tabular-data-package",
        "name": package_name(content.study),
        "title": content.study,
        "description": description(content),
        "created": at.isoformat(timespec="seconds"),
        "resources": [_resource(folder, table) for table in tables],
    }
    written = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (folder / PACKAGE).write_text(written, encoding="utf-8", newline="\n")
    check_package(folder / PACKAGE)


def package_name(study: str) -> str:
    """A study's name in lower-case letters, digits and hyphens.

    >>> package_name("Smiles & Frowns (2)"), package_name("微笑")
    ('smiles-frowns-2', 'study')
    """
    return "-".join(re.findall(r"[a-z0-9]+", study.casefold())) or "study"


def check_package(path: Path) -> None:
    """Validate a package with frictionless, where that is installed.

    Raises
    ------
    InputError
        With the first fault.
    """
    if find_spec("frictionless") is None:
        return
    frictionless = import_module("frictionless")
    report = frictionless.Package(path.name, basepath=str(path.parent)).validate()
    if not report.valid:
        place, what = report.flatten(["title", "message"])[0]
        raise InputError(f"the tables would contradict their description ({place}): {what}")


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": column.type.value, "description": column.meaning}
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": one.column, "reference": {"resource": one.table, "fields": one.key}}
            for one in table.references
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path.name,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_path(path)}",
        "schema": schema,
    }
