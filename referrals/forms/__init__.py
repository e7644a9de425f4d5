"""The pages of the two public forms, and what they add up to."""
