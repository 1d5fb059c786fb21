"""Every table of the schema is known to the erasure: what it takes out of it, or why nothing of a docket is
in it. A new table without a rule fails, and so does a new sealed or tagged column that an erasure leaves."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.people.models import Person

ACTS = "the skeleton of the acts stays: codes, days, docket-local keys"
GONE = "its rows are deleted"
EMPTIED = "its rows stay; what is sealed in them and the tags of people are emptied"
ANEW = "its rows are made anew from the acts, without tags and without content"
OTHER = "nothing of a docket is in it"
RULES = {
    "docket_docket": "its key, owner, last days and who waits are emptied; number, pseudonym and unit stay",
    "docket_act": ACTS,
    "docket_content": GONE,
    "docket_file": GONE + ", and the stored bytes with them",
    "docket_personkey": GONE,
    "docket_word": GONE,
    "docket_reach": GONE,
    "docket_accessrule": GONE,
    "docket_reminder": GONE,
    "docket_keeping": GONE,
    "docket_legalhold": "which acts put and lifted it, as their skeletons say",
    "docket_erasurelist": "pseudonyms, classes and days; the record tells of each",
    "docket_registerlist": "keys of rows of the register; the record tells of each",
    "docket_read": EMPTIED + "; the committed line stays, since a sealed root holds it",
    "docket_proposal": EMPTIED + ", and its files go; the record tells of each",
    "docket_signature": EMPTIED + "; the record tells of each",
    "docket_erasure": "it says that it was erased; the basis is sealed, and names nobody",
    "docket_party": ANEW,
    "docket_deadline": ANEW,
    "docket_measure": ANEW,
    "docket_sanction": ANEW,
    "docket_notice": ANEW,
    "cases_case": ANEW + "; the code name is drawn from the pseudonym and says nothing",
    "cases_complaint": ANEW + "; the keyed tag of a receipt code stays, for whoever kept the code",
    "cases_allegation": ANEW,
    "cases_finding": ANEW,
    "cases_guidanceuse": ANEW,
    "cases_stock": ANEW,
    "cases_promise": ANEW,
    "cases_priority": ANEW,
    "cases_weekcount": ANEW,
    "cases_partyway": GONE + ", and the logins of passkeys that open nothing else",
    "cases_declaration": ANEW + "; whose keys they are goes with the keys of people",
    "cases_approach": ANEW,
    "cases_invitation": ANEW,
    "cases_arrival": ANEW + "; a message is still known again if it is fetched again, its sender is not",
    "cases_mailed": ANEW + "; its tokens are made from pseudonym and local key",
    "cases_joining": EMPTIED,
    "cases_joiningpart": EMPTIED,
    "cases_batchpart": EMPTIED,
    "cases_allegationtable": GONE + ", and its files with them",
    "cases_deliberation": GONE,
    "cases_deliberationnote": GONE + ", and the key under which they lay",
    "cases_bundle": GONE,
    "cases_bundlecopy": GONE + ", and the stored bytes with them",
    "cases_redaction": GONE,
    "cases_workingcopy": GONE + ", and the stored bytes with them",
    "cases_importedrow": "the digest of its values is emptied; by its tag the row is not imported again",
    "cases_import": "what reports of imports kept of cells is emptied",
    "cases_batch": "what was written to several is dropped after 90 days",
    "cases_flowcount": "numbers by month, counted from the public log",
    "cases_savedview": "filters in codes; nobody's case",
    "cases_fetching": OTHER,
    "training_programme": OTHER,
    "training_programmeversion": OTHER,
    "training_provider": OTHER,
    "training_provideraccreditation": OTHER,
    "training_consultation": OTHER,
    "training_session": OTHER,
    "training_trainer": "of people who are erased its rows go; why anybody attends is not known here",
    "training_place": "of people who are erased its rows go; why anybody attends is not known here",
    "training_feedback": "leads to nobody",
    "training_completion": "which version, from when to when, under the person's key; its words are emptied",
    "training_exemption": "from which requirement, from when to when; its words are emptied",
    "training_words": "of people who are erased the words and their salt are emptied",
    "training_paper": "of people who are erased name, hash and key are emptied; the stored bytes go",
    "standing_outsidelist": OTHER,
    "standing_renewal": OTHER,
    "standing_issue": OTHER,
    "standing_listed": OTHER,
    "standing_match": OTHER,
    "standing_contest": "of a docket a keyed reference that nobody can turn back; deleted after its time",
    "standing_contestfile": "as standing_contest",
    "standing_told": "of a docket a keyed reference that nobody can turn back; deleted with the person",
    "standing_look": "who looked at somebody's standing: no docket is in it",
    "portal_draft": "sealed under a key that only the writer's browser holds; dropped after a week",
    "portal_draftfile": "as portal_draft",
    "portal_wrongcode": "tags of callers whose codes opened nothing; dropped after their time",
    "kit_outerkey": "one row: the id of a key",
    "kit_once": "addresses with codes only; dropped after a week",
    "kit_outgoingmail": "what is still kept of mail about it is emptied, and what waits is not sent",
    "kit_heartbeat": OTHER,
    "django_tasks_database_dbtaskresult": "codes and keys only; dropped after 30 days",
    "ledger_entry": "the public record: never changed",
    "ledger_seq": "the public record: never changed",
    "ledger_head": OTHER,
    "ledger_counted": OTHER,
    "ledger_countedkind": "numbers of public entries by type and period",
    "cases_draw": "which public entries a lot drew, and the rows of their dockets, which have no content",
    "ledger_recordact": "acts of the record: commitments, pseudonyms and local keys; never changed",
    "django_session": "who is signed in, and which matter a code has opened; gone when it ends",
    "auth_group": OTHER, "auth_group_permissions": OTHER, "auth_permission": OTHER,
    "django_content_type": OTHER,
    "account_emailaddress": "the login's own", "account_emailconfirmation": "the login's own",
    "mfa_authenticator": "the login's own",
    "axes_accessattempt": "tries to sign in", "axes_accessattemptexpiration": "tries to sign in",
    "axes_accessfailurelog": "tries to sign in", "axes_accesslog": "tries to sign in",
}  # fmt: skip
PEOPLE = {
    "people_person": "the columns are emptied; the key stays",
    "people_alias": GONE,
    "people_namekey": GONE,
    "people_nameword": "words that nobody has any more are deleted",
    "people_listing": GONE,
    "people_memberlist": "titles of lists",
    "people_change": "keys, codes and days, as the record commits to them; a keyed tag of a login's address",
    "people_reason": "of lines about them its rows are deleted",
    "people_stamp": "a number",
    "people_unit": "nobody is in it",
    "people_office": "nobody is in it",
    "people_candidacy": "for which office, from when to when: what a decider was shown remains answerable",
    "people_term": "which office, from when to when: power that was exercised remains answerable",
    "people_appointment": "its reason is emptied; which role, from when to when, stays",
    "people_grant": "its reason is emptied; which power, from when to when, stays",
    "people_delegation": "its reason is emptied; from when to when stays",
    "people_qualification": "where it is from is emptied; which one, from when to when, stays",
    "people_accreditation": "the body and the duty, which say nothing of the person; days stay",
    "people_loginproposal": "its address is emptied; who proposed and signed stays",
    "people_login": GONE + ", with its addresses and keys",
    "people_sentlist": "the rows of reports of lists that were taken in are dropped",
    "people_sentfile": "nobody is erased while there are any",
    "people_personerasure": "it says that they were erased; the basis is sealed",
    "people_erasedkey": "tags of their numbers: an old list does not bring them back",
}
"""What the erasure of people takes out of the register's own tables. Nothing in them says which docket is
whose."""
REGISTER = ("people_", "rules_")
"""The register of people and the rules have their own times."""
STAYS = {
    ("people_appointment", "role"), ("people_grant", "power"), ("people_qualification", "kind"),
    ("people_qualification", "name"), ("people_accreditation", "body"), ("people_accreditation", "duty"),
}  # fmt: skip
"""Columns with text of people who were erased that stay: codes, and who accredited an auditor."""

SEALED = {
    ("docket_act", "salt"): "opens the commitment to the skeleton, which stays",
    ("docket_erasure", "salt"): "opens the commitment to the legal basis",
    ("docket_erasure", "sealed"): "the legal basis",
    ("docket_read", "line"): "a sealed root holds it",
}
TAGS = {
    ("cases_complaint", "receipt"): "of a code that only its holder knows",
    ("cases_mailed", "token"): "made from pseudonym and local key",
    ("cases_arrival", "tag"): "of a Message-ID: so that it is not taken in again",
    ("cases_importedrow", "tag"): "of the old register's number: so that it is not taken in again",
    ("cases_importedrow", "register"): "of the register's title",
}
TAG = ("tag", "sender", "receipt", "token", "owner", "to_tag", "register", "digest")


def test_every_table_has_a_rule() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    ruled = {table for table in tables if table.startswith(REGISTER)} | set(RULES)
    assert sorted(tables - ruled) == []
    assert sorted(set(RULES) - tables) == []


def test_every_table_of_the_register_has_a_rule_for_people() -> None:
    tables = {model._meta.db_table for model in apps.get_app_config("people").get_models()}
    assert tables == set(PEOPLE)


def written(person: Person) -> list[str]:
    """Return the columns of the register with text of somebody who was erased, or that belong to them
    alone."""
    found = []
    for model in apps.get_app_config("people").get_models():
        for link in model._meta.concrete_fields:
            if link.related_model is not Person or link.name in (
                "by",
                "ended_by",
                "granted_by",
                "appointed_by",
            ):
                continue
            for field in model._meta.concrete_fields:
                place = (model._meta.db_table, str(field.column))
                if not isinstance(field, models.CharField | models.TextField) or place in STAYS:
                    continue
                values = model._default_manager.filter(**{link.name: person}).values_list(
                    field.name, flat=True
                )
                found += [".".join(place) for value in values if value]
    return found


def rows(model: type[models.Model], docket: Docket) -> models.QuerySet[models.Model] | None:
    """Return the rows of a table that belong to a docket; None where they cannot belong to one."""
    manager = model._default_manager
    found = manager.none()
    related = False
    for field in model._meta.concrete_fields:
        for target, path in ((Docket, "{}"), (Act, "{}__docket"), (Proposal, "{}__docket")):
            if field.is_relation and field.related_model is target:
                found |= manager.filter(**{path.format(field.name): docket})
                related = True
    if model is Docket:
        return manager.filter(pk=docket.pk)
    return found if related else None


def left(docket: Docket) -> list[str]:
    """Return the columns in which something of an erased docket is still sealed, or tagged."""
    found = []
    for model in apps.get_models():
        there = rows(model, docket)
        if there is None:
            continue
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            place = (table, field.column)
            kept = place in SEALED or place in TAGS
            is_tag = field.name in TAG and isinstance(field, models.CharField) and field.max_length == 32
            if kept or not (is_tag or isinstance(field, models.BinaryField)):
                continue
            if any(value for value in there.values_list(field.name, flat=True)):
                found.append(".".join(place))
    return found
