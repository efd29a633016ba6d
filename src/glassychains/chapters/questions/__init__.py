"""What a specialist asks after sections 2 and 4: rates, lengths, steps, samples, vanishing noise."""
