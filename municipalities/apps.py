from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = "Gemeenten en gebruikers"

    def ready(self) -> None:
        from municipalities import arrivals, checks, logins  # noqa: F401  the checks register themselves

        logins.watch()
        arrivals.watch()
