"""What is attached to requests: who may, how many, and when a file leaves the disk."""
