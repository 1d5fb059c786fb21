"""Addresses of the staff's door: hearings of a case, and one's own appointments."""

from django.urls import path

from dueprocess.desk.views.hearings import entering, pages, setting

urlpatterns = [
    path("appointments/", pages.own, name="hearings"),
    path("cases/<str:number>/hearings/", pages.every, name="hearings_of"),
    path("cases/<str:number>/hearings/new/", setting.new, name="hearing_new"),
    path("cases/<str:number>/hearings/hours/", pages.slots, name="hearing_slots"),
    path("cases/<str:number>/hearings/away/", setting.away, name="hearing_away"),
    path("cases/<str:number>/hearings/away/<int:n>/end/", setting.available, name="hearing_available"),
    path("cases/<str:number>/hearings/publicity/", entering.publicity, name="publicity"),
    path("cases/<str:number>/hearings/<slug:hearing>/", pages.single, name="hearing"),
    path("cases/<str:number>/hearings/<slug:hearing>/appointment.ics", pages.calendar, name="hearing_file"),
    path("cases/<str:number>/hearings/<slug:hearing>/change/", setting.move, name="hearing_move"),
    path("cases/<str:number>/hearings/<slug:hearing>/cancel/", setting.cancel, name="hearing_cancel"),
    path("cases/<str:number>/hearings/<slug:hearing>/day/", entering.day, name="hearing_day"),
    path("cases/<str:number>/hearings/<slug:hearing>/special/", entering.special, name="hearing_special"),
    path(
        "cases/<str:number>/hearings/<slug:hearing>/special/<int:n>/end/", entering.special_end,
        name="hearing_special_end",
    ),
    path(
        "cases/<str:number>/hearings/<slug:hearing>/answer/<slug:key>/", entering.reply, name="hearing_reply"
    ),
]  # fmt: skip
