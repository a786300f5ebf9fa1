"""One file that holds a whole office, and the way back from it."""
