"""What spans the apps: layering, translations, access, journeys."""
