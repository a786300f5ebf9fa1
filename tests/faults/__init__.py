"""The fault test: an office at work is struck hundreds of times, and nothing acknowledged may be lost or doubled."""
