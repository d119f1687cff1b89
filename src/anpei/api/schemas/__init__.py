"""What goes in and out, one module a subject. Fields are described where their name does not say it all."""
