"""What the tests of the checks share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.insight.lint.small_project import SmallProject


@pytest.fixture
def project(tmp_path: Path) -> SmallProject:
    """A project without a mistake."""
    return SmallProject(tmp_path)
