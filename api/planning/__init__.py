"""Plan runs carried out: the work on one run, the processes that do it, and who sees to it that none is lost."""
