"""Addresses of the staff's door: the mailbox and its messages."""

from django.urls import path

from dueprocess.desk.views import mailbox, message, placed, sorting

urlpatterns = [
    path("mailbox/", mailbox.box, name="mailbox"),
    path("mailbox/unassigned/", mailbox.unassigned, name="unassigned"),
    path("mailbox/outgoing/", mailbox.outgoing, name="outgoing"),
    path("mailbox/several/", sorting.several, name="mailbox_several"),
    path("mailbox/signatures/", sorting.signatures, name="mailbox_signatures"),
    path("mailbox/put/", placed.placed, name="placed"),
    path("mailbox/<str:number>/", message.one, name="message"),
    path("mailbox/<str:number>/complaint/", message.complaint, name="message_complaint"),
    path("mailbox/<str:number>/case/", message.place, name="message_case"),
    path("mailbox/<str:number>/not-complaint/", message.not_complaint, name="message_not_complaint"),
    path("mailbox/<str:number>/automatic/", message.automatic, name="message_automatic"),
    path("mailbox/<str:number>/back/", message.back, name="message_back"),
    path("mailbox/<str:number>/assign/", message.assign, name="message_assign"),
    path("mailbox/<str:number>/files/<int:n>/<int:file>/", message.file, name="message_file"),
]
