"""What a careful clerk would look for before trusting a photo."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingcha.evidence import queries
from mingcha.foundation.xrays import Finding, xray


@xray
def every_file() -> list[Finding]:
    """Every file lies where it was put and is what it was."""
    words = {
        "missing": (_("A file of evidence is missing"), _("Bring it back from the last backup.")),
        "changed": (
            _("A file of evidence was changed"),
            _("Keep the changed file for the auditor; bring the true one back from a backup."),
        ),
    }
    return [
        Finding(words[fault.what][0], f"{fault.name} {fault.digest}", words[fault.what][1])
        for fault in queries.verify()
    ]
