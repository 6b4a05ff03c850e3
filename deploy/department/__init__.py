"""A department's system as a program: it keeps a journal on disk, resumes by position, works, and reconciles.

It needs kombu and requests, and nothing of hub311: a department may start from it.
"""
