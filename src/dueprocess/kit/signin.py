"""How people sign in: one-time links, the second factor, and what is kept of a failed attempt.

Knows allauth and axes. Must not know offices, roles or cases: whether a login needs a second factor
the login itself says (`needs_second_factor`; one that does not say needs it).
"""

import base64
import hashlib
import hmac
import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm as DefaultLoginForm
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dueprocess.kit import keys, outbox
from dueprocess.kit.fields.words import needed
from dueprocess.kit.http import Answer, Hidden
from dueprocess.kit.mail import NO_ADDRESS

LINK_SALT = "dueprocess.signin.link"
LINK_HOURS = 24
MFA_PLACE = "signin/second-factor"


def keyed(kind: str, value: str) -> bytes:
    """Return 16 bytes that stand for `value` and cannot be turned back without the installation's secret."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"{kind}\0{value}".encode(), hashlib.sha256).digest()[:16]


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions, answered: nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's messages as plain text through the outbox, like all other mail; none to a login
        without an address."""
        if email.endswith(NO_ADDRESS):
            return
        own = getattr(self.request, "house", None)
        message = self.render_mail(template_prefix, email, {**context, "house": own.name if own else ""})
        outbox.put(email, str(message.subject), str(message.body))


class LoginForm(DefaultLoginForm):
    """Address and password; the way to a new password stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = needed(field.label or "")


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey, in plain words; it signs in alone unless somebody says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name to know it by")
        self.fields["name"].help_text = _("For example “my phone”.")
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Sign in with it alone, without my password"), True
        alone.help_text = _(
            "Untick it for a key without fingerprint, face or PIN: it then follows the password."
        )


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an authenticator app, in plain words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code of six digits")
        code.error_messages["required"] = needed(code.label)


class MFAAdapter(DefaultMFAAdapter):
    """allauth's second factors, with their secrets sealed in the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.seal_here(text.encode(), MFA_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal_here(base64.b64decode(encrypted_text), MFA_PLACE).decode()


def second_factor_wanted() -> bool:
    """Say whether this installation insists on second factors; a log that cannot go live need not."""
    always = settings.DUEPROCESS_SECOND_FACTOR == "always"
    return always or not settings.DUEPROCESS_ORIGIN.endswith(".invalid")


class SecondFactor:
    """Lead a login that needs a second factor and has none to the page where it is set up.

    Everything else waits until then: only signing out, setting up, and pages for everyone answer.
    """

    open_prefixes = ("/account/", "/static/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and second_factor_wanted()
            and not request.path.startswith(self.open_prefixes)
            and getattr(user, "needs_second_factor", True)
            and not is_mfa_enabled(user)
        ):
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def link_for(login: Any, *, path: str = "") -> str:
    """Return the address of a sign-in link that works once, for a day, and then leads to `path`.

    It dies with the next sign-in or change of password, whichever comes first. Raises ValueError for a
    path that leads away from this site.
    """
    if path and not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        raise ValueError(f"{path!r} leads away from this site")
    token = signing.dumps([login.pk, _state(login), path], salt=LINK_SALT, compress=True)
    return settings.DUEPROCESS_URL + reverse("sign_in_by_link", args=[token])


def _state(login: Any) -> str:
    last = login.last_login.isoformat() if login.last_login else ""
    return keyed("link", f"{login.pk} {last} {login.password}").hex()


@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose link it is; sign in when the person says so, so that a mail scanner uses up no link."""
    try:
        pk, state, path = signing.loads(token, salt=LINK_SALT, max_age=LINK_HOURS * 3600)
    except signing.BadSignature:
        return render(request, "kit/signin/link_spent.html", status=410)
    login = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if login is None or not hmac.compare_digest(state, _state(login)):
        return render(request, "kit/signin/link_spent.html", status=410)
    if request.method != "POST":
        return render(request, "kit/signin/link.html", {"login": login})
    if request.user.is_authenticated:
        get_adapter(request).logout(request)
    record_authentication(request, login, method="link")
    return perform_login(request, login, redirect_url=path or settings.LOGIN_REDIRECT_URL)


def tag_of_attempt(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Return a tag in place of the address that somebody tried to sign in with (axes)."""
    given = (credentials or {}).get("email") or (credentials or {}).get("login")
    given = given or (request.POST.get("login") if request is not None else None)
    return keyed("login", given.strip().casefold()).hex() if given else None


def tag_of_caller(request: HttpRequest) -> str:
    """Return a tag in place of the caller's network address, in the form of an IPv6 address (axes).

    It lies in fd00::/8 (RFC 4193), so that nobody takes it for a real caller.
    """
    try:
        caller = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # a request without an address: a command's, or one behind a broken proxy
        caller = "unknown"
    return str(ipaddress.IPv6Address(b"\xfd" + keyed("caller", caller)[1:]))


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Answer whoever tried too often."""
    return render(request, "kit/signin/locked.html", {"minutes": 15}, status=429)


def nobody(request: HttpRequest) -> HttpResponse:
    """Stand in for allauth's pages that this product does not have."""
    raise Hidden
