"""Answering browsers: what every room needs to read a request and show a page."""
