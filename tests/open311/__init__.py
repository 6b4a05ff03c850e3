"""Whether an Open311 server keeps to the standard: cases by method, schemas, faults that the cases must find."""
