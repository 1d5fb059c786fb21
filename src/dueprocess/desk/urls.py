"""The addresses of the staff's door. None carries more than codes."""

from django.urls import path

from dueprocess.desk.views import case, intake, notes, opening, people, posts, record, rules, signing, step, work

app_name = "desk"
urlpatterns = [
    path("", work.mine, name="work"),
    path("cases/", work.queue, name="queue"),
    path("cases/export.csv", work.export, name="export"),
    path("cases/search/", work.search, name="search"),
    path("cases/open/", opening.choose, name="open_choose"),
    path("cases/open/<str:number>/<slug:step>/", opening.own, name="open"),
    path("cases/new/", intake.new, name="new"),
    path("cases/new/<str:number>/", intake.made, name="made"),
    path("cases/<str:number>/", case.timeline, name="case"),
    path("cases/<str:number>/parties/", case.parties, name="parties"),
    path("cases/<str:number>/allegations/", case.allegations, name="allegations"),
    path("cases/<str:number>/files/", case.files, name="files"),
    path("cases/<str:number>/letters/", case.letters, name="letters"),
    path("cases/<str:number>/sitting/", case.sitting, name="sitting"),
    path("cases/<str:number>/readers/", case.readers, name="readers"),
    path("cases/<str:number>/acts/<int:n>/", case.act, name="act"),
    path("cases/<str:number>/acts/<int:n>/proof/", case.proof, name="proof"),
    path("cases/<str:number>/files/<int:n>/<int:file>/", case.file, name="file"),
    path("cases/<str:number>/steps/<slug:step>/<int:strand>/", step.take, name="step"),
    path("cases/<str:number>/join/<slug:step>/<int:strand>/", notes.join, name="join"),
    path("cases/<str:number>/notes/<slug:note>/", notes.write, name="note"),
    path("cases/<str:number>/assign/", notes.assign, name="assign"),
    path("cases/<str:number>/signatures/<int:proposal>/", signing.one, name="signature"),
    path("people/", people.find, name="people"),
    path("people/new/", people.add, name="person_new"),
    path("people/<int:pk>/", people.page, name="person"),
    path("people/<int:pk>/change/", people.change, name="person_change"),
    path("people/<int:pk>/appoint/", posts.appoint, name="appoint"),
    path("people/<int:pk>/office/", posts.begin_term, name="begin_term"),
    path("people/<int:pk>/roles/<int:appointment>/end/", posts.end_appointment, name="end_appointment"),
    path("people/<int:pk>/roles/<int:appointment>/lend/", posts.delegate, name="delegate"),
    path(
        "people/<int:pk>/roles/<int:appointment>/lent/<int:delegation>/end/",
        posts.end_delegation,
        name="end_delegation",
    ),
    path("people/<int:pk>/powers/", posts.give_power, name="give_power"),
    path("people/<int:pk>/powers/<int:grant>/end/", posts.end_power, name="end_power"),
    path("people/<int:pk>/qualify/", people.qualify, name="qualify"),
    path("people/roles/", posts.roles, name="roles"),
    path("people/offices/new/", posts.new_office, name="new_office"),
    path("people/terms/<int:term>/end/", posts.end_term, name="end_term"),
    path("rules/", rules.page, name="rules"),
    path("record/", record.page, name="record"),
]
