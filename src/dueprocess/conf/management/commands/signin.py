"""`dueprocess signin`: a one-time link for somebody who has a login."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dueprocess.kit.signin import LINK_HOURS, link_for


class Command(BaseCommand):
    """Prints a sign-in link: for the first administrator, or for somebody who lost every key."""

    help = "Print a sign-in link that works once, for somebody who has a login."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the login's address")

    def handle(self, *, email: str, **options: Any) -> None:
        login = get_user_model().objects.filter(email=email.strip().lower(), is_active=True).first()
        if login is None:
            raise CommandError("no open login has this address")
        self.stdout.write(link_for(login))
        self.stderr.write(f"It works once, within {LINK_HOURS} hours. Hand it to nobody else.")
