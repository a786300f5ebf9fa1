"""Journeys of people through the real command in a real browser."""
