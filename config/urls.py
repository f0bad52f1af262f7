"""Addresses: health and the way in without a language, everything that people read under one."""

from allauth.account import views as account
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin
from wagtail.documents.views.serve import serve

from accounts.people import session_views as sessions
from accounts.people.number_views import ChangeNumber
from accounts.views import DeskView
from core import elder, health, media
from core.archive import views as archive
from core.errors import not_found
from core.gallery import Gallery
from core.passkeys import PasskeyProof
from core.purchases import PurchaseView
from payments.inbox import Webhook

handler400 = "core.errors.bad_request"
handler500 = "core.errors.server_error"
handler429 = "core.limits.too_many"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.live, name="health"),
    path("ready/", health.ready, name="ready"),
    path("webhooks/stripe/", Webhook.as_view(), name="card_webhook"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("elder/", elder.choose_edition, name="elder"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/phone/change/", ChangeNumber.as_view(), name="account_change_phone"),
    path("accounts/phone/verify/", account.verify_phone, name="account_verify_phone"),
    path("accounts/sessions/", sessions.Sessions.as_view(), name="usersessions_list"),
    path("accounts/sessions/<int:pk>/end/", sessions.EndSession.as_view(), name="usersession_end"),
    path("accounts/who/", PasskeyProof.as_view(), name="passkey_proof"),
    path("accounts/factors/", include("allauth.mfa.urls")),
    # Wagtail's own way in would go round the one above.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # People, their rights and their passwords are kept by the services of accounts alone.
    re_path(r"^admin/(users|groups|password_reset)/", not_found),
    path("admin/bulk/accounts/user/<path:rest>", not_found),
    path("admin/", include(wagtailadmin)),
    # Documents of a collection are for everybody or for those who sign in, never behind a password to be guessed.
    re_path(r"^documents/(\d+)/(.*)$", serve, name="wagtaildocs_serve"),
    path("media/<path:path>", media.picture, name="picture"),
]
if settings.DEBUG:
    urlpatterns += i18n_patterns(path("design/", Gallery.as_view(), name="design"))
urlpatterns += i18n_patterns(
    path("desk/", DeskView.as_view(), name="desk"),
    path("archive/<slug:token>/", archive.Document.as_view(), name="archiveddocument"),
    path("archive/<slug:token>/file/", archive.DocumentFile.as_view(), name="archiveddocument_file"),
    path("desk/purchases/<slug:ocid>/", PurchaseView.as_view(), name="purchase"),
    path("", include("accounts.urls")),
    path("", include("payments.urls")),
    path("", include("procurement.urls")),
    path("", include("projects.urls")),
    path("", include("cms.urls")),
)
if settings.DEMO_BAR:
    urlpatterns += [path("demo/", include("demo.urls"))]
