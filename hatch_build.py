"""Hatchling's hook: a wheel carries the built web app and the compiled translations."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds before files are collected. An editable install serves the source folder, which `make` keeps built."""
        if self.target_name != "wheel" or version == "editable":
            return
        path = Path(self.root) / "src" / "kezhou" / "config" / "webbuild.py"
        spec = spec_from_file_location("kezhou_webbuild", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} is missing from the source distribution.")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        module.build()
