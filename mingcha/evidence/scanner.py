"""The malware hook: a program of the city's own choosing looks at every file before it is kept."""

from __future__ import annotations

import subprocess
import tempfile

from django.conf import settings

from mingcha.core.refusal import Refusal
from mingcha.evidence.refusals import SCANNER_SAID_NO, SCANNER_SILENT

PATIENCE = 60  # seconds


def objection(content: bytes, name: str) -> Refusal | None:
    """What the scanner has against a file; None where it passes or the city has no scanner.

    The command is called with one argument, the path of a copy. Zero lets the file pass. A
    scanner that cannot be reached lets nothing pass.
    """
    if not settings.SCANNER:
        return None
    with tempfile.NamedTemporaryFile(prefix="mingcha-") as copy:
        copy.write(content)
        copy.flush()
        try:
            answer = subprocess.run(  # noqa: S603 -- the command stands in the machine's settings
                [*settings.SCANNER, copy.name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return SCANNER_SILENT(name=name)
    return SCANNER_SAID_NO(name=name) if answer.returncode else None
