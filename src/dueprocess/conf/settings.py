"""All settings, read once from the environment. Knows no rules."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(os.environ.get("DUEPROCESS_HOME", Path.cwd()))
VAR = Path(os.environ.get("DUEPROCESS_VAR", ROOT / "var"))

DEBUG = False
SECRET_KEY = os.environ.get("DUEPROCESS_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("DUEPROCESS_HOSTS", "localhost").split(",")

INSTALLED_APPS = [
    "dueprocess.kit",
    "dueprocess.ledger",
    "dueprocess.people",
    "dueprocess.rules",
    "dueprocess.docket",
    "dueprocess.cases",
    "dueprocess.desk",
    "dueprocess.portal",
    "dueprocess.public",
    "dueprocess.demo",
    "django_cotton",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "people.Login"
ROOT_URLCONF = "dueprocess.conf.urls"
WSGI_APPLICATION = "dueprocess.conf.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"


def database(url: str) -> dict[str, object]:
    """Turn `sqlite:///path` or `postgresql://user:password@host:port/name` into Django's form."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
                ),
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'dueprocess.sqlite3'}"))}
