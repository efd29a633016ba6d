import numpy as np
import pytest

from glassychains.numerics.jacobi import eigenvectors


@pytest.mark.parametrize("size", [2, 5, 64])
def test_eigenvectors_are_those_of_lapack(rng, size):
    matrix = rng.normal(size=(size, size))
    matrix = matrix + matrix.T
    values, vectors = eigenvectors(matrix)
    assert np.allclose(values, np.linalg.eigvalsh(matrix), atol=1e-12 * size)
    assert np.allclose(vectors @ vectors.T, np.eye(size), atol=1e-13 * size)
    assert np.allclose(vectors @ matrix @ vectors.T, np.diag(values), atol=1e-12 * size)


def test_a_diagonal_matrix_is_left_alone():
    values, vectors = eigenvectors(np.diag([3.0, 1.0, 2.0]))
    assert (values == [1, 2, 3]).all()
    assert (vectors == np.eye(3)[[1, 2, 0]]).all()
