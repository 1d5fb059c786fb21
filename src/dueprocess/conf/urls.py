"""Which door opens at which address."""

from allauth.account import views as accounts
from django.urls import URLPattern, URLResolver, include, path, re_path

from dueprocess.kit import signin

# allauth's pages that this product has. Nobody signs up or changes addresses by themselves; allauth
# still looks the names of those pages up.
account = [
    path("in/<str:token>/", signin.by_link, name="sign_in_by_link"),
    path("sign-in/", accounts.login, name="account_login"),
    path("sign-out/", accounts.logout, name="account_logout"),
    path("closed/", accounts.account_inactive, name="account_inactive"),
    path("confirm/", accounts.reauthenticate, name="account_reauthenticate"),
    path("password/change/", accounts.password_change, name="account_change_password"),
    path("password/set/", accounts.password_set, name="account_set_password"),
    path("password/reset/", accounts.password_reset, name="account_reset_password"),
    path("password/reset/sent/", accounts.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        accounts.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        accounts.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("signup/", signin.nobody, name="account_signup"),
    path("email/", signin.nobody, name="account_email"),
    path("email/sent/", signin.nobody, name="account_email_verification_sent"),
    path("second-factor/", include("allauth.mfa.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(account)),
    path("desk/", include("dueprocess.desk.urls")),
    path("portal/", include("dueprocess.portal.urls")),
    path("", include("dueprocess.public.urls")),
]

handler400 = "dueprocess.kit.http.bad_request"
handler403 = "dueprocess.kit.http.permission_denied"
handler404 = "dueprocess.kit.http.not_found"
handler500 = "dueprocess.kit.http.server_error"
