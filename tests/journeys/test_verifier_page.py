"""`verifier/verify.html` in a real browser: opened from a disk, and from the site; with honest files and with
tampered ones; with a keyboard, on a phone, on paper."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dueprocess.cases.reports import actions
from dueprocess.kit import clock
from dueprocess.ledger import places, signer
from tests import world
from tests.attacks.test_insider_outsiders import LIES, hostile
from tests.browser import PATIENCE, PHONE, WIDE, Live, examine_both, shot, watched
from tests.cases.reports.conftest import APRIL, build, first_quarter
from tests.effort import SOAK
from tests.ground import begin, own_folder, some
from tests.tlog import reported
from tests.tlog.attacks import ATTACKS, VICTIM, Attack, Scene, deleted_and_files_cut, honest, wrong_proof
from tests.tlog.published import LOG_KEY, publish, two_of_three

FILE = Path(__file__).parents[2] / "verifier" / "verify.html"
TEXT = FILE.read_text()
TRUSTED = two_of_three().to_bytes().decode()


def opened(browser: Browser, size: Any) -> Iterator[Page]:
    """The page, opened from the disk. Fails where it asks the network for anything."""
    context = browser.new_context(viewport=size, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(PATIENCE)
    page = watched(context)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(FILE.as_uri())
    yield page
    context.close()
    assert page.faults == []  # type: ignore[attr-defined]
    assert {url.partition(":")[0] for url in asked} <= {"file", "blob"}


@pytest.fixture
def wide(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, WIDE)


@pytest.fixture
def small(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, PHONE)


@pytest.fixture(scope="module")
def often(browser: Browser) -> Iterator[Page]:
    """One page for many looks."""
    yield from opened(browser, WIDE)


def choose(page: Page, paths: list[Path]) -> None:
    """Choose these files, and wait until the page says what they are."""
    page.locator("#files").set_input_files([str(path) for path in paths])
    for path in paths:
        expect(page.locator("#chosen li").filter(has_text=path.name)).to_be_visible()


def choose_folder(page: Page, folder: Path) -> None:
    page.locator("#folder").set_input_files(str(folder))
    expect(page.locator("#chosen li").filter(has_text="whole log")).to_be_visible()


def check(page: Page) -> str:
    """Press the button; the verdict in words."""
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("#verdict")).to_be_focused()
    return page.locator(".verdict").inner_text()


def looked_at(page: Page, name: str) -> None:
    examine_both(page, f"verifier-{name}")


def laid_out(scene: Scene, folder: Path) -> tuple[bool, list[Path]]:
    """What somebody who looks at this scene has on the disk: which files, and whether the log too."""
    files: dict[str, bytes] = {}
    match scene.command:
        case "log" | "dates":
            files = {f"kept{number}": data for number, data in enumerate(scene.known)}
        case "receipt":
            files["a.tlog-proof"] = scene.receipt or scene.proof(VICTIM)
            opened = [item for data, item in scene.acts if data == scene.log.entries[VICTIM]]
            if opened:
                files["a.opening"] = opened[0].to_bytes()
        case "docket":
            for data, item in scene.acts:
                index = scene.log.entries.index(data)
                files |= {
                    f"act{index}.tlog-proof": scene.proof(index),
                    f"act{index}.opening": item.to_bytes(),
                }
        case "stats":
            files = {"report.json": scene.receipt} if scene.receipt else {}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return scene.command in ("log", "dates", "stats"), [folder / name for name in files]


def judged(page: Page, scene: Scene, folder: Path) -> str:
    page.goto(FILE.as_uri())
    page.get_by_label("The log’s public key, or its policy").fill(scene.policy.decode())
    log, files = laid_out(scene, folder)
    if files:
        choose(page, files)
    if log:
        choose_folder(page, scene.log.folder)
    if scene.max_age is not None:
        page.get_by_text("More choices").click()
        # The browser has a clock of its own: by it, a log of the year 2026 made here is at least this old.
        page.get_by_label("The log witnesses must have seen it within so many days").fill("1")
    return check(page)


@pytest.mark.parametrize("command", ["log", "dates", "receipt", "docket", "stats"])
def test_the_honest_files_pass(command: str, often: Page, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log") if command == "stats" else honest(tmp_path / "log")
    scene.command = command
    said = judged(often, scene, tmp_path)
    assert said.startswith("Proved")
    expect(often.get_by_role("heading", name="What this does not prove")).to_be_visible()


EVERY = [*ATTACKS, *reported.ATTACKS]
SHOWN = EVERY if SOAK else list({each.check: each for each in reversed(EVERY)}.values())
"""One attack for each check: tests/foreign/test_page.py lets the page's own checks judge every attack."""


