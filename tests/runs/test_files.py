import numpy as np
import pytest
import xarray

from glassychains.runs.files import ResultError, agrees, read, write
from glassychains.runs.result import Result, content

IDENTITY = {"study": "s", "g": 0.5, "traces": [0.0, 1.0], "batch_number": 0}


@pytest.fixture
def result():
    phi = (("replica", "lag"), np.arange(12.0).reshape(3, 4), {"units": "1"})
    return Result({"phi": phi, "lag": ("lag", np.arange(20.0, 24.0), {"units": "model time"})})


@pytest.fixture
def path(tmp_path, result):
    write(tmp_path / "deep/0000.nc", result, IDENTITY, "code", "seed")
    return tmp_path / "deep/0000.nc"


def test_round_trip(path, result):
    found = read(path, IDENTITY, "code")
    assert content(found) == content(result)
    assert found.attributes["parameter_g"] == 0.5
    assert found.attributes["version_numba"]
    assert list(path.parent.iterdir()) == [path]  # nothing temporary is left


def test_xarray_reads_the_file(path, result):
    with xarray.open_dataset(path, engine="h5netcdf") as found:
        assert (found.phi.values == result["phi"]).all()
        assert found.phi.dims == ("replica", "lag")
        assert list(found.lag.values) == [20, 21, 22, 23]
        assert found.lag.attrs["units"] == "model time"


def test_two_writes_are_equal_bytes(path, result, tmp_path):
    write(tmp_path / "again.nc", result, IDENTITY, "code", "seed")
    assert (tmp_path / "again.nc").read_bytes() == path.read_bytes()


def test_content_sees_one_bit(result):
    before = content(result)
    result["phi"][1, 2] = np.nextafter(result["phi"][1, 2], 99)
    assert content(result) != before


def test_missing(tmp_path):
    with pytest.raises(ResultError, match=r"nothing\.nc: missing"):
        read(tmp_path / "nothing.nc", IDENTITY, "code")


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.9])
def test_truncated(path, keep):
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep * len(whole))])
    with pytest.raises(ResultError, match=r"0000\.nc: truncated or not a result file"):
        read(path, IDENTITY, "code")


def test_one_flipped_bit_in_the_data(path):
    whole = bytearray(path.read_bytes())
    where = whole.index(np.arange(4.0, 8.0).tobytes())
    whole[where] ^= 1
    path.write_bytes(whole)
    with pytest.raises(ResultError, match=r"0000\.nc: its data do not match its checksum"):
        read(path, IDENTITY, "code")


def test_foreign_parameters_are_named(path):
    with pytest.raises(ResultError, match=r"0000\.nc: a result for other parameters \(g = 0.5 instead of 0.6\)"):
        read(path, IDENTITY | {"g": 0.6}, "code")


def test_foreign_code_is_named(path):
    with pytest.raises(ResultError, match=r"0000\.nc: made by other code \(fingerprint code, now other\)"):
        read(path, IDENTITY, "other")


def test_foreign_file(tmp_path, result):
    result.to_xarray().to_netcdf(tmp_path / "foreign.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="not a result file of glassychains"):
        read(tmp_path / "foreign.nc", IDENTITY, "code")


def test_another_result_agrees_bit_for_bit_or_to_the_tolerance_of_its_stage(path, result):
    """Only the linear stage, whose last digits linear algebra decides, states one: relative to the largest number."""
    assert agrees(result, path, "produce")
    assert agrees(result, path, "linear")
    result["phi"][0, 1] += 5e-9  # of numbers up to 11
    assert not agrees(result, path, "produce")
    assert agrees(result, path, "linear")
    result["phi"][0, 1] += 5e-8
    assert not agrees(result, path, "linear")
    del result.variables["lag"]
    assert not agrees(result, path, "linear")
