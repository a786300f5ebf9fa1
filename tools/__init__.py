"""The developers' own tools: not part of the product."""
