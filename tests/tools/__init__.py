"""Tools that read, write and check the notebooks and figures of the series."""
