"""How long a bundle takes, and how much memory, beside libraries that only put the same files into one.

Run: python benchmarks/bundle.py [--pages 2000] [--megabytes 300] [--quick]
The papers are invented: 40 files, a quarter of them scans, the others typed. Each way runs three times in a
process of its own, the fastest counts; its peak of resident memory includes the files that it reads by their
place in memory. Ours makes index, links, bookmarks, numbers, manifest and hashes, and looks at every page;
the others merge, no more.
"""

import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / part) for part in ("", "src")]

from pikepdf import Array, Dictionary, Name, Page, Pdf
from PIL import Image
from pypdf import PdfReader, PdfWriter

from benchmarks.measuring import Table, asked, conditions, folder, quiet, verdict
from dueprocess.papers.bundle.assembling import build
from dueprocess.papers.bundle.model import Document, Labels, Part, Plan, Section

FILES = 40
SECONDS, MEGABYTES = 5_000, 600
LABELS = Labels("Index", "Date", "Document", "Page", "{title}, p. {page}", "Covered in part", "Left empty")
WORDS = ("the", "meeting", "of", "that", "evening", "was", "held", "in", "hall", "and", "somebody", "said")
A4 = (595, 842)


def papers(place: Path, pages: int, megabytes: int) -> tuple[int, int]:
    """Write the files; return how many pages and bytes they have, as read back."""
    chance = random.Random(5)
    each = max(1, pages // FILES)
    scans = [_scan(megabytes * 1_000_000 // max(1, pages // 4)) for _ in range(4)]
    for number in range(FILES):
        made = Pdf.new()
        font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for _ in range(each):
            content, held = _typed(chance), Dictionary(Font=Dictionary(F1=font))
            if number % 4 == 0:
                content = b"q %d 0 0 %d 0 0 cm /I Do Q" % A4
                held = Dictionary(XObject=Dictionary(I=_picture(made, *chance.choice(scans))))
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, *A4]),
                Resources=held,
                Contents=made.make_stream(content),
            )
            made.pages.append(Page(made.make_indirect(page)))
        made.save(place / f"{number:02}.pdf")
    files = sorted(place.glob("*.pdf"))
    return sum(len(Pdf.open(path).pages) for path in files), sum(path.stat().st_size for path in files)


def _typed(chance: random.Random) -> bytes:
    lines = (f"({' '.join(chance.choices(WORDS, k=11))}) Tj T*" for _ in range(45))
    return ("BT /F1 10 Tf 60 780 Td 16 TL\n" + "\n".join(lines) + " ET").encode()


def _scan(size: int) -> tuple[bytes, int, int]:
    """A grey picture of about that many bytes, like a page scanned with much dust."""
    side = max(40, int((size * 1.26) ** 0.5))
    out = io.BytesIO()
    Image.frombytes("L", (side, side), random.Random(side).randbytes(side * side)).save(
        out, "JPEG", quality=90
    )
    return out.getvalue(), side, side


def _picture(made: Pdf, data: bytes, wide: int, high: int) -> object:
    return made.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray, Filter=Name.DCTDecode,
    )  # fmt: skip


def ours(files: list[Path], out: Path) -> int:
    documents = tuple(
        Document(f"d{n}", f"Statement {n} of somebody who was there", path, f"{n % 28 + 1} March 2026")
        for n, path in enumerate(files)
    )
    sections = tuple(Section(f"Section {n}", documents[n::4]) for n in range(4))
    plan = Plan("Hearing bundle", "Clubs", ("Copper Heron",), "en", False, LABELS, (Part("", sections),))
    made = build(plan, out)
    return made.pages - sum(made.index_pages)


def with_pikepdf(files: list[Path], out: Path) -> int:
    made = Pdf.new()
    held = [Pdf.open(path) for path in files]
    for each in held:
        made.pages.extend(each.pages)
    made.save(out)
    return len(made.pages)


def with_pypdf(files: list[Path], out: Path) -> int:
    made = PdfWriter()
    for path in files:
        made.append(PdfReader(path), import_outline=False)
    made.write(out)
    return len(made.pages)


def with_qpdf(files: list[Path], out: Path) -> int:
    subprocess.run(["qpdf", "--empty", "--pages", *files, "--", out], check=True)
    return len(Pdf.open(out).pages)


WAYS: dict[str, Callable[[list[Path], Path], int]] = {
    "ours": ours,
    "pikepdf": with_pikepdf,
    "pypdf": with_pypdf,
    "qpdf": with_qpdf,
}


@dataclass(frozen=True)
class Took:
    """What one way took: milliseconds by the clock, of the processor, and MB of memory at most."""

    wall: float
    worked: float
    memory: float
    pages: int

    def __str__(self) -> str:
        return f"{self.wall / 1e3:.2f} s, processor {self.worked / 1e3:.2f} s, {self.memory:.0f} MB"


def alone(way: str, place: Path) -> Took:
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, "--one", way, str(place)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Took(**json.loads(done.stdout.splitlines()[-1]))


def one(way: str, place: Path) -> None:
    """What happens in that process: say what it took."""
    out = place / f"{way}.out"
    start, worked = time.perf_counter(), _processor()
    pages = WAYS[way](sorted(place.glob("*.pdf")), out)
    took = {
        "wall": (time.perf_counter() - start) * 1e3,
        "worked": (_processor() - worked) * 1e3,
        "pages": pages,
    }
    out.unlink()
    who = resource.RUSAGE_CHILDREN if way == "qpdf" else resource.RUSAGE_SELF
    print(json.dumps({**took, "memory": resource.getrusage(who).ru_maxrss / 1024}))


def _processor() -> float:
    return sum(os.times()[:4])


def main() -> None:
    given = asked(__doc__, databases=False, pages=2_000, megabytes=300)
    pages, megabytes = (40, 2) if given.quick else (given.pages, given.megabytes)
    conditions()
    table = Table()
    with folder() as place:
        count, size = papers(place, pages, megabytes)
        print(f"The papers: {FILES} files, {count:,} pages, {size / 1e6:.0f} MB", flush=True)
        took = {}
        for way in WAYS:
            if way == "qpdf" and not shutil.which("qpdf"):
                print("  qpdf is not there")
                continue
            runs = [alone(way, place) for _ in range(3)]
            if {each.pages for each in runs} != {count}:
                raise SystemExit(f"{way} lost pages")
            took[way] = best = min(runs, key=lambda each: each.wall)
            print(f"  {way}: {best}", flush=True)
        mine = took.pop("ours")
        still = quiet(mine.worked)
        what = f"bundle of {count:,} pages and {size / 1e6:.0f} MB"
        table.add(
            what,
            f"{mine.wall / 1e3:.2f} s; processor {mine.worked / 1e3:.2f} s, quiet {still / 1e3:.2f} s",
            "< 5 s",
            peer="merging alone: "
            + ", ".join(f"{way} {each.wall / 1e3:.2f} s" for way, each in took.items()),
            ok=verdict(mine.wall, still, SECONDS),
        )
        table.add(
            f"{what}: memory at most",
            f"{mine.memory:.0f} MB",
            "< 600 MB",
            peer=", ".join(f"{way} {each.memory:.0f} MB" for way, each in took.items()),
            ok="yes" if mine.memory < MEGABYTES else "NO",
        )
    table.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
