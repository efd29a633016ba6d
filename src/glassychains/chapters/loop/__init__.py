"""Closing the loop: is what spreads what conducts?"""
