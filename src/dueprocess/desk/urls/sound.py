"""Addresses of the staff's door: a recording among the evidence of a case, and what is said in it."""

from django.urls import path

from dueprocess.desk.views.evidence import playing

ITEM = "cases/<str:number>/evidence/<slug:item>"
urlpatterns = [
    path(f"{ITEM}/play/", playing.page, name="item_play"),
    path(f"{ITEM}/sound/", playing.sound, name="item_sound"),
    path(f"{ITEM}/outline/", playing.outline, name="item_outline"),
    path(f"{ITEM}/words/", playing.words, name="item_words"),
    path(f"{ITEM}/words/<int:version>.vtt", playing.captions, name="item_captions"),
    path(f"{ITEM}/words/<int:version>/", playing.taken, name="item_words_out"),
    path(f"{ITEM}/words/<int:version>/sign/", playing.sign, name="item_words_sign"),
]
