"""How fast Ebb answers, held against the least that could do the same work: `python -m tests.bench`."""
