"""Exercise checks that name the likely mistake: one module of checks for each chapter that has exercises.

A notebook imports the checks of its chapter, `from helpers.checks import chapter_01 as checks`, and hands each of them
the learner's function: `checks.likelihood(likelihood)`.
"""
