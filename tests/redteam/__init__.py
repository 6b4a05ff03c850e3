"""What somebody tries who wishes to know more of residents than may be known."""
