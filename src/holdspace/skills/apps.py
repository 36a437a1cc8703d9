from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "holdspace.skills"
    label = "skills"
