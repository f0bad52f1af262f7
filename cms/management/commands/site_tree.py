"""Makes what is missing of the public site's tree, and counts its figures once."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.clock import count_figures
from cms.tree import plant


class Command(BaseCommand):
    """`site_tree` makes the pages that are missing; pages that are there keep their words."""

    help = "Make the pages of the public site that are missing; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        home = plant()
        count_figures()  # the first reader counts nothing
        if options["verbosity"] > 1:
            self.stdout.write(f"The site's first page: {home.title} (/zh-hans/, /en/)")
