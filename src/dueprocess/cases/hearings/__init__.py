"""Hearings of a case: when and where, who is invited and answers, who cannot, the day itself, and who may
speak of it. What a hearing is, `docket.hearings` reads from the notes of the case.
"""
