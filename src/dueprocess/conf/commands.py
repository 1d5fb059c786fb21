"""The `dueprocess` console command."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command; `dueprocess help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.conf.settings")
    execute_from_command_line(sys.argv)
