"""How things were said: a text read for comparing, and the differences that bend it."""
