"""What a message gives reason to look at, as codes; `extracts` have the words for people."""

from __future__ import annotations

from enum import StrEnum


class Warn(StrEnum):
    """Something about a message that whoever reads it has to know."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    MANY_PARTS = "many_parts"
    NO_FROM = "no_from"
    SEVERAL_FROM = "several_from"
    NO_ID = "no_message_id"
    SEVERAL_ID = "several_message_id"
    FORGED = "forged"
    UNCHECKED = "unchecked"
    REPLY_ELSEWHERE = "reply_elsewhere"
    NAME_IS_ADDRESS = "name_is_address"
    DIRECTION = "direction"
    ENCRYPTED = "encrypted"
    SIGNED = "signed"
    HTML_ONLY = "html_only"
    NESTED = "nested"
    WINMAIL = "winmail"
    CHARSET = "charset"
    CUT = "cut"
    NOT_TAKEN = "not_taken"
    UNCONFIRMED = "unconfirmed"
