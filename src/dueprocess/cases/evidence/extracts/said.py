"""The words for what could not be read in a file, and for what a file says of itself."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.evidence.reading import Fault

_FAULTS = {
    Fault.KIND: (
        gettext_lazy("A file of this kind is not read."),
        gettext_lazy("Open it where you can, print it to PDF, and bring that in as a copy of this item."),
    ),
    Fault.TOO_LARGE: (
        gettext_lazy("It is too large to be read, or unpacks to far more than it should."),
        gettext_lazy("Bring in the part that matters as a copy of this item."),
    ),
    Fault.LOCKED: (
        gettext_lazy("It is locked with a password."),
        gettext_lazy("Ask for a copy without one, and bring that in as a copy of this item."),
    ),
    Fault.DAMAGED: (
        gettext_lazy("It, or a part of it, is damaged and was not read."),
        gettext_lazy("Compare it with its fingerprint; ask for it again if it came like this."),
    ),
    Fault.SLOW: (
        gettext_lazy("Reading it took too long and was stopped."),
        gettext_lazy("Bring in the part that matters as a copy of this item."),
    ),
    Fault.CUT: (
        gettext_lazy("It is so long that only the beginning was read."),
        gettext_lazy("Bring in the part that matters as a copy of this item, to find it by its words."),
    ),
    Fault.OLD_OFFICE: (
        gettext_lazy("It is an office document of the kind from before 2007, or a message of Outlook."),
        gettext_lazy("Save it as .docx, .xlsx, .pptx, .eml or PDF, and bring that in as a copy of it."),
    ),
    Fault.ARCHIVE: (
        gettext_lazy("It is an archive of files, which is not unpacked here."),
        gettext_lazy("Unpack it, and bring in the files that matter one by one."),
    ),
    Fault.EMPTY: (gettext_lazy("There is nothing in it."), gettext_lazy("Ask for it again.")),
    Fault.FRAMES: (
        gettext_lazy("The picture has several pages, or moves: only the first stands here."),
        gettext_lazy("Take out the file to see all of it."),
    ),
    Fault.HOLDS_FILES: (
        gettext_lazy("Files lie inside it, which were not read."),
        gettext_lazy("Take them out with a PDF program, and bring them in as items."),
    ),
    Fault.TRACKED: (
        gettext_lazy("It has tracked changes: what was struck out stands in the text too."),
        gettext_lazy("Look at the original to tell what was struck out from what stayed."),
    ),
    Fault.ENCRYPTED_MAIL: (
        gettext_lazy("The message is encrypted."),
        gettext_lazy("Whoever has the key opens it, saves it as text, and sends that."),
    ),
    Fault.NO_OCR: (
        gettext_lazy("It has pages that are pictures, and this system has no Tesseract to read them."),
        gettext_lazy("Whoever runs the system installs it; then have it read again, or type it in."),
    ),
    Fault.NO_LANGUAGE: (
        gettext_lazy("A language that pages here are written in is missing from this system's Tesseract."),
        gettext_lazy("Whoever runs the system installs it; then have it read again."),
    ),
    Fault.OCR_SLOW: (
        gettext_lazy("Reading the picture took more than a minute and was stopped."),
        gettext_lazy("Type in what it says, or bring in a clearer scan."),
    ),
    Fault.OCR_FAILED: (
        gettext_lazy("The picture could not be read."),
        gettext_lazy("Type in what it says, or bring in a clearer scan."),
    ),
}  # fmt: skip
_FACTS = {
    "size": gettext_lazy("Size in pixels"),
    "gps": gettext_lazy("Place (latitude, longitude)"),
    "exif Make": gettext_lazy("Camera, made by"),
    "exif Model": gettext_lazy("Camera"),
    "exif BodySerialNumber": gettext_lazy("Camera, serial number"),
    "exif LensModel": gettext_lazy("Lens"),
    "exif Software": gettext_lazy("Program"),
    "exif HostComputer": gettext_lazy("Device"),
    "exif DateTimeOriginal": gettext_lazy("Taken, by the camera's clock"),
    "exif OffsetTimeOriginal": gettext_lazy("The camera's time zone"),
    "exif DateTime": gettext_lazy("Changed last"),
    "exif Artist": gettext_lazy("Made by"),
    "exif CameraOwnerName": gettext_lazy("Owner of the camera"),
    "exif Copyright": gettext_lazy("Copyright"),
    "exif ImageDescription": gettext_lazy("Description"),
    "exif UserComment": gettext_lazy("Remark"),
    "mail From": gettext_lazy("From"),
    "mail To": gettext_lazy("To"),
    "mail Cc": gettext_lazy("Copy to"),
    "mail Reply-To": gettext_lazy("Answers to"),
    "mail Date": gettext_lazy("Date"),
    "mail Subject": gettext_lazy("Subject"),
    "mail Received": gettext_lazy("Passed on by"),
    "mail Snapshot-Content-Location": gettext_lazy("Address of the saved page"),
    "page title": gettext_lazy("Title of the page"),
    "page address": gettext_lazy("Address of the saved page"),
    "pdf Title": gettext_lazy("Title"),
    "pdf Author": gettext_lazy("Author"),
    "pdf Creator": gettext_lazy("Written with"),
    "pdf Producer": gettext_lazy("Made with"),
    "pdf CreationDate": gettext_lazy("Made on"),
    "pdf ModDate": gettext_lazy("Changed last"),
    "office creator": gettext_lazy("Author"),
    "office initial-creator": gettext_lazy("Author"),
    "office lastModifiedBy": gettext_lazy("Changed last by"),
    "office created": gettext_lazy("Made on"),
    "office creation-date": gettext_lazy("Made on"),
    "office modified": gettext_lazy("Changed last"),
    "office title": gettext_lazy("Title"),
    "office Company": gettext_lazy("Company"),
    "office Application": gettext_lazy("Written with"),
}


def fault_said(code: str) -> tuple[str, str]:
    """Return what could not be read, and how to mend that."""
    what, mend = _FAULTS[Fault(code)]
    return str(what), str(mend)


def fact_said(code: str) -> str:
    """Return what a fact is called that a file says of itself."""
    if code in _FACTS:
        return str(_FACTS[code])
    name = code.partition(" ")[2] or code
    return _("{name} (as the file calls it)").format(name=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
