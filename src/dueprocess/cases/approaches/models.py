"""Approaches as lists show them: projections of their dockets, in codes and days. Who it was, and what was
said, is sealed in the acts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket
from dueprocess.kit.tags import TagField


class Kind(models.TextChoices):
    """What an approach was."""

    PRESSURE = "pressure", _("Pressure")
    EXPEDITE = "expedite", _("Request to be quicker")
    INQUIRY = "inquiry", _("Question how it stands")
    CONSTITUENCY = "constituency", _("For a member whom they represent")
    PRESS = "press", _("Press")
    PREJUDGEMENT = "prejudgement", _("Public prejudgement")
    OTHER = "other", _("Something else")


class Channel(models.TextChoices):
    """By which way it came; private ways count as much as others."""

    IN_PERSON = "person", _("In person, or in passing")
    PHONE = "phone", _("By telephone or video call")
    MAIL = "mail", _("By mail, to a work address")
    PRIVATE = "private", _("Privately: own telephone, chat, private mail")
    MEETING = "meeting", _("In a meeting")
    LETTER = "letter", _("By letter")
    PUBLIC = "public", _("In public: in a speech, an interview, a post")
    THROUGH = "through", _("Through somebody else")


class Lane(models.TextChoices):
    """Whether whoever came has a lane of their own: a matter on which they may ask, and where."""

    NONE = "none", _("None: no role in it at all")
    WITNESS = "witness", _("A witness, or whoever was there")
    COMPLAINANT = "complainant", _("Whoever complained, or somebody for them")
    MANAGER = "manager", _("A line manager of somebody in it")


class Done(models.TextChoices):
    """What was answered, in the words that the protocol allows; anything else is said in full."""

    DECLINED = "declined", _("Said that no case is talked about, and that this is entered here")
    PUBLISHED = "published", _("Told what anybody may read: the rules, the steps, the criteria")
    PASSED = "passed", _("Said nothing on it, and told where to write: press office, oversight, the portal")
    NOTHING = "nothing", _("Nothing was answered")
    MORE = "more", _("More than that was said, done or promised")


class About(models.TextChoices):
    """What it was about."""

    CASE = "case", _("A case")
    INQUIRY = "inquiry", _("An inquiry while its answer is being written")


class Told(models.TextChoices):
    """Whether the person named may read now what is said of them."""

    NOW = "now", _("They may read it at once")
    LATER = "later", _("Not yet: it would put somebody in danger, or warn them")


class Approach(models.Model):
    """One approach, as its entry and what corrected it say. `about` is the pseudonym of the case, "" for an
    inquiry and where no such case was found; `late`: entered more than a working day after `on`. `done_more`
    and `told` as said last. `weighed_at`: when oversight looked at it as it stands; `weigh_by`: the last day
    for that. `replied_at`: when the person named last replied. `forwarded`: it came by mail, and whoever
    forwarded it has not completed it yet; `mail` finds that message again if it is fetched again."""

    docket = models.OneToOneField(Docket, primary_key=True, on_delete=models.CASCADE, related_name="approach")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    channel = models.CharField(max_length=20, choices=Channel.choices)
    lane = models.CharField(max_length=20, choices=Lane.choices)
    done = models.CharField(max_length=20, choices=Done.choices)
    about_what = models.CharField(max_length=20, choices=About.choices)
    about = models.CharField(max_length=32, blank=True)
    on = models.DateField()
    entered_at = models.DateTimeField()
    late = models.BooleanField()
    told = models.CharField(max_length=20, choices=Told.choices)
    forwarded = models.BooleanField(default=False)
    mail = TagField(max_length=32, null=True, unique=True)
    amended = models.PositiveSmallIntegerField(default=0)
    replied_at = models.DateTimeField(null=True)
    weigh_by = models.DateField()
    weighed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["about", "on"], name="approach_by_case"),
            models.Index(fields=["entered_at"], name="approach_by_entry"),
            models.Index(fields=["weigh_by"], name="approach_to_weigh", condition=models.Q(weighed_at=None)),
        ]
