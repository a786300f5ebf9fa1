"""The playbook's figures that facts are measured with."""

from django.utils.translation import gettext_lazy as _

from mayak.core.playbook import Column, DefinitionTable, register
from mayak.facts.models import FactParameter

PARAMETERS = DefinitionTable(FactParameter, (Column("name"), Column("value"), Column("unit")))

register("facts", table=PARAMETERS, order=40, place=70, label=_("Figures of the facts"))
