"""Does a department's system, whatever happens to it, end with exactly what the source has?"""
