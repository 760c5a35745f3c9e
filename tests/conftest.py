"""What every test may ask for: profiles of the random tests (`--hypothesis-profile=long` for many more), a browser.

The kernel is compiled from the code as it stands.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from waystation.engine import kernel

settings.register_profile("quick", max_examples=300, deadline=None)
settings.register_profile("long", max_examples=10_000, deadline=None)
settings.load_profile("quick")


def pytest_sessionstart() -> None:
    """Throw away what numba compiled before a file of the engine changed: it looks at the function's own only."""
    engine = Path(str(kernel.__file__)).parent
    changed = max(source.stat().st_mtime for source in engine.glob("*.py"))
    for compiled in engine.glob("__pycache__/*.nb[ic]"):
        if compiled.stat().st_mtime < changed:
            compiled.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path. Without one a test is skipped, but in CI it fails: there the page must be looked at."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("no chromium: the report cannot be opened at the width of a phone")
    pytest.skip("no chromium here")
