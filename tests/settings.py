"""Settings of the tests: the product's own, in a folder of their own that vanishes at the end."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="dueprocess-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.update(
    DUEPROCESS_VAR=_folder,
    DUEPROCESS_ORIGIN="tests.invalid",
    DUEPROCESS_URL="http://localhost:8000",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # the browser's driver runs an event loop in the tests' own thread
)
# The tests choose their databases themselves (tests/databases.py); a DATABASE_URL names a PostgreSQL
# server for them to use, never the database to work in.
SERVER_URL = os.environ.pop("DATABASE_URL", "")

from dueprocess.conf.settings import *  # noqa: E402
from dueprocess.conf.settings import DATABASES, LOGGING, STATIC_ROOT, STORAGES, TEMPLATES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test that kills does so by signal, not by cutting the power: no need to wait for the disk.
_options = DATABASES["default"]["OPTIONS"]
_options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
DATABASES["default"]["CONN_MAX_AGE"] = 0
if not (STATIC_ROOT / "staticfiles.json").exists():  # before the first `python3 dev.py assets`
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "project" / "templates"]  # the gallery of components
LOGGING["formatters"]["plain"] = {"format": "%(levelname)s %(name)s: %(message)s"}  # whole tracebacks
