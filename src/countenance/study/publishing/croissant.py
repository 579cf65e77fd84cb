"""A release as Croissant 1.1 with the vocabulary of responsible AI.

http://mlcommons.org/croissant/1.1, http://mlcommons.org/croissant/RAI/1.0
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from countenance.core.cache import digest_path
from countenance.study.publishing.columns import Column, ColumnType, Table
from countenance.study.publishing.contents import ReleaseContent
from countenance.study.publishing.datapackage import package_name
from countenance.study.publishing.wording import description, unsettled

__all__ = ["CROISSANT", "write_croissant"]

CROISSANT = "croissant.json"

_TYPES = {
    ColumnType.TEXT: "sc:Text",
    ColumnType.INTEGER: "sc:Integer",
    ColumnType.NUMBER: "sc:Float",
    ColumnType.BOOLEAN: "sc:Boolean",
}

_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileProperty",
    "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate",
    "separator", "source", "subField", "transform",
)  # fmt: skip

_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _TERMS},
}


def write_croissant(
    folder: Path,
    content: ReleaseContent,
    tables: Sequence[Table],
    at: datetime,
    digests: Mapping[str, str],
) -> None:
    """Describe a folder: every file but pictures, and the columns of its CSV files.

    Parameters
    ----------
    folder : Path
        With everything that is to be described.
    content : ReleaseContent
    tables : sequence of Table
        Written there as CSV.
    at : datetime
        Day of publication.
    digests : mapping of str to str
        SHA-256 of files that are known already.
    """
    answers = content.answers
    document = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": package_name(content.study),
        "description": description(content),
        "datePublished": at.date().isoformat(),
        "version": answers.get("version", "1.0.0"),
        "citeAs": answers.get(
            "citation", f"{content.study}. The laboratory's citation is still to be named."
        ),
        "license": _licence(answers),
        "inLanguage": "en",
        "keywords": ["facial expression", "micro-expression", "macro-expression", "FACS", "action unit"],
        **_responsible(content),
        "distribution": list(_files(folder, digests)),
        "recordSet": [_record_set(table) for table in tables],
    }
    written = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (folder / CROISSANT).write_text(written, encoding="utf-8", newline="\n")


def _licence(answers: Mapping[str, str]) -> dict[str, str]:
    return {
        "@type": "sc:CreativeWork",
        "name": answers.get("licence", "Data-use agreement, see DATA_USE_AGREEMENT.md"),
    }


def _files(folder: Path, digests: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix != ".jpg":
            yield {
                "@type": "cr:FileObject",
                "@id": place,
                "name": place,
                "contentUrl": place,
                "contentSize": f"{path.stat().st_size} B",
                "encodingFormat": _format(path),
                "sha256": digests.get(place) or digest_path(path),
            }


def _format(path: Path) -> str:
    """Types that the tables of an operating system may lack are named here, so that releases do not differ."""
    known = {
        ".parquet": "application/x-parquet", ".csv": "text/csv", ".md": "text/markdown",
        ".json": "application/json", ".mkv": "video/x-matroska", ".mp4": "video/mp4", ".avi": "video/x-msvideo",
        ".webm": "video/webm", ".mov": "video/quicktime",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }  # fmt: skip
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _record_set(table: Table) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.meaning,
        "field": [_field(table, column) for column in table.columns],
    }
    if table.key:
        made["key"] = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return made


def _field(table: Table, column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.meaning,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": column.name}},
    }
    for one in table.references:
        if one.column == column.name:
            made["references"] = {"field": {"@id": f"{one.table}/{one.key}"}}
    return made


def _responsible(content: ReleaseContent) -> dict[str, Any]:
    policies = "; ".join(content.duration_policies) or "none"
    settled = "; ".join(f"{name}: {n}" for name, n in content.arbitration.items()) or "none"
    people = "Nobody real: the study is synthetic." if content.synthetic else _PERSONAL
    return {
        "rai:dataCollection": (
            "Participants were filmed while they watched films chosen to evoke emotions; see datasheet.md."
        ),
        "rai:dataCollectionType": ["Experiments", "Observations"],
        "rai:dataAnnotationProtocol": [
            "Onset, apex and offset frame and action units of the Facial Action Coding System are coded.",
            "Coders work independently; an arbiter or a named policy settles, and their own codings are kept.",
            f"How frames became durations: {policies}.",
        ],
        "rai:dataAnnotationAnalysis": [f"How expressions were settled: {settled}."],
        "rai:dataAnnotationPlatform": ["countenance"],
        "rai:annotationsPerItem": str(len(content.coders)),
        "rai:personalSensitiveInformation": [people],
        "rai:dataUseCases": ["Recognition and spotting of facial macro- and micro-expressions."],
        "rai:dataLimitations": [
            "Expressions were elicited in a laboratory.",
            f"{content.n_no_expressions} settled movements are no expressions of the database.",
            f"{content.n_unlabelled} settled movements are not labelled yet.",
            *([told] if (told := unsettled(content)) else []),
        ],
        "rai:dataBiases": [
            "Participants are those who volunteered and whose consent covers this release; see participants.csv."
        ],
        "rai:dataSocialImpact": (
            "What a face shows is not what a person feels or intends: no decision about a person may rest on it."
        ),
        "rai:dataReleaseMaintenancePlan": (
            "A participant may withdraw at any time; whoever holds the release is then asked to delete him."
        ),
    }


_PERSONAL = "Faces and what participants said and were asked about themselves, under random pseudonyms."
