"""Pages of a register without counting everything: up to a bound the pages have numbers, beyond it one searches."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

MOST = 1_000  # rows that are counted; whoever looks for one among more of them uses the search


class BoundedPaginator(WagtailPaginator):
    """Counts as far as the bound and no further."""

    @cached_property
    def found(self) -> int:
        """How many rows there are, one more than the bound at most."""
        rows = self.object_list
        return rows.order_by()[: MOST + 1].count() if hasattr(rows, "order_by") else len(rows)

    @cached_property
    def count(self) -> int:
        """How many rows have a page."""
        return min(self.found, MOST)

    @cached_property
    def items_count_label(self) -> str:
        """What stands above the list."""
        if self.found > MOST:
            return _("the first %(most)s; search for others") % {"most": MOST}
        return super().items_count_label
