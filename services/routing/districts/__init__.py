"""What offices of representatives hear of their districts: notices in their feed, and a digest each day."""
