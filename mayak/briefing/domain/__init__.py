"""Rules of preparation, without Django."""
