"""Tables as cards: every cell knows its column, and is still a cell to whoever has it read aloud."""

from __future__ import annotations

import re

from django.template import Context, Template

from core.tables import as_cards, columns_of

TABLE = """<table class="govuk-table"><thead><tr><th scope="col">For</th><th scope="col">A &amp; B</th>
<th scope="col" class="number">Amount</th></tr></thead>
<tbody><tr><th scope="row">First</th><td lang="zh-Hans">甲</td><td class="number">1</td></tr>
<tr><td colspan="2">Sum</td><td class="number">1</td></tr></tbody></table>"""


def labels(html: str) -> list[str]:
    return re.findall(r'data-label="([^"]*)"', html)


def test_columns_are_named_by_the_head() -> None:
    assert columns_of(TABLE) == ["For", "A & B", "Amount"]


def test_every_cell_carries_the_name_of_its_column_and_a_wide_one_none() -> None:
    assert labels(as_cards(TABLE)) == ["For", "A &amp; B", "Amount", "Amount"]


def test_cells_keep_their_roles_when_they_are_laid_out_anew() -> None:
    roles = re.findall(r'role="(\w+)"', as_cards(TABLE))
    assert roles.count("row") == 3
    assert roles.count("cell") == 4
    assert roles.count("rowheader") == 1
    assert roles.count("columnheader") == 3
    assert roles.count("table") == 1


def test_a_table_of_two_columns_stays_as_it_is() -> None:
    narrow = "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    assert as_cards(narrow) == narrow


def test_a_name_is_escaped_and_the_words_of_a_cell_are_left_alone() -> None:
    html = TABLE.replace("Amount", '&lt;b&gt; "x"', 1).replace(">甲<", ">&lt;td&gt;<")
    assert labels(as_cards(html))[2] == "&lt;b&gt; &quot;x&quot;"
    assert "&lt;td&gt;" in as_cards(html)


def test_the_tag_dresses_what_a_template_wrote() -> None:
    shown = Template("{% load linli %}{% cards %}" + TABLE + "{% endcards %}").render(Context())
    assert shown == as_cards(TABLE)
