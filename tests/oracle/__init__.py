"""An independent reading of what the default signals mean, straight from the exchange tables."""
