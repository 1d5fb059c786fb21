"""Maps as the commands take them: one that comes with the program, by its name, or a file."""

from importlib import resources
from pathlib import Path

from django.core.management.base import CommandError


class Maps:
    """The maps that are shipped in the folder `maps` of a package, and any file beside them."""

    def __init__(self, package: str) -> None:
        self.folder = resources.files(package) / "maps"

    @property
    def names(self) -> list[str]:
        """Names of those that come with the program."""
        found = (each.name for each in self.folder.iterdir())
        return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))

    @property
    def help(self) -> str:
        """What the commands say of their option `--map`."""
        return f"a TOML file, or one that is shipped: {', '.join(self.names)}"

    def text(self, name: str) -> str:
        """Return the text of the map of that name, or of the file at that path."""
        if name in self.names:
            return (self.folder / f"{name}.toml").read_text(encoding="utf-8")
        try:
            return Path(name).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(f"{name}: a map is written in UTF-8; byte {error.start} is not.") from error
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
