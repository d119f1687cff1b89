"""What pages show: rows of the data apps turned into words, colours and shapes. No rules, no writes."""
