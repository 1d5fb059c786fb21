"""Logins: who may sign in. Knows an address and a password hash; must not know any role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from dueprocess.people.models.register import Person


class LoginProposal(models.Model):
    """A login that one person wants to give to somebody who holds a role or a power; a second has to sign it.

    Nobody signs in by it: only when it is `taken` has the login been given. `ended_by` signed it, or declined
    it and wrote why; whoever proposed it may take it back.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="login_proposals")
    email = models.EmailField(max_length=254)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taken = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="login_proposed_once"
            )
        ]


class LoginManager(BaseUserManager["Login"]):
    """Makes logins; addresses are kept in lower case, so that one address is one login."""

    def get_queryset(self) -> models.QuerySet[Login]:
        """Read the person with the login: every page asks who it is."""
        return super().get_queryset().select_related("person")

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Login:
        """Store a login; without a password it can sign in only with a passkey or a mailed link."""
        if not email:
            raise ValueError("a login needs an email address")
        login = self.model(email=email.strip().lower(), **fields)
        login.set_password(password)
        login.save(using=self._db)
        return login

    def get_by_natural_key(self, username: str | None) -> Login:
        """Find a login by its address, however it is capitalised."""
        return self.get(email=(username or "").strip().lower())


class Login(AbstractBaseUser):
    """An account. What it may do comes from the person's appointments and powers, never from flags here."""

    email = models.EmailField(unique=True, max_length=254)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="login"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[LoginManager] = LoginManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="login_one_per_address")]

    def __str__(self) -> str:
        """Name the login without its address, which may not reach a log."""
        return f"login {self.pk}"
