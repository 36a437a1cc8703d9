"""How Django's own forms come out: with the labels, hints and errors of our components.

The project names it: `FORM_RENDERER = "holdspace.ui.rendering.PageRenderer"`.
"""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class PageRenderer(TemplatesSetting):
    """Fields through `ui/form_field.html`, whole forms through `ui/form.html`."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/form_field.html"
