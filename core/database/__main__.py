"""`python -m core.database start|stop|clean`: the embedded server without Django, which would start it."""

import sys
from pathlib import Path

from core.database import embedded
from core.database.binaries import EmbeddedDatabaseError

VAR_DIR = Path(__file__).resolve().parent.parent.parent / "var"


def main(arguments: list[str]) -> int:
    """Does one command; returns the exit code (2: unknown command)."""
    match arguments:
        case ["stop"]:
            stopped = embedded.stop(VAR_DIR)
            print("The project's database is stopped." if stopped else "The project's database was not running.")
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
