"""Compiles the message catalogues into what is built; everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mayak.server.translations import compile_stale


class BuildWithCatalogues(build_py):
    """A package carries compiled catalogues: where it is installed nobody may be able to write."""

    def run(self) -> None:
        """Compile, then build."""
        compile_stale()
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
