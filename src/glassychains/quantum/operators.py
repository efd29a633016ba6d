"""From words to matrices, through QuSpin: bases, symmetries and operators are its own.

A model of the family `quantum` states `space(model)`, the basis of the sector in which it is studied,
`hamiltonian(model, space, replica)`, a dense real symmetric matrix in that basis, and `dimension(p)`, its size. QuSpin is
imported where it is used: it would cost every other job a second.
"""

import numpy as np


def sparse(terms, space):
    """The matrix of a sum of operators in a sector.

    Parameters
    ----------
    terms : list of (str, list)
        As QuSpin takes them: ("zz", [[J, x, y], ...]) is sum J S^z_x S^z_y. Sites count from 0.
    space : a basis of QuSpin

    Returns
    -------
    scipy.sparse.csr_array, shape (dimension, dimension)
        Real. What leads out of the sector is dropped: hand in only what conserves it.
    """
    from quspin.operators import hamiltonian

    quiet = {"check_symm": False, "check_herm": False, "check_pcon": False}
    return hamiltonian([list(term) for term in terms], [], basis=space, dtype=np.float64, **quiet).tocsr()


def dense(terms, space):
    """The same as an array."""
    return sparse(terms, space).toarray()
