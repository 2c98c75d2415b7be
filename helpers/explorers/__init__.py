"""One module an explorer: an interactive panel about one idea."""
