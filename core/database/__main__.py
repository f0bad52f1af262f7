"""`python -m core.database start|stop|clean`: the embedded server without Django, which would start it."""

import os
import sys
from pathlib import Path

from core.database import embedded
from core.database.binaries import EmbeddedDatabaseError

ROOT = Path(__file__).resolve().parent.parent.parent
VAR_DIR = ROOT / "var"


def is_production() -> bool:
    """Whether this checkout serves people: by the settings that are named, or by the file that names them."""
    named = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    file = ROOT / ".env"
    return "production" in named or (file.exists() and "config.settings.production" in file.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> int:
    """Does one command; returns the exit code (2: unknown command)."""
    match arguments:
        case ["stop"]:
            stopped = embedded.stop(VAR_DIR)
            print("The project's database is stopped." if stopped else "The project's database was not running.")
        case ["clean"] if is_production():
            print("This is a server of production: var/ may hold its papers. Remove by hand what you mean.")
            return 1
        case ["clean"]:
            embedded.clean(VAR_DIR)
            print("The project's database and var/ are removed.")
        case ["start"]:
            print(embedded.database_url(VAR_DIR))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedDatabaseError as error:
        sys.exit(str(error))
