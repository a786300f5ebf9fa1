"""The contact page and what it sends."""
