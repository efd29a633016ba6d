"""Rotors for the battery."""

from glassychains.models.rotor import Rotor

EXAMPLES = [Rotor(0.7), Rotor(0.7, periodic=False), Rotor(0.05)]
