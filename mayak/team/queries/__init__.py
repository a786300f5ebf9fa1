"""What the pages of hand-overs read."""
