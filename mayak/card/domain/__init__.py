"""Rules of the card, without Django."""
