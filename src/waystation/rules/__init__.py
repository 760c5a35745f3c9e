"""What a condition is: a closed language that can be tested, traced, drawn, hashed and said in English."""
