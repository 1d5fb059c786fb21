"""Form fields with accessible markup: label, hint, error and control tied together, errors by line.

A form derives from `Form` and is written in a template as `{{ form }}`, or field by field as
`{{ form.reason.as_field_group }}`, after `<c-errors :form="form" />`. Every field takes `label`, `hint`
and `required`; what it returns stands in its docstring. Must not know any room.
"""

from dueprocess.kit.fields.choices import CheckboxesField, Option, RadiosField, SelectField, TickField
from dueprocess.kit.fields.dates import DateField, MomentField, read_date
from dueprocess.kit.fields.lengths import LengthField
from dueprocess.kit.fields.markup import BoundField, Form, Renderer
from dueprocess.kit.fields.text import CodeField, EmailField, LongTextField, NumberField, TextField
from dueprocess.kit.fields.uploads import FilesField
from dueprocess.kit.fields.words import whole

__all__ = [
    "BoundField", "CheckboxesField", "CodeField", "DateField", "EmailField", "FilesField", "Form",
    "LengthField", "LongTextField", "MomentField", "NumberField", "Option", "RadiosField", "Renderer",
    "SelectField", "TextField", "TickField", "read_date", "whole",
]  # fmt: skip
