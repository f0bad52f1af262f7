"""The blocks that editors build a page of; one block, one template."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    """A picture with the words that stand for it where it is not seen."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("What the picture shows"), help_text=_("Read aloud to people who do not see it."))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "cms/blocks/picture.html"


class StepBlock(blocks.StructBlock):
    """One step of a way."""

    title = blocks.CharBlock(label=_("Step"))
    text = blocks.TextBlock(label=_("What to do"), required=False)

    class Meta:
        label = _("Step")


class StepsBlock(blocks.StructBlock):
    """A way in numbered steps."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "cms/blocks/steps.html"


class RuleBlock(blocks.StructBlock):
    """A sentence of the law with its article."""

    text = blocks.TextBlock(label=_("The rule, word for word"))
    article = blocks.CharBlock(label=_("Article"), help_text=_("As 财政部令第87号第四十七条."))

    class Meta:
        label = _("Quotation of a rule")
        icon = "openquote"
        template = "cms/blocks/rule.html"


class CallBlock(blocks.StructBlock):
    """One thing to do next, as a button."""

    text = blocks.CharBlock(label=_("Why, in one sentence"), required=False)
    button = blocks.CharBlock(label=_("On the button"))
    page = blocks.PageChooserBlock(label=_("To this page"), required=False)
    address = blocks.CharBlock(
        label=_("Or to this address"),
        required=False,
        help_text=_("Begins with / for a page of this site; the language is added."),
    )

    class Meta:
        label = _("Call to action")
        icon = "arrow-right"
        template = "cms/blocks/call.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """With the address that the button leads to."""
        context = super().get_context(value, parent_context=parent_context)
        address = value["address"]
        if value["page"]:
            address = value["page"].url
        # Only our own pages and the open web: an address of another kind leads nowhere.
        context["address"] = address if address and address.startswith(("/", "https://", "http://")) else ""
        return context


class FigureBlock(blocks.StructBlock):
    """One figure and what it counts."""

    value = blocks.CharBlock(label=_("Figure"))
    label = blocks.CharBlock(label=_("What it counts"))

    class Meta:
        label = _("Figure")


class FiguresBlock(blocks.StructBlock):
    """Some figures side by side, with where they come from."""

    figures = blocks.ListBlock(FigureBlock(), label=_("Figures"), min_num=1)
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        label = _("Figures")
        icon = "table"
        template = "cms/blocks/figures.html"


class WordsBlock(blocks.StreamBlock):
    """Everything that a page may say, in any order."""

    paragraph = blocks.RichTextBlock(
        label=_("Paragraph"),
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"],
        template="cms/blocks/paragraph.html",
    )
    picture = PictureBlock()
    steps = StepsBlock()
    rule = RuleBlock()
    call = CallBlock()
    figures = FiguresBlock()
