from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "municipalities"
    verbose_name = "Gemeenten en gebruikers"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from django.contrib.auth.signals import user_logged_in

        from municipalities import logins

        user_logged_in.connect(logins.logged_in)
        authentication_step_completed.connect(logins.step_completed)
        authenticator_added.connect(logins.factor_added)
        authenticator_removed.connect(logins.factor_removed)
