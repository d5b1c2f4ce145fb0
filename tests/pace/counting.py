"""How fast a poll is counted; run as a program. What is measured stands in `counted`."""

from __future__ import annotations

import os
import sys

import django


def main() -> int:
    """Measure with the program's own settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    django.setup()
    from tests.pace import counted

    counted.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
