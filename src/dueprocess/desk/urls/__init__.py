"""The addresses of the staff's door, a module for each thing it shows. None carries more than codes.

The first that fits answers: words such as `cases/search/` (in `work`) come before the number of a case.
"""

from dueprocess.desk.urls import (
    approaches,
    bundles,
    cases,
    declaring,
    deliberation,
    figures,
    hearings,
    imports,
    lots,
    mailbox,
    oversight,
    people,
    plan,
    priority,
    rules,
    several,
    sound,
    standing,
    statements,
    training,
    ways,
    work,
)

app_name = "desk"
urlpatterns = [
    *work.urlpatterns,
    *cases.urlpatterns,
    *several.urlpatterns,
    *mailbox.urlpatterns,
    *plan.urlpatterns,
    *people.urlpatterns,
    *oversight.urlpatterns,
    *rules.urlpatterns,
    *imports.urlpatterns,
    *figures.urlpatterns,
    *ways.urlpatterns,
    *approaches.urlpatterns,
    *priority.urlpatterns,
    *declaring.urlpatterns,
    *statements.urlpatterns,
    *sound.urlpatterns,
    *bundles.urlpatterns,
    *hearings.urlpatterns,
    *lots.urlpatterns,
    *deliberation.urlpatterns,
    *training.urlpatterns,
    *standing.urlpatterns,
]
