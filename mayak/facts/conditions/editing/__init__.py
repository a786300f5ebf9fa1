"""The editor of conditions: a tree that may not be whole yet, its lines, how many it hits, why it hits (S2).

docs/how-to/condition-editor.md says how a page offers it.
"""

from mayak.facts.conditions.editing.draft import Draft, beginning
from mayak.facts.conditions.editing.editor import Editor, editor_of
from mayak.facts.conditions.editing.posted import posted_condition

__all__ = ["Draft", "Editor", "beginning", "editor_of", "posted_condition"]
