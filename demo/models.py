"""What the demo remembers of itself: which story became which purchase."""

from django.db import models


class Story(models.Model):
    """One story that was played, and the purchase that came of it; the key makes the demo repeatable."""

    key = models.SlugField(primary_key=True)
    order = models.PositiveSmallIntegerField(unique=True)
    ocid = models.CharField(max_length=60, unique=True)
    # Set for all together, once every story has been told to its end.
    is_told = models.BooleanField(default=False)

    class Meta:
        app_label = "demo"
        ordering = ["order"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return f"{self.order} {self.key} {self.ocid}"
