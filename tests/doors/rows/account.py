"""Signing in and out: the same for everybody, but that managing factors needs a login."""

from typing import Any

from dueprocess.kit.signin import link_for
from tests.doors.matrix import Answer, Row, Scene, Who, everyone

SIGNED_IN = dict.fromkeys(Who, Answer.OPEN) | {Who.ANONYMOUS: Answer.SIGN_IN}


NOTHING_SET_UP = SIGNED_IN | {who: Answer.ABSENT for who in Who if who is not Who.ANONYMOUS}


def token(scene: Scene) -> dict[str, Any]:
    scene.logins[Who.OWNER].refresh_from_db()
    return {"token": link_for(scene.logins[Who.OWNER]).rstrip("/").rpartition("/")[2]}


def own(**fill: Any) -> Row:
    return Row(SIGNED_IN, fill=lambda scene: fill)


ROWS = {
    "sign_in_by_link": everyone(fill=token),
    "account_login": everyone(),
    "account_logout": everyone(),
    "account_inactive": everyone(),
    "account_reauthenticate": own(),
    "account_change_password": own(),
    "account_set_password": own(),
    "account_reset_password": everyone(),
    "account_reset_password_done": everyone(),
    "account_reset_password_from_key": everyone(fill=lambda scene: {"uidb36": "1", "key": "spent"}),
    "account_reset_password_from_key_done": everyone(),
    "account_signup": everyone(Answer.ABSENT),
    "account_email": everyone(Answer.ABSENT),
    "account_email_verification_sent": everyone(Answer.ABSENT),
    "mfa_index": own(),
    "mfa_authenticate": Row(SIGNED_IN),
    "mfa_reauthenticate": own(),
    "mfa_activate_totp": own(),
    "mfa_deactivate_totp": Row(NOTHING_SET_UP),
    "mfa_view_recovery_codes": Row(NOTHING_SET_UP),
    "mfa_generate_recovery_codes": own(),
    "mfa_download_recovery_codes": Row(NOTHING_SET_UP),
    "mfa_list_webauthn": own(),
    "mfa_add_webauthn": own(),
    "mfa_reauthenticate_webauthn": own(),
    "mfa_remove_webauthn": own(pk=1),  # asks first who one is
    "mfa_edit_webauthn": own(pk=1),  # asks first who one is
    "mfa_login_webauthn": Row(SIGNED_IN),
}
