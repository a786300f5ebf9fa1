"""Bringing a stored plan in: in bulk, in one transaction, exactly what the plan says."""
