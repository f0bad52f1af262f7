"""The press: plain values and one template in, a PDF out. The same values give the same bytes.

Typst and its fonts come as packages (decision 0024): nothing of the system is asked, nothing is fetched.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst

TEMPLATE = Path(__file__).with_name("document.typ")
# English beside the labels of the Chinese, for whoever reads no Chinese; what the record says stays as it is.
LABELS = Path(__file__).with_name("labels.json")
FORM = 3  # counted up with every change of the template or the labels, so that an old file tells which one made it
# To be read in fifty years, and by a screen reader.
STANDARDS: Any = ["a-2a", "ua-1"]
MAKER = f"typst {version('typst')}, form {FORM}"


def print_pdf(values: dict[str, Any]) -> bytes:
    """Return the PDF of an archived document's source; raises typst.TypstError for values that it cannot draw."""
    given = {**values, "qr": _qr(values["address"])}
    compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        format="pdf",
        sys_inputs={
            "document": json.dumps(given, ensure_ascii=False, sort_keys=True),
            "labels": LABELS.read_text(encoding="utf-8"),
        },
        pdf_standards=STANDARDS,
        timestamp=datetime.fromisoformat(values["instant"]).replace(microsecond=0),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """Noto Serif SC and Noto Sans SC, read once a process; no other font is there, so none can creep in."""
    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
