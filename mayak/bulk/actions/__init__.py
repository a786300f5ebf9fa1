"""What can be done with many clients at once, by code."""

from mayak.bulk.actions.assigning import Assign
from mayak.bulk.actions.assignments import CreateAssignments
from mayak.bulk.actions.base import Action
from mayak.bulk.actions.contacts import PlanContacts
from mayak.bulk.actions.exporting import Export
from mayak.bulk.actions.marks import MarkClients
from mayak.bulk.actions.segments import EnterSegment

ACTIONS: dict[str, Action] = {
    action.code: action
    for action in (PlanContacts(), CreateAssignments(), EnterSegment(), MarkClients(), Assign(), Export())
}

__all__ = ["ACTIONS", "Action"]
