"""Catalogues without system gettext: extract, update, compile, check (`python -m tools.translations`)."""
