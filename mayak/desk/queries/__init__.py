"""What the pages of the desk read: questions of several apps, asked together."""
