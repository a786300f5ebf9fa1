"""The import pages: choose tables, say what they are, look at the plan, bring it in, see what became of it."""
