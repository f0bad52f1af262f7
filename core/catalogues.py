"""`python -m core.catalogues FOLDER`: compiles translations without gettext, which many machines do not have."""

import sys
from pathlib import Path

import polib


def compile_catalogues(folder: Path) -> list[Path]:
    """Write a .mo beside every .po of the folder that is newer than its .mo; returns what was written."""
    written = []
    for catalogue in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = catalogue.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
            polib.pofile(str(catalogue)).save_as_mofile(str(compiled))
            written.append(compiled)
    return written


if __name__ == "__main__":
    compile_catalogues(Path(sys.argv[1]))