@pytest.mark.parametrize("attack", SHOWN, ids=lambda attack: f"{attack.number}-{attack.act.__name__}")
def test_an_attack_is_caught_by_the_check_that_is_named(attack: Attack, often: Page, tmp_path: Path) -> None:
    scene = (reported.honest if attack in reported.ATTACKS else honest)(tmp_path / "log")
    attack.act(scene)
    said = judged(often, scene, tmp_path)
    assert said.startswith("Not proved")
    expect(often.locator("#check")).to_have_text(attack.check)


def test_words_of_whoever_is_checked_turn_nothing_around(wide: Page, tmp_path: Path) -> None:
    folder = hostile(tmp_path)
    (folder / "receipt").rename(folder / "a.tlog-proof")
    (folder / "opening").rename(folder / "a.opening")
    wide.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose(wide, [folder / "a.tlog-proof", folder / "a.opening"])
    assert check(wide).startswith("Proved")
    shown = wide.locator("body").text_content() or ""
    assert "\\u202e\\u2066" in shown
    assert not set(LIES) & {"\x9b", "\u202e", "\u2066", "\x85"} & set(shown)


def test_a_doubter_checks_everything(small: Page, tmp_path: Path) -> None:
    # given a doubter with a phone, the log, a proof and what it stands for
    page = small
    scene = honest(tmp_path / "log")
    scene.command = "receipt"
    looked_at(page, "empty")
    page.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    # then they see whom they trust, in a form that can be read out over the telephone
    key = str(LOG_KEY.verifier)
    digest = hashlib.sha256(key.encode()).hexdigest()
    expect(page.locator("#trusted")).to_contain_text(" ".join(re.findall("....", digest)))
    expect(page.locator("#trusted")).to_contain_text("at least 2 of (Ash, Birch, Cedar)")
    # when they choose the files and check
    choose(page, laid_out(scene, tmp_path)[1])
    choose_folder(page, scene.log.folder)
    looked_at(page, "chosen")
    said = check(page)
    # then everything is proved, and shown
    assert "none of its 300 entries was changed" in said
    assert "The published log still holds each of these entries" in said
    for name in ("Way from entry 120", "The log as", "How many entries"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    painted = page.get_by_role("img", name="Way from entry 120").locator("circle").count()
    assert painted > 5
    expect(page.get_by_role("rowheader", name="inclusion", exact=True)).to_be_visible()
    expect(page.get_by_text("What was written in act 2.")).to_be_visible()
    looked_at(page, "proved")
    # and nothing is remembered
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    page.reload()
    assert page.get_by_label("The log’s public key, or its policy").input_value() == ""


def test_damage_is_shown_where_it_is(wide: Page, tmp_path: Path) -> None:
    page = wide
    made = publish(tmp_path / "log", 3_000, step=700)
    data = bytearray(made.read("tile/entries/007"))
    data[1_000] ^= 1
    made.write("tile/entries/007", bytes(data))
    page.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose_folder(page, made.folder)
    said = check(page)
    assert "tile/entries/007, bytes" in said
    drawing = page.get_by_role("img", name="The log as")
    expect(drawing.locator(".damage")).to_have_count(1)
    expect(drawing.locator(".read")).to_have_count(7)
    expect(drawing.locator(".unread")).to_have_count(4)
    expect(page.get_by_text(re.compile(r"What is wrong concerns entry 1,80\d of 3,000"))).to_be_visible()
    looked_at(page, "damaged")


def test_a_published_report_that_was_changed_is_caught(wide: Page, tmp_path: Path) -> None:
    # given a report of a quarter, and the log
    page = wide
    scene = reported.honest(tmp_path / "log")
    report = tmp_path / f"{'0123456789abcdef' * 4}.json"  # such long names the log itself gives to reports
    page.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    report.write_bytes(scene.receipt)
    choose(page, [report])
    choose_folder(page, scene.log.folder)
    # when it is honest, then each figure stands beside what the public entries give
    assert "is the one that was published in entry" in check(page)
    expect(page.get_by_role("img", name="Flow of 2026-Q2").first).to_be_visible()
    looked_at(page, "report")
    page.locator("summary").filter(has_text="that anyone can recompute").first.click()
    expect(page.get_by_role("row").filter(has_text="✓ the same").first).to_be_visible()
    # when one figure is false from the beginning, then it is marked
    forged = next(attack for attack in reported.ATTACKS if attack.act is reported.forged)
    forged.act(scene)
    report.write_bytes(scene.receipt)
    choose(page, [report])
    choose_folder(page, scene.log.folder)
    assert "It is not proved that each figure that anyone can recompute" in check(page)
    expect(page.get_by_role("row").filter(has_text="✕ differs")).to_have_count(1)
    looked_at(page, "report-forged")


def test_a_proof_of_something_else_is_shown(wide: Page, tmp_path: Path) -> None:
    page = wide
    scene = honest(tmp_path / "log")
    wrong_proof(scene)
    page.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose(page, laid_out(scene, tmp_path)[1][:1])
    assert "inclusion" in check(page)
    expect(page.get_by_role("img", name="does not end in the root")).to_be_visible()
    looked_at(page, "wrong-proof")


def test_a_missing_file_is_named(wide: Page, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    deleted_and_files_cut(scene)
    wide.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose_folder(wide, scene.log.folder)
    assert "tile/entries/001.p/44" in check(wide)


def test_what_is_missing_is_asked_for(wide: Page, tmp_path: Path) -> None:
    button = wide.get_by_role("button", name="Check", exact=True)
    button.click()
    expect(wide.locator("#todo")).to_have_text("Give the log’s key or policy first: step 1.")
    trust = wide.get_by_label("The log’s public key, or its policy")
    expect(trust).to_be_focused()
    trust.fill("c2sp.org/tlog-proof@v1\nindex 7\n")
    expect(wide.locator("#trusted")).to_have_text(
        "This is a proof file. Take it out here, and choose it in step 2."
    )
    trust.fill("log nonsense\nquorum none\n")
    expect(wide.locator("#trusted")).to_contain_text("line 1 of the policy")
    button.click()
    expect(wide.locator("#todo")).to_contain_text("neither a key nor a policy")
    looked_at(wide, "no-key")
    trust.fill(str(LOG_KEY.verifier))
    expect(wide.locator("#trusted")).to_contain_text("No log witness is asked for")
    button.click()
    expect(wide.locator("#todo")).to_have_text("Choose a log or a proof: step 2.")
    wide.get_by_label("or the address of a published log").fill("ftp://clubs.example")
    button.click()
    expect(wide.locator("#todo")).to_contain_text("https://")
    for name, data in {
        "picture.png": b"\x89PNG",
        "policy": TRUSTED.encode(),
        "empty.zip": b"PK\x05\x06" + bytes(18),
    }.items():
        (tmp_path / name).write_bytes(data)
    choose(wide, [tmp_path / "picture.png", tmp_path / "policy", tmp_path / "empty.zip"])
    expect(wide.get_by_text("Not checked:")).to_have_count(3)
    looked_at(wide, "not-checked")
    wide.get_by_role("button", name="Remove picture.png").click()
    expect(wide.get_by_text("Not checked:")).to_have_count(2)


def test_a_kept_checkpoint_is_compared(wide: Page, tmp_path: Path) -> None:
    """Under the very name that the log's own has, and chosen together with the log."""
    made = publish(tmp_path / "log", 600, step=300)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/checkpoint").write_bytes(made.notes[0])
    wide.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose(wide, [tmp_path / "kept/checkpoint"])
    expect(wide.locator("#chosen li")).to_contain_text("checkpoint that you kept")
    choose_folder(wide, made.folder)
    assert "It continues the 1 checkpoint that you kept" in check(wide)
    # when the log is begun anew, then what was kept shows it
    made.forge([*made.entries[:100], *made.entries[101:], made.entries[-1]])
    choose_folder(wide, made.folder)
    expect(wide.locator("#verdict")).to_have_count(0)  # the old answer is gone
    wide.get_by_label("The log’s public key, or its policy").fill(str(LOG_KEY.verifier))
    assert "fork" in check(wide)


def test_a_log_is_chosen_once(wide: Page, tmp_path: Path) -> None:
    made = publish(tmp_path / "log", 10)
    wide.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose_folder(wide, made.folder)
    wide.get_by_label("or the address of a published log").fill("https://clubs.example/record/log")
    wide.get_by_role("button", name="Check", exact=True).click()
    expect(wide.locator("#todo")).to_have_text("Choose a log or give its address, not both.")


def test_a_zip_is_dropped_onto_the_page(wide: Page, tmp_path: Path) -> None:
    made = publish(tmp_path / "log", 600, step=300)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in made.files().items():
            archive.writestr(f"log/{path}", data)
    wide.get_by_label("The log’s public key, or its policy").fill(str(LOG_KEY.verifier))
    wide.evaluate(
        """text => {
            const data = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([data], "log.zip"));
            const dropped = new DragEvent("drop", {dataTransfer, bubbles: true});
            document.querySelector("#drop").dispatchEvent(dropped);
        }""",
        base64.b64encode(packed.getvalue()).decode(),
    )
    expect(wide.locator("#chosen li").filter(has_text="log.zip")).to_contain_text("whole log")
    said = check(wide)
    assert "none of its 600 entries" in said
    expect(wide.get_by_text("That others are shown the same log: for this")).to_be_visible()


def test_the_result_can_be_printed(wide: Page, tmp_path: Path) -> None:
    scene = honest(tmp_path / "log")
    wide.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    choose_folder(wide, scene.log.folder)
    check(wide)
    wide.emulate_media(media="print")
    expect(wide.locator("#form")).to_be_hidden()
    expect(wide.locator(".verdict")).to_be_visible()
    expect(wide.get_by_text("You trust the key of clubs.example.invalid/record")).to_be_visible()
    shot(wide, "verifier-printed")


def test_without_scripts_it_says_so(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(FILE.as_uri())
    expect(page.locator("noscript .note")).to_contain_text("needs JavaScript")
    expect(page.locator("noscript .note")).to_be_visible()
    context.close()


# ── from the site ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def recorded(live: Live, tmp_path: Path, settings: Any) -> Iterator[Live]:
    """The site with a published log of 300 entries."""
    with own_folder(tmp_path / "var", settings):
        begin(settings, origin="tests.invalid")
        some(299)
        signer.seal()
        signer.beat(force=True)
        yield live


def test_a_doubter_uses_the_sites_page_by_keyboard(recorded: Live, page: Page) -> None:
    # given the record's page, and the key from somewhere else
    page.goto("/record/")
    key = page.get_by_role("region", name="Key of the log").inner_text()
    page.get_by_role("link", name="Open the page").press("Enter")
    # when they type the key and leave the address that the link brought
    page.wait_for_url(re.compile("/record/verify.html#http"))
    trust = page.get_by_label("The log’s public key, or its policy")
    trust.focus()
    page.keyboard.insert_text(key)
    address = page.get_by_label("or the address of a published log")
    expect(address).to_have_value(re.compile("/record/log$"))
    address.press("Enter")
    # then the log is read from there, file by file, and proved
    expect(page.locator("#verdict")).to_have_text("Proved")
    expect(page.locator("#verdict")).to_be_focused()
    # and the page, though it comes from the site, is no part of it
    assert page.evaluate("origin") == "null"


def test_a_log_on_the_web_that_was_tampered_with_is_caught(
    recorded: Live, page: Page, browser: Browser
) -> None:
    key = (places.record() / "policy").read_text().split("\n")[0].split(" ")[1]
    path = places.record() / "tile/entries/000"
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    context = browser.new_context()
    doubter = watched(context)
    doubter.goto(FILE.as_uri())
    doubter.get_by_label("The log’s public key, or its policy").fill(key)
    doubter.get_by_label("or the address of a published log").fill(f"{recorded.url}/record/log/")
    assert check(doubter).startswith("Proved")
    path.chmod(0o644)
    path.write_bytes(bytes(data))
    assert "leaf" in check(doubter)
    path.unlink()
    assert "contiguity" in check(doubter)
    doubter.get_by_label("or the address of a published log").fill("http://127.0.0.1:9/nothing")
    assert "Could not be read" in check(doubter)
    assert doubter.faults == []  # type: ignore[attr-defined]
    context.close()


class Elsewhere(BaseHTTPRequestHandler):
    """A server that says of each file that it lies somewhere else."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Location", f"/other{self.path}")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_no_redirection_is_followed(browser: Browser) -> None:
    """A log's files lie where they are said to lie."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    page = browser.new_page()
    page.goto(f"{FILE.as_uri()}#http://127.0.0.1:{server.server_port}/log")
    page.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
    assert "the browser got no answer" in check(page)
    page.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_check_can_be_stopped(browser: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it never answers
        page = browser.new_page()
        page.goto(f"{FILE.as_uri()}#http://127.0.0.1:{silent.getsockname()[1]}/log")
        page.get_by_label("The log’s public key, or its policy").fill(TRUSTED)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.get_by_role("progressbar", name="Reading")).to_be_visible()
        looked_at(page, "running")
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_role("progressbar")).to_be_hidden()
        expect(page.get_by_role("status")).to_have_text("Stopped")
        expect(page.get_by_role("button", name="Check", exact=True)).to_be_focused()
        page.close()


def test_a_published_quarter_that_is_silently_changed_is_caught(
    live: Live, page: Page, browser: Browser, tmp_path: Path, settings: Any
) -> None:
    # given an organisation that published its first quarter, and a doubter who kept the report
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        here = build(settings)
        first_quarter(here)
        with clock.frozen(APRIL):
            made = actions.publish(sha256=actions.prepare(quarter="2026-Q1", reason="", by=None), by=None)
            signer.seal()
            signer.beat(force=True)
        file = places.record() / "reports" / f"{made.sha256}.json"
        key = (places.record() / "policy").read_text().split("\n")[0].split(" ")[1]
        kept = tmp_path / "2026-Q1.json"
        kept.write_bytes(file.read_bytes())
        page.goto(f"/record/verify.html#{live.url}/record/log")
        page.get_by_label("The log’s public key, or its policy").fill(key)
        # when every report of the log, and the kept one, are checked
        choose(page, [kept])
        said = check(page)
        assert "The report 2026-Q1.json (2026-Q1) is the one that was published" in said
        # when the file is changed on the server, then the log's own page and nothing else shows it
        file.chmod(0o644)
        file.write_bytes(file.read_bytes().replace(b'"value":10', b'"value":9', 1))
        page.get_by_role("button", name="Remove 2026-Q1.json").click()
        assert "report-published" in check(page)
        # and whoever was sent the changed file finds the same, opening the page from a disk
        kept.write_bytes(file.read_bytes())
        context = browser.new_context()
        doubter = watched(context)
        doubter.goto(f"{FILE.as_uri()}#{live.url}/record/log")
        doubter.get_by_label("The log’s public key, or its policy").fill(key)
        choose(doubter, [kept])
        assert "it was never published, or was changed since" in check(doubter)
        context.close()


# ── the file itself ─────────────────────────────────────────────────────────────────────────────────────────


def test_its_content_policy_names_its_own_style_and_scripts() -> None:
    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    scripts = [hashed(text) for text in re.findall(r"<script[^>]*>(.*?)</script>", TEXT, re.DOTALL)]
    styles = [hashed(text) for text in re.findall(r"<style>(.*?)</style>", TEXT, re.DOTALL)]
    wanted = (
        f"default-src 'none'; script-src {' '.join(scripts)}; style-src {' '.join(styles)}; "
        "worker-src blob:; connect-src http: https:; base-uri 'none'; form-action 'none'"
    )
    found = re.findall(r'http-equiv="Content-Security-Policy"\s+content="([^"]*)"', TEXT)
    assert found == [wanted], f"the page was changed; its policy must be:\n{wanted}"


def test_it_is_one_file_that_stores_and_fetches_nothing_of_its_own() -> None:
    assert len(re.findall(r"\bfetch\(", TEXT)) == 1  # where the user's address is read
    never = "localStorage sessionStorage indexedDB document.cookie XMLHttpRequest import( importScripts"
    for word in (*never.split(), "sendBeacon", "WebSocket", "eval(", "innerHTML", " src=", "<link"):
        assert word not in TEXT, word
    assert set(re.findall(r"https?://\w[\w.]+", TEXT)) == {"http://www.w3.org", "https://clubs.example"}
