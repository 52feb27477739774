"""The table: the engines that others published, and what reading them says of each."""

import tomllib
from pathlib import Path
from typing import Final, final

import msgspec

from verification.report import Outcome
from verification.subjects.intake import read_submission
from verification.subjects.submission import Submission

FILE: Final = Path(__file__).with_name("engines.toml")


@final
class Engine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One engine, as README.md explains it; ``default`` ones are fetched whenever tests run."""

    package: str
    version: str
    sha256: str
    file: str
    entry: str | None = None
    default: bool = False
    outcome: Outcome
    failed: tuple[str, ...]
    missing: tuple[str, ...]
    why: str

    def path(self, root: Path) -> Path:
        """Return the file that holds the engine, where all were fetched to ``root``."""
        place = root / self.package / self.file
        return place if self.entry is None else place / self.entry

    def is_fetched(self, root: Path) -> bool:
        """Whether this version of it is there."""
        # The name in it is spelled as the package's author had it, which no rule tells.
        installed = root.joinpath(self.package).glob(f"*-{self.version}.dist-info")
        return any(installed) and self.path(root).is_file()


def read_engines() -> tuple[Engine, ...]:
    """Return the table.

    Raises:
        msgspec.ValidationError: an entry has a key too many or too few, or of another kind.
    """
    entries: object = tomllib.loads(FILE.read_text(encoding="utf-8"))["engine"]
    return msgspec.convert(entries, tuple[Engine, ...])


def submit(engine: Engine, root: Path) -> Submission:
    """Return the engine as it would be handed in: a package as its whole folder.

    Raises:
        UnreadableError: it has not been fetched to ``root``.
    """
    return read_submission(root / engine.package / engine.file)
