"""Writes of hand-overs: asked for, carried out, taken back."""
