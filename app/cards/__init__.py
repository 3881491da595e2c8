"""What a card is: values, kinds, the deck format, safe HTML and the checks an author runs."""
