"""The first half of an import: which files, which tables, how they are read, where their columns go."""
