from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "kezhou.platform.files"
    label = "files"
