"""Eigenvectors of small symmetric matrices in strict arithmetic: the same bits on every machine, where LAPACK's are not.

Cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 4th ed., sec. 8.5): each makes one off-diagonal pair zero,
sweeps over all pairs converge quadratically.
"""

import math

import numpy as np

from glassychains.numerics.compiled import jit

SWEEPS = 12
"""More than a matrix of 64 rows needs to reach rounding."""


@jit
def _rotate(matrix, vectors):
    """Sweeps over all pairs, in place; rows of `vectors` become the eigenvectors."""
    size = matrix.shape[0]
    for _ in range(SWEEPS):
        for i in range(size - 1):
            for j in range(i + 1, size):
                if matrix[i, j] == 0.0:
                    continue
                ratio = (matrix[j, j] - matrix[i, i]) / (2.0 * matrix[i, j])
                tangent = math.copysign(1.0, ratio) / (abs(ratio) + math.sqrt(1.0 + ratio * ratio))
                c = 1.0 / math.sqrt(1.0 + tangent * tangent)
                s = tangent * c
                for k in range(size):
                    a, b = matrix[k, i], matrix[k, j]
                    matrix[k, i], matrix[k, j] = c * a - s * b, s * a + c * b
                for k in range(size):
                    a, b = matrix[i, k], matrix[j, k]
                    matrix[i, k], matrix[j, k] = c * a - s * b, s * a + c * b
                for k in range(size):
                    a, b = vectors[i, k], vectors[j, k]
                    vectors[i, k], vectors[j, k] = c * a - s * b, s * a + c * b


def eigenvectors(matrix):
    """Eigenvalues, ascending, and orthonormal eigenvectors of a symmetric matrix.

    Returns
    -------
    tuple
        Shapes (n,) and (vector, row).
    """
    rotated, vectors = np.array(matrix, float), np.eye(len(matrix))
    _rotate(rotated, vectors)
    values = np.diag(rotated)
    order = np.argsort(values, kind="stable")
    return values[order], vectors[order]
