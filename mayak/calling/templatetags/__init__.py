"""Template tags of the contact page."""
