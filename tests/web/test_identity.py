"""The city's identity service: the program is started once more with one, and signs in there."""

import os
import subprocess
import sys

SERVICE = {
    "MINGCHA_OIDC_URL": "https://id.example",
    "MINGCHA_OIDC_CLIENT": "mingcha",
    "MINGCHA_OIDC_SECRET": "hush",
    "MINGCHA_OIDC_NAME": "市统一认证",
}
OWN = ("PYTEST_", "COV_", "DATABASE_URL", "MINGCHA_TEST_DATABASE", "MINGCHA_HOME")


def test_people_sign_in_through_an_identity_service(tmp_path):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(OWN)}
    said = {**kept, **SERVICE, "MINGCHA_HOME": str(tmp_path)}
    scenes = [sys.executable, "-m", "pytest", "tests/web/identity_scenes.py", "-q"]
    options = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:randomly"]
    done = subprocess.run(
        [*scenes, *options], env=said, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout
