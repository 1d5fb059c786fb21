"""Wiring of `conf` into Django: it has commands, no tables."""

from django.apps import AppConfig


class ConfConfig(AppConfig):
    """Settings, urls, commands."""

    name = "dueprocess.conf"
    label = "conf"
