"""Fitting a simulator to what was published: history matching in waves, then a posterior over what is left."""
