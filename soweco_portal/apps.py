from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "soweco_portal"
    verbose_name = "Portaal"

    def ready(self) -> None:
        from soweco_portal.grants import grant

        post_migrate.connect(grant, sender=self)
