"""The addresses of logging in. Only those that are used: no sign-up, no mail, no reset by mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from mingcha.web import signing

login = signing.Login.as_view()
logout = LogoutView.as_view()
urlpatterns = [
    path("login/", login, name="account_login"),
    path("login/", login, name="login"),
    path("logout/", logout, name="account_logout"),
    path("logout/", logout, name="logout"),
    path("login/again/", account.reauthenticate, name="account_reauthenticate"),
    path("login/suspended/", account.account_inactive, name="account_inactive"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("me/second-factor/", mfa.index, name="mfa_index"),
    path("me/second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("me/second-factor/activate/", signing.Activate.as_view(), name="mfa_activate_totp"),
    path("me/second-factor/deactivate/", signing.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("me/second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "me/second-factor/codes/generate/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "me/second-factor/codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
if settings.OIDC:
    from mingcha.web import identity

    urlpatterns += [
        path("identity/oidc/<str:provider_id>/login/", identity.login),
        path("identity/", include("allauth.socialaccount.providers.openid_connect.urls")),
        path("identity/", include("allauth.socialaccount.urls")),
    ]
