"""Addresses of the staff's door: what waits for somebody, and the cases in lists."""

from django.urls import path

from dueprocess.desk.views import alike, board, intake, opening, saved, work

urlpatterns = [
    path("", work.mine, name="work"),
    path("cases/", work.queue, name="queue"),
    path("cases/export.csv", work.export, name="export"),
    path("board/", board.page, name="board"),
    path("letters/", work.letters, name="to_send"),
    path("cases/search/", work.search, name="search"),
    path("cases/alike/", alike.groups, name="alike_groups"),
    path("cases/views/new/", saved.new, name="view_new"),
    path("cases/views/<slug:code>/", saved.change, name="view"),
    path("cases/open/", opening.choose, name="open_choose"),
    path("cases/open/<str:number>/<slug:step>/", opening.own, name="open"),
    path("cases/new/", intake.new, name="new"),
    path("cases/new/<str:number>/", intake.made, name="made"),
]
