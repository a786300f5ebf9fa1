"""Two tables: the rows the page lists, and the one the insert writes to."""

from django.db import models


class Entry(models.Model):
    """A row of the reference page; ``shelf`` is what its one indexed query asks for."""

    shelf = models.IntegerField(db_index=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    day = models.DateField()
    is_open = models.BooleanField()

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What the bare insert adds."""

    text = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text
