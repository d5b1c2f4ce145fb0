"""`python -m mingcha.web.cli` is the `mingcha` command."""

import sys

from mingcha.web.cli import main

sys.exit(main())
