"""The judge of repair cards: what holds of a Dockerfile or a compose file that a learner has edited."""
