"""Addresses of the staff's door: one case, its tabs and what is done in it."""

from django.urls import path

from dueprocess.desk.views import (
    access,
    alike,
    annulling,
    earlier,
    effect,
    identity,
    package,
    placing,
    related,
    retaining,
    signing,
    step,
    tabling,
)
from dueprocess.desk.views.case import authority, entries, files, letter, readers, tabs, timeline
from dueprocess.desk.views.evidence import deciding
from dueprocess.desk.views.evidence import describing as items
from dueprocess.desk.views.evidence import pages as evidence
from dueprocess.desk.views.evidence import reading as reading_evidence
from dueprocess.desk.views.notes import handing, writing

ITEM = "cases/<str:number>/evidence/<slug:item>/"

urlpatterns = [
    path("cases/<str:number>/", timeline.page, name="case"),
    path("cases/<str:number>/deadlines/", tabs.deadlines, name="deadlines"),
    path("cases/<str:number>/effect/", effect.on_day, name="effect"),
    path("cases/<str:number>/parties/", tabs.parties, name="parties"),
    path("cases/<str:number>/parties/<slug:key>/", identity.link, name="link"),
    path("cases/<str:number>/allegations/", tabs.allegations, name="allegations"),
    path("cases/<str:number>/allegations/table/", tabling.page, name="table"),
    path("cases/<str:number>/files/", evidence.every, name="files"),
    path("cases/<str:number>/letters/", tabs.letters, name="letters"),
    path("cases/<str:number>/letters/<int:n>/<str:to>/", letter.one, name="letter"),
    path("cases/<str:number>/letters/<int:n>/<str:to>/<int:letter>.pdf", letter.paper, name="letter_paper"),
    path("cases/<str:number>/sitting/", tabs.sitting, name="sitting"),
    path("cases/<str:number>/authority/", authority.page, name="authority"),
    path("cases/<str:number>/authority.json", authority.as_json, name="authority_json"),
    path("cases/<str:number>/readers/", readers.page, name="readers"),
    path("cases/<str:number>/access/", access.decide, name="access"),
    path("cases/<str:number>/access/<int:rule>/end/", access.end, name="access_end"),
    path("cases/<str:number>/package/", package.package, name="package"),
    path("cases/<str:number>/acts/<int:n>/", entries.act, name="act"),
    path("cases/<str:number>/acts/<int:n>/annul/", annulling.annul, name="annul"),
    path("cases/<str:number>/acts/<int:n>/proof/", entries.proof, name="proof"),
    path("cases/<str:number>/files/<int:n>/<int:file>/", files.one, name="file"),
    path("cases/<str:number>/steps/<slug:step>/<int:strand>/", step.take, name="step"),
    path("cases/<str:number>/join/<slug:step>/<int:strand>/", handing.join, name="join"),
    path("cases/<str:number>/earlier/", earlier.page, name="earlier"),
    path("cases/<str:number>/related/", related.page, name="related"),
    path("cases/<str:number>/alike/", alike.one, name="alike"),
    path("cases/<str:number>/alike/<str:into>/", alike.into_one, name="alike_into"),
    path("cases/<str:number>/joinings/<int:pk>/", alike.joining, name="joining"),
    path("cases/<str:number>/notes/<slug:note>/", writing.write, name="note"),
    path("cases/<str:number>/assign/", handing.assign, name="assign"),
    path("cases/<str:number>/unit/", placing.place, name="place"),
    path("cases/<str:number>/kept/", retaining.page, name="keeping"),
    path("cases/<str:number>/kept/hold/", retaining.hold, name="hold"),
    path("cases/<str:number>/kept/lift/", retaining.lift, name="lift"),
    path("cases/<str:number>/kept/review/", retaining.review, name="review"),
    path("cases/<str:number>/evidence/new/", items.new, name="item_new"),
    path("cases/<str:number>/evidence/new/<int:act>/<int:file>/", items.of, name="item_of"),
    path("cases/<str:number>/evidence/list/", deciding.give, name="disclose"),
    path("cases/<str:number>/evidence/<slug:item>/", evidence.one, name="item"),
    path("cases/<str:number>/evidence/<slug:item>/again/", items.again, name="item_again"),
    path("cases/<str:number>/evidence/<slug:item>/sort/", deciding.sort, name="item_sort"),
    path("cases/<str:number>/evidence/<slug:item>/rule/", deciding.rule, name="item_rule"),
    path("cases/<str:number>/evidence/<slug:item>/gist/", deciding.gist, name="item_gist"),
    path("cases/<str:number>/evidence/<slug:item>/check/", evidence.check, name="item_check"),
    path("cases/<str:number>/evidence/<slug:item>/copies/<int:pk>/", evidence.copy, name="item_copy"),
    path(f"{ITEM}read/<int:page>/", reading_evidence.page, name="item_page"),
    path(f"{ITEM}read/<int:page>/correct/", reading_evidence.correct, name="item_correct"),
    path(f"{ITEM}again/read/", reading_evidence.again, name="item_read_again"),
    path(f"{ITEM}parts/<int:part>/", reading_evidence.part, name="item_part"),
    path(f"{ITEM}shown/<int:pk>/", reading_evidence.picture, name="item_shown"),
    path("cases/<str:number>/signatures/<int:proposal>/", signing.one, name="signature"),
]
