"""The words an act has where its story gives none: one text for a step, one for a paper by its name.

Values only. `{…}` stands for names, as in a story.
"""

from __future__ import annotations

STEPS: dict[str, str] = {
    "receive": (
        "We have received your complaint. Here is its number and a copy of what you wrote. Keep the receipt "
        "code: with it you can see where your complaint stands, write to us and read our answers."
    ),
    "screen": "Nobody is in danger. Nothing has to be secured today.",
    "acknowledge": (
        "Thank you. We have your complaint and it has a number. I am your contact for now. "
        "Within ten working "
        "days somebody who knows neither side will say whether we can deal with it."
    ),
    "appoint_handlers": "Appointed by rota. Neither has any tie to those concerned.",
    "give_notice": (
        "A complaint about you has been received. Nothing has been decided. Here is what is "
        "said, the rule it "
        "is about, and how you can answer. You may have somebody at your side."
    ),
    "update": "Nothing has been decided yet. This is where it stands and when you will hear from us again.",
    "begin_investigation": "Appointed by rota.",
    "plan": "Whom I shall ask, which papers I need, and by when.",
    "sign_interview": "Read through and signed.",
    "send_draft": "Draft for comment on the facts.",
    "fix_hearing": "Day and place are fixed. The panel was drawn by rota.",
    "serve_bundle": "Bundle served on both sides.",
    "send_papers": "My papers for the hearing.",
    "final_bundle": "The bundle is closed; both sides have the same pages.",
    "find": "The panel has made its findings. The outcome follows.",
    "enforce": "Entered in the register. The branches concerned have been told the status, not the reason.",
    "enrol": "Enrolled.",
    "close": "Closing letters to both. What we learnt is in the note.",
    "set_retention": "Kept for six years, then looked at again. Access cut down to three people.",
    "form_measures_panel": "Panel for the renewal, by rota.",
    "hear_again": "A new panel by rota.",
    "report_at_six_months": "Six months. Waiting for the investigation; expected to take another two.",
    "explain_delay": (
        "What has been done, what is missing, why, and when we expect to be finished. We are sorry that it "
        "takes so long."
    ),
    "note_contact": "Contact noted. No answer given on the substance.",
}

PAPERS: dict[str, str] = {
    "reasons": "For the reasons in the decision.",
    "risk assessment": "Low. Nobody is in danger now.",
    "why nothing milder will do": "Milder steps have been tried or would come too late.",
    "what the respondent said to it": "By telephone: it has lasted long enough, and nothing happened since.",
    "allegation and rule": "What is said to have happened, and the clause of the code it is about.",
    "evidence so far": "The complaint and its attachments.",
    "the risk, in writing": "Papers could go missing if the notice came first.",
    "reasons in short": "As found, and by the guidance; the reasons in full follow.",
    "findings": "Each allegation was looked at by itself; the findings are set out one by one.",
    "guidance followed or departure explained": "The guidance was followed: middle of the range.",
    "written terms": "As agreed and signed by both.",
    "certificate of the provider": "Certificate of the provider, completed.",
    "evidence of the ground": "Letter on file.",
    "certificate": "Doctor's certificate.",
    "charge": "The charge: what happened, where and when, and the clause of the code.",
    "terms": "As set out in the reasons; accepted by the respondent in writing.",
    "why": "Replaced by the next on the rota.",
    "which body": "The body named in the reasons.",
    "evidence": "Seen and on file.",
    "reasons for the choice": "Whoever is first on the register's list has most open cases; these have room.",
}

OTHER_PAPER = "As set out in the file."
