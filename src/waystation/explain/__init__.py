"""The process in words and pictures, and the reason why a rule holds for one case or does not."""
