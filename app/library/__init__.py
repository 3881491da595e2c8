"""A guide as a learner's source: uploaded, compiled into proposals, accepted or refused, read beside its cards."""
