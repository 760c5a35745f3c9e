"""How people reach the model from a terminal: parse, call the api, print."""
