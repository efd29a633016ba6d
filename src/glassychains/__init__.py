"""Glassy dynamics in strongly anharmonic chains of oscillators: the physics behind the executable review.

This file imports nothing, so that the fingerprint of a result depends on the code it uses and on no more.
"""
