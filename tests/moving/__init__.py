"""An office moves: into a file and back, to another PostgreSQL, from the first version to today's."""
