"""What every test may ask for: profiles of the random tests (`--hypothesis-profile=long` for many more), a browser."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("quick", max_examples=300, deadline=None)
settings.register_profile("long", max_examples=10_000, deadline=None)
settings.load_profile("quick")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path. Without one a test is skipped, but in CI it fails: there the page must be looked at."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("no chromium: the report cannot be opened at the width of a phone")
    pytest.skip("no chromium here")
