"""Result files with a digest of all that they hold, so that damage and changes by hand are noticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from countenance.core.cache import digest, write_atomically
from countenance.core.errors import InputError

__all__ = ["SealedFile"]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One kind of result file: JSON with ``kind``, ``schema`` and the digest of everything else.

    Parameters
    ----------
    kind : str
        As the file itself says it.
    schema : int
        Version of its layout.
    otherwise : str
        What is said of a file of another kind, after its name.
    command : str
        Which command writes it.
    remedy : str
        What to do where one is broken.
    """

    kind: str
    schema: int
    otherwise: str
    command: str
    remedy: str

    def write(self, content: Mapping[str, Any], path: Path) -> None:
        """Write content, which has ``kind`` and ``schema``, with its digest."""
        sealed = {**content, "sha256": digest(dict(content))}
        write_atomically(path, json.dumps(sealed, indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def read(self, path: Path) -> dict[str, Any]:
        """The content, without the digest.

        Raises
        ------
        InputError
            If there is no such file, it is another one, or it was changed.
        """
        given = f"give a file that {self.command} has written"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(f"{path} does not exist: {given}") from None
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no whole JSON file"
            raise InputError(f"{path} cannot be read ({reason}): {self.remedy}") from None
        if not isinstance(content, dict) or content.get("kind") != self.kind:
            raise InputError(f"{path} {self.otherwise}: {given}")
        if content.get("schema") != self.schema:
            raise InputError(
                f"{path} has the layout {content.get('schema')!r}, but this version reads {self.schema}: read it "
                "with the version of countenance that wrote it"
            )
        if content.pop("sha256", None) != digest(content):
            raise InputError(f"{path} was changed after it was written: {self.remedy}")
        return content
