"""Test papers with known truth: drawn, worn as by a phone and a copier, of invented people; and the measure of reading them."""
