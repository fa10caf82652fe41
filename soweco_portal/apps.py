from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "soweco_portal"
    verbose_name = "Portaal"

    def ready(self) -> None:
        from soweco_portal import checks  # noqa: F401  registers itself
        from soweco_portal.grants import grant

        # Sent once per app with models, after all migrations; one of them will do.
        post_migrate.connect(grant, sender=apps.get_app_config("reports"))
