from django.apps import AppConfig
from django.utils.formats import get_format
from django.utils.translation import gettext

from holdspace.kernel import words


class ProjectConfig(AppConfig):
    name = "holdspace.project"
    label = "project"

    def ready(self) -> None:
        words.set_translator(gettext)
        words.set_decimal_mark(lambda: str(get_format("DECIMAL_SEPARATOR")))
