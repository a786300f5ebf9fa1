"""Selections that people keep: who sees them, what they hit now and yesterday, how they change."""
