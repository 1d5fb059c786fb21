"""The addresses of the parties' door. None carries more than codes."""

from django.urls import path

from dueprocess.portal.views import approach, complain, follow, matter, opening, sending, step, waiving

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
    path("mine/approaches/<str:number>/", approach.page, name="approach"),
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
    path("matter/opening/", opening.ask, name="opening"),
    path("matter/opening/<int:note>/", opening.laid, name="laid"),
    path("matter/opening/<int:note>/<int:number>/<slug:what>/", opening.take, name="laid_file"),
]
