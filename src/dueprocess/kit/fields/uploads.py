"""Files that people send with a form. Judging and storing them is `kit.files`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy, ngettext

from dueprocess.kit.fields.words import Words


class FilesWidget(forms.ClearableFileInput):
    """A box for several files."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        given = files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []
        return list(given)


class FilesField(forms.FileField):
    """Several files; returns a list of uploads, empty where none was chosen.

    Their types and content are judged by `kit.files` when they are stored; here only their number.
    """

    widget = FilesWidget

    def __init__(self, *, label: Words, hint: Words = "", most: int = 20, **more: Any) -> None:
        self.most = most
        more.setdefault("required", False)
        more.setdefault("error_messages", {"required": gettext_lazy("Choose at least one file.")})
        super().__init__(label=label, help_text=hint, widget=FilesWidget(attrs={"multiple": True}), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: list[UploadedFile[Any]] = list(data or [])
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(given) > self.most:
            raise ValidationError(
                ngettext(
                    "Choose at most {n} file at a time.", "Choose at most {n} files at a time.", self.most
                ).format(n=self.most)
            )
        return given
