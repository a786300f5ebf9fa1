"""Taking an import back: what returns, what was changed since and stays, and doing it in one transaction."""
