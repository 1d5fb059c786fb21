"""What everyone may open answers everyone alike."""

from tests.doors.matrix import Answer, everyone

ROWS = {
    "public:home": everyone(),
    "public:how": everyone(),
    "public:part": everyone(fill=lambda scene: {"part": "deadlines"}),
    "public:stage": everyone(fill=lambda scene: {"stage": "to-open-a-case"}),
    "public:rulebook_text": everyone(),
    "public:code": everyone(Answer.ABSENT, fill=lambda scene: {"code": "no-such-code"}),
    "public:guidance": everyone(Answer.ABSENT),  # none was adopted: tests/public/test_guidance.py
    "public:requirements": everyone(Answer.ABSENT),  # none were adopted: tests/rules/test_requirements.py
    "public:backlog": everyone(Answer.ABSENT),  # nothing was counted yet
    "public:figures": everyone(),
    **{
        f"public:{each}": everyone(Answer.ABSENT, fill=lambda scene: {"sha256": "0" * 64})
        for each in ("report", "report_pdf", "report_csv", "report_json", "report_proof")
    },
    "public:record": everyone(),
    "public:verifier": everyone(),
    "public:verifier_page": everyone(),
    "public:log_archive": everyone(Answer.ABSENT),
    "public:log_file": everyone(Answer.ABSENT, fill=lambda scene: {"path": "tile/0/x999/999"}),
}
