"""Workbooks written part by part, as spreadsheet programs write them, for tests that read them."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = {
    164: "00000",
    165: "dd/mm/yyyy\\ hh:mm",
    166: "[h]:mm",
    167: "0.0%",
    168: 'mmm" of "yy',
    169: "h:mm AM/PM",
}
STYLES = (0, 14, 22, 10, 164, 165, 166, 167, 168, 169, 18)  # number formats by style


def book(
    path: Path,
    rows: str,
    *,
    texts: Sequence[str] = (),
    after: str = "",
    before: str = "",
    named: Sequence[tuple[str, str]] = (("Cases", ""),),
    properties: str = "",
    also: Mapping[str, str | bytes] | None = None,
) -> Path:
    """Write a workbook whose sheets all have the same rows."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" {more} r:id="rId{at}"/>'
        for at, (name, more) in enumerate(named, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(named) + 1)
    )
    codes = "".join(f'<numFmt numFmtId="{at}" formatCode="{_xml(code)}"/>' for at, code in FORMATS.items())
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in STYLES)
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{REL}">{properties}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/styles.xml": f"<styleSheet {MAIN}><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId='9'/>"
        f"</cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{''.join(f'<si>{text}</si>' for text in texts)}</sst>",
    }
    for at in range(1, len(named) + 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | dict(also or {})).items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)  # the same bytes at any time
    return path


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def cell(at: str, value: str, *, kind: str = "n", style: int = 0, formula: str | None = None) -> str:
    inner = "" if formula is None else f"<f>{formula}</f>"
    return f'<c r="{at}" t="{kind}" s="{style}">{inner}<v>{value}</v></c>'
