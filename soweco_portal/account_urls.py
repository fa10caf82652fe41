"""The addresses of logging in and of one's own account. The names are those allauth asks for."""

from django.urls import path

from municipalities import views

urlpatterns = [
    path("inloggen/", views.login, name="account_login"),
    path("inloggen/code/", views.login_code, name="mfa_authenticate"),
    path("inloggen/gemeente/<slug:provider_id>/", views.login_elsewhere, name="openid_connect_login"),
    path("inloggen/gemeente/<slug:provider_id>/terug/", views.login_elsewhere_back, name="openid_connect_callback"),
    path("uitloggen/", views.logout, name="account_logout"),
    path("wachtwoord/vergeten/", views.forgotten, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", views.forgotten_done, name="password_mail_sent"),
    path("wachtwoord/kiezen/<uuid:uidb64>/<str:token>/", views.password_choose, name="password_choose"),
    path("account/", views.account_page, name="account"),
    path("account/sessies/beeindigen/", views.end_session, name="session_end"),
    path("account/wachtwoord/", views.password_change, name="account_change_password"),
    path("account/bevestigen/", views.prove_by_password, name="account_reauthenticate"),
    path("account/bevestigen/code/", views.prove_by_code, name="mfa_reauthenticate"),
    path("account/bevestigen/passkey/", views.prove_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/tweede-stap/", views.own_factors, name="mfa_index"),
    path("account/tweede-stap/app/", views.new_app, name="mfa_activate_totp"),
    path("account/tweede-stap/passkey/", views.new_passkey, name="mfa_add_webauthn"),
    path("account/tweede-stap/verwijderen/", views.remove_factor, name="factor_remove"),
    path("account/tweede-stap/herstelcodes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/tweede-stap/herstelcodes/nieuw/", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
