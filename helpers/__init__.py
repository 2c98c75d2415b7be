"""The functions, pictures and panels that the notebooks share."""
