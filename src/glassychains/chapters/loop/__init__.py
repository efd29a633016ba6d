"""Closing the loop: both sides of the review's questions on one chain."""
