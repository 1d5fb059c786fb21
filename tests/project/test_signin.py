"""Signing in as people do it: links, passwords, passkeys, codes, and being locked out."""

import hashlib
import hmac
import struct
import time
from base64 import b32decode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, expect

from dueprocess.kit.signin import link_for
from tests.browser import check_axe, check_no_sideways_scroll, shot

ADDRESS = "robin.okafor@example.invalid"
PASSWORD = "a-long-enough-phrase"


@pytest.fixture
def login() -> Any:
    return get_user_model().objects.create_user(ADDRESS, PASSWORD)


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def confirm(page: Page) -> None:
    """Say once more who one is, as every change of factors asks."""
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    check_axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def code_now(secret: str) -> str:
    """Return the six digits that an authenticator app shows (RFC 6238, SHA-1, 30 s)."""
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


@pytest.mark.django_db
def test_a_link_works_once_and_not_by_looking(client: Client, login: Any) -> None:
    address = path_of(link_for(login, path="/account/second-factor/"))
    assert client.get(address).status_code == 200
    assert "_auth_user_id" not in client.session, "a mail scanner that follows the link signs nobody in"
    answer = client.post(address)
    assert answer.status_code == 302
    assert answer.url == "/account/second-factor/"  # type: ignore[attr-defined]
    assert client.session["_auth_user_id"] == str(login.pk)
    other = Client()
    assert other.get(address).status_code == 410
    assert other.post(address).status_code == 410


@pytest.mark.django_db
def test_a_link_dies_with_a_change_of_password_or_a_closed_login(client: Client, login: Any) -> None:
    before = path_of(link_for(login))
    login.set_password("another-long-phrase")
    login.save()
    assert client.get(before).status_code == 410
    after = path_of(link_for(login))
    login.is_active = False
    login.save()
    assert client.get(after).status_code == 410
    assert client.get(after[:-4] + "xyz/").status_code == 410


@pytest.mark.django_db
def test_the_command_prints_a_link(login: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("signin", ADDRESS.upper())
    assert "/account/in/" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_a_link_leads_only_to_this_site(login: Any, path: str) -> None:
    with pytest.raises(ValueError, match="leads away"):
        link_for(login, path=path)


@pytest.mark.django_db
def test_a_link_does_not_stand_in_for_the_second_step(client: Client, login: Any) -> None:
    TOTP.activate(login, "JBSWY3DPEHPK3PXP")
    answer = client.post(path_of(link_for(login)))
    assert answer.url == "/account/second-factor/authenticate/"  # type: ignore[attr-defined]
    assert "_auth_user_id" not in client.session
    right = code_now("JBSWY3DPEHPK3PXP")
    assert client.post("/account/second-factor/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/account/second-factor/authenticate/", {"code": right})
    assert client.session["_auth_user_id"] == str(login.pk)


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    for name in ("signup", "email", "email/sent"):
        assert client.get(f"/account/{name}/").status_code == 404
        assert client.post(f"/account/{name}/", {"email": ADDRESS, "password1": PASSWORD}).status_code == 404
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_without_a_second_factor_nothing_else_opens(client: Client, login: Any, settings: Any) -> None:
    settings.DUEPROCESS_SECOND_FACTOR = "always"
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("/desk/", "/", "/nothing/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url == "/account/second-factor/"  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_guessing_is_stopped_and_leaves_no_address_behind(client: Client, login: Any) -> None:
    for _ in range(8):
        answer = client.post("/account/sign-in/", {"login": ADDRESS, "password": "wrong"})
    assert answer.status_code == 429
    right = client.post("/account/sign-in/", {"login": ADDRESS, "password": PASSWORD})
    assert right.status_code == 429
    kept = repr(list(AccessAttempt.objects.values()))
    assert kept != "[]"
    for trace in (ADDRESS, "wrong", "127.0.0.1"):
        assert trace not in kept


@pytest.mark.django_db
def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client, login: Any) -> None:
    for page in ("/account/sign-in/", "/account/password/reset/"):
        known = client.post(page, {"login": ADDRESS, "email": ADDRESS, "password": "wrong-one"})
        strange = client.post(page, {"login": "x" + ADDRESS, "email": "x" + ADDRESS, "password": "wrong-one"})
        assert known.status_code == strange.status_code
        assert known.headers.get("Location") == strange.headers.get("Location")


def test_password_then_app_then_recovery_codes(page: Page, phone: Page, settings: Any) -> None:
    settings.DUEPROCESS_SECOND_FACTOR = "always"
    get_user_model().objects.create_user(ADDRESS, PASSWORD)
    page.goto("/account/sign-in/")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
    check_axe(page)
    shot(page, "signin-second-step")
    page.get_by_role("link", name="Set up an app").click()
    confirm(page)
    secret = page.get_by_label("Secret of the app").input_value()
    check_axe(page)
    shot(page, "signin-app")
    page.get_by_label("Code of six digits").fill("000000")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("alert").first).to_contain_text("Incorrect code")
    page.get_by_label("Code of six digits").fill(code_now(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    check_axe(page)
    shot(page, "signin-codes")
    stored = Authenticator.objects.get(type="totp")
    assert secret not in repr(stored.data), "the secret is sealed in the database"

    phone.goto("/account/sign-in/")
    phone.get_by_label("Email").fill(ADDRESS)
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Sign in", exact=True).click()
    expect(phone.get_by_role("heading", name="Second step")).to_be_visible()
    check_axe(phone)
    check_no_sideways_scroll(phone)
    shot(phone, "signin-code")


def test_a_passkey_alone_signs_in(page: Page, settings: Any) -> None:
    get_user_model().objects.create_user(ADDRESS, PASSWORD)
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/sign-in/")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/portal/mine/")
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("A name to know it by").fill("My phone")
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    check_axe(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/second-factor/webauthn/")
    check_axe(page)
    shot(page, "signin-passkeys")
    page.goto("/account/sign-out/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/account/sign-in/?next=/account/second-factor/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()
    expect(page.get_by_text("You have 1 passkey")).to_be_visible()
