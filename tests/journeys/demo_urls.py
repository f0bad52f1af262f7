"""The addresses of the site with those of the demo's bar, as where the demo runs."""

from django.urls import include, path

from config import urls

handler400, handler429 = urls.handler400, urls.handler429
urlpatterns = [*urls.urlpatterns, path("demo/", include("demo.urls"))]
