"""Addresses of the staff's door: what was adopted, what the rules ask for, pauses."""

from django.urls import path

from dueprocess.desk.views import adopting, duties, letter_texts, pauses, retention, rules

urlpatterns = [
    path("rules/", rules.page, name="rules"),
    path("rules/adopt/", adopting.adopt, name="adopt"),
    path("rules/adopt/<int:pk>/", adopting.one, name="adoption"),
    path("rules/duties/", duties.every, name="duties"),
    path("rules/duties/<str:duty>/", duties.one, name="duty"),
    path("rules/retention/", retention.schedule, name="schedule"),
    path("rules/letters/", letter_texts.every, name="letter_texts"),
    path("rules/letters/<str:letter>/<str:to>/", letter_texts.one, name="letter_text"),
    path("rules/letters/<str:letter>/<str:to>/letter.pdf", letter_texts.pdf, name="letter_pdf"),
    path("rules/pauses/", pauses.every, name="pauses"),
    path("rules/pauses/new/", pauses.propose, name="pause_propose"),
    path("rules/pauses/<int:pk>/", pauses.one, name="pause"),
    path("rules/pauses/<int:pk>/end/", pauses.end, name="pause_end"),
]
