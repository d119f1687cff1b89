"""Finding the passage that answers a question, in Chinese and English. Pure: no Django, no network, nothing downloaded."""
