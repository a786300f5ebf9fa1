"""The yardstick: a bare Django project with one authenticated page and one insert, nothing of Mayak in it."""
