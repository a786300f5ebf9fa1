"""Making the stored plan: reading, resolving references, comparing with the office, writing down."""
