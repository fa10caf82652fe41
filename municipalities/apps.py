from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = "Gemeenten en gebruikers"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from municipalities import logins

        user_logged_in.connect(logins.logged_in)
        authentication_step_completed.connect(logins.step_completed)
