"""Files as people send them: photographs, scans, office documents, mail, saved pages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from dueprocess import papers as papers_
from tests.cases.mailbox import mails

FONT = Path(papers_.__file__).parent / "fonts" / "AtkinsonHyperlegibleNext_400Regular.ttf"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SAID = "The zeppelin left the corridor"
MAKER = "Quartermaine"


def sheet(*lines: str, size: tuple[int, int] = (1600, 500)) -> Image.Image:
    """A sheet with lines of print."""
    made = Image.new("RGB", size, "white")
    letters = ImageFont.truetype(str(FONT), 48)
    ImageDraw.Draw(made).text((60, 60), "\n".join(lines), fill="black", font=letters)
    return made


def photograph(*lines: str, kind: str = "JPEG", turned: int = 1) -> bytes:
    """A photograph that says who took it, with which camera, when and where."""
    made = sheet(*lines, size=(1200, 300))
    told = made.getexif()
    told[0x010F], told[0x0110], told[0x013B], told[0x0112] = "Zoetrope", "Mark II", MAKER, turned
    told.get_ifd(0x8769)[0x9003] = "2026:03:20 21:14:00"
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 30.0, 0.0), "W", (1.0, 15.0, 0.0)
    out = io.BytesIO()
    made.save(out, kind, exif=told)
    return out.getvalue()


def scan(*pages: str) -> bytes:
    """A PDF of which every page is a picture."""
    first, *rest = (sheet(page) for page in pages)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=200)
    return out.getvalue()


def archive(**parts: str) -> bytes:
    """A ZIP of these parts; `__` in a name is a slash, `_xml` its ending."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t">'
    f"<dc:creator>{MAKER}</dc:creator><dcterms:modified>2026-03-20T21:14:00Z</dcterms:modified>"
    "</cp:coreProperties>"
)


def word(body: str = f"<w:p><w:r><w:t>{SAID}</w:t></w:r></w:p>", **more: str) -> bytes:
    """A Word document."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return archive(word__document_xml=document, docProps__core_xml=CORE, **more)


def text(body: str) -> bytes:
    """An OpenDocument text."""
    content = (
        '<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="w">'
        f"<office:body>{body}</office:body></office:document-content>"
    )
    return archive(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


def slides(*said: str) -> bytes:
    """A presentation."""
    parts = {
        f"ppt__slides__slide{n}_xml": f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>{each}</a:t></a:p></p:sld>'
        for n, each in enumerate(said, 1)
    }
    return archive(ppt__presentation_xml="<p/>", **parts)


def mail(**more: object) -> bytes:
    """A message with a photograph and a Word document in it."""
    files = [("corridor.jpg", photograph("A sign")), ("statement.docx", word())]
    return mails.simple("I saw it all.", subject="What I saw", files=files, **more)


PAGE = (
    b"<!DOCTYPE html><!-- saved from url=(0029)https://posts.example/zeppelin --><html><head>"
    b'<title>A post</title><meta property="article:published_time" content="2026-03-20T21:14:00Z">'
    b"<script>alert('never')</script></head><body><p>What <b>she</b> posted</p></body></html>"
)
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://posts.example/zeppelin\r\n"
    b"Subject: A post\r\nDate: Fri, 20 Mar 2026 21:14:00 -0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n--B\r\n'
    b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<html><body><p>What she posted =E2=80=93 and more</p></body></html>\r\n--B--\r\n"
)
