"""The playbook over time: versions with author and reason, what differs from the pack, restoring what was."""
