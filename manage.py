#!/usr/bin/env python
"""Django's own command line; people use `mingcha` instead."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
