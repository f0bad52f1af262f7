"""`python -m core.catalogues FOLDER`: compiles translations without gettext, which many machines do not have.

`python -m core.catalogues FOLDER --gather` first brings the catalogue up to date with the code: new sentences come in
without their Chinese, sentences that nobody says any more go out. The English catalogue is left as it is: the code
speaks English by itself, and there stands only what a library calls otherwise than we do.
"""

import sys
from pathlib import Path

import polib

from core.sentences import sentences

ROOT = Path(__file__).resolve().parent.parent
SPOKEN = "en"


def gather(folder: Path) -> list[str]:
    """Bring every catalogue of the folder up to date with the code; returns the sentences still to translate."""
    said = {(context, sentence): plural for _place, (context, sentence, plural) in sentences(ROOT)}
    wanting = []
    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        if path.parts[-3] == SPOKEN:
            continue
        catalogue = polib.pofile(str(path), wrapwidth=0)
        known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
        for key in known.keys() - said.keys():
            catalogue.remove(known[key])
        for (context, sentence), plural in said.items():
            if (context, sentence) not in known:
                entry = polib.POEntry(msgctxt=context, msgid=sentence)
                if plural:
                    entry.msgid_plural, entry.msgstr_plural = plural, {0: ""}
                catalogue.append(entry)
        catalogue.save()
        wanting += [entry.msgid for entry in catalogue.untranslated_entries()]
    return wanting


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
    if "--gather" in sys.argv:
        for wanted in gather(Path(sys.argv[1])):
            print(f"to translate: {wanted}")
    compile_catalogues(Path(sys.argv[1]))
