"""Facts that events may not carry: for routing without a name, for notify with everything a message says."""
