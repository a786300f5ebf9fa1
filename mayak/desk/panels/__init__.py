"""How read models are told on the pages: words, links, shapes."""
