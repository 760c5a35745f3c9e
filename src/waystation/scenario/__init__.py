"""What is asked: scenarios, the levers they move, and the uncertainties they fix."""
