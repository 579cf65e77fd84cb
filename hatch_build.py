"""Build hook: the face models go into the package before it is built or installed in place."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FaceModels(BuildHookInterface):
    """Fetch the models unless they are there; source distributions go without them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Run the installer that the package carries (it needs the standard library only)."""
        if self.target_name == "wheel":
            folder = Path(self.root, "src/countenance/face/weights")
            runpy.run_path(str(folder / "install.py"))["install"](folder)
