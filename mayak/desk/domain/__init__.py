"""Rules of the desk without Django."""
