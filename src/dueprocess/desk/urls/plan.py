"""Addresses of the staff's door: the start-up plan for a backlog."""

from django.urls import path

from dueprocess.desk.views import plan

urlpatterns = [
    path("plan/", plan.page, name="plan"),
    path("plan/begin/", plan.begin, name="plan_prepare"),
    path("plan/begin/<str:number>/", plan.first, name="plan_begin"),
    path("plan/steps/<slug:step>/", plan.step, name="plan_step"),
    path("plan/cases/<str:number>/", plan.stock, name="stock"),
]
