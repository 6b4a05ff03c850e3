"""What is the answer, and whom else to call: articles, directory, facilities, search and gaps."""
