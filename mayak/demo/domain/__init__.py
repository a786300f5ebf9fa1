"""The rules by which the demo office is made up: plain Python, every name and number is fictional."""
