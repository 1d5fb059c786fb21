"""The addresses of the parties' door. None carries more than codes."""

from django.urls import path

from dueprocess.portal.views import complain, follow, matter, opening, present, sending, step, waiving, ways

app_name = "portal"
urlpatterns = [
    path("complain/", complain.start, name="start"),
    path("complain/what/", complain.what, name="what"),
    path("complain/whom/", complain.whom, name="whom"),
    path("complain/who/", complain.who, name="who"),
    path("complain/files/", complain.attach, name="files"),
    path("complain/you/", complain.you, name="you"),
    path("complain/review/", sending.review, name="review"),
    path("complain/sent/", sending.sent, name="sent"),
    path("complain/stop/", sending.stop, name="stop"),
    path("follow/", follow.enter, name="follow"),
    path("mine/", follow.mine, name="mine"),
    path("mine/<str:number>/", follow.choose, name="choose"),
    path("leave/", follow.leave, name="leave"),
    path("matter/", matter.page, name="matter"),
    path("matter/part/<str:number>/", matter.part, name="part"),
    path("matter/message/", matter.message, name="message"),
    path("matter/letter/<int:act>/", matter.letter, name="letter"),
    path("matter/step/<slug:step>/<int:strand>/", step.step, name="step"),
    path("matter/step/<slug:step>/<int:strand>/check/", step.check, name="check"),
    path("matter/give-up/<slug:step>/", waiving.give_up, name="waive"),
    path("matter/file/<int:act>/<int:number>/", matter.file, name="file"),
    path("matter/proof/", matter.proof, name="proof"),
    path("in/<str:code>/", ways.link, name="link"),
    path("ways/", ways.every, name="ways"),
    path("ways/close/", ways.close, name="close_ways"),
    path("ways/passkey/", ways.passkey, name="passkey"),
    path("ways/passkey/new/", ways.passkey_new, name="passkey_new"),
    path("with-you/", present.every, name="with_me"),
    path("with-you/<int:n>/end/", present.end, name="with_me_end"),
    path("for/<slug:key>/", present.acting, name="acting"),
    path("for/<slug:key>/letter/<int:act>/", present.letter, name="acting_letter"),
    path("for/<slug:key>/file/<int:act>/<int:number>/", present.file, name="acting_file"),
    path("matter/opening/", opening.ask, name="opening"),
    path("matter/opening/<int:note>/", opening.laid, name="laid"),
    path("matter/opening/<int:note>/<int:number>/<slug:what>/", opening.take, name="laid_file"),
]
