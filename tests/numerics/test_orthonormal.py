import numpy as np
import pytest

from glassychains.numerics.compiled import LANES
from glassychains.numerics.orthonormal import ABREAST, orthonormalize


@pytest.mark.parametrize("rows", [4, 8, 30])
@pytest.mark.parametrize("count", [1, 3, 4])
def test_vectors_and_growth_are_those_of_a_qr_decomposition(rows, count, rng):
    vectors = rng.normal(size=(count, rows * LANES)) * 10.0 ** rng.uniform(-3, 3, (count, 1))
    before, growth = vectors.reshape(count, rows, LANES).copy(), np.ones(count * LANES)
    orthonormalize(vectors, growth, np.zeros(ABREAST * LANES))
    after = vectors.reshape(count, rows, LANES)
    for lane in range(LANES):
        q, r = np.linalg.qr(before[:, :, lane].T)
        assert np.allclose(after[:, :, lane].T, q * np.sign(np.diag(r)), atol=1e-11)
        assert np.allclose(growth.reshape(count, LANES)[:, lane], 1 + np.log(np.abs(np.diag(r))), atol=1e-11)


def test_a_lane_does_not_feel_the_others(rng):
    one, two = rng.normal(size=(2, 3, 12, LANES))
    two[:, :, 5] = one[:, :, 5]
    growths = np.zeros((2, 3 * LANES))
    for vectors, growth in zip((one, two), growths, strict=True):
        orthonormalize(vectors.reshape(3, -1), growth, np.zeros(ABREAST * LANES))
    assert (one[:, :, 5] == two[:, :, 5]).all()
    assert (growths[0].reshape(3, LANES)[:, 5] == growths[1].reshape(3, LANES)[:, 5]).all()
