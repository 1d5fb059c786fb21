"""The WSGI application that granian serves. Where something erased may be here again, or the
outer key of the tags is missing, it does not start."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.conf.settings")
application = get_wsgi_application()

from dueprocess.kit import keys  # noqa: E402
from dueprocess.ledger import erasures  # noqa: E402 (Django has to be set up first)

with suppress(DatabaseError):  # without a database nothing is served either, and it may come yet
    keys.outer()
    erasures.ready()
connection.close()
