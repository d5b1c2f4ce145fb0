"""Files that tests hand in are kept in a place of their own."""

import pytest


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "evidence"
