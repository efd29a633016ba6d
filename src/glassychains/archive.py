"""One tier as an RO-Crate, to be deposited: `python -m glassychains.archive --configfile config/standard.yaml`.

results/<tier>/archive/glassychains-<tier>.zip holds the tables, figures, verdicts and book of the tier, its configuration and
the code, under the names that they have in the project. The batches are large and can be computed again: of them it holds
`manifest.csv`, as `glassychains.record` writes it. `ro-crate-metadata.json` says what is what, with the SHA-256 of each file;
`sha256sum -c SHA256SUMS` checks an unpacked archive. The same results give the same bytes.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import yaml
from requests_cache import CachedRequest, CachedResponse
from rocrate.model import ContextEntity
from rocrate.rocrate import ROCrate
from rocrate.vocabs import RO_CRATE
from rocrate_validator import services
from rocrate_validator.models import ValidationSettings
from rocrate_validator.utils.http import HttpRequester

from glassychains.config import ledgers, reading, studies
from glassychains.record import MANIFEST, manifest
from glassychains.runs.files import ResultError

CODE = ("Snakefile", "workflow", "config", "src", "book", "benchmarks", "profiles", "pyproject.toml", "requirements.lock")
CODE += ("Makefile", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE")
"""What it takes to compute everything again."""
FOLDERS = {
    "fits": "Of each study the curves, and in *.numbers.csv the numbers: quantity, labels, value, standard error",
    "figures": "The figures, and beside each the data that it shows",
    "site/_build/html": "The book: open index.html",
}
"""What folders of a tier are."""
SUMS = "SHA256SUMS"


class ArchiveError(Exception):
    """The tier cannot be packed; the message says why."""


def contents(tier, wanted, figures):
    """Paths of what is packed, by their names in the archive, sorted.

    Parameters
    ----------
    tier : Path
        results/<tier>, from the project, which is the working folder.
    wanted, figures : iterables of str
        Ids of the studies and figures of the book.

    Raises
    ------
    ArchiveError
        Something is missing.
    """
    site = tier / "site/_build/html"
    paths = [tier / "claims.json", site / "index.html", tier / "site/provenance.json"]
    paths += [tier / f"fits/{id}{kind}.csv" for id in wanted for kind in ("", ".numbers")]
    paths += [tier / f"figures/{id}.{kind}" for id in figures for kind in ("svg", "csv")]
    if missing := [path for path in paths if not path.is_file()]:
        raise ArchiveError(f"{missing[0]} is missing, and {len(missing) - 1} more; first complete the tier")
    for path in (site, *map(Path, CODE)):
        paths += _files(path) if path.is_dir() else [path]
    return {path.as_posix(): path for path in sorted(set(paths))}


def _files(folder):
    """Files of a folder, without what Python and the builder of the book leave behind."""
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        if path.is_file() and not any(part in ("__pycache__", "_build") or part.endswith(".egg-info") for part in inside):
            yield path


def moment(tier):
    """When the verdicts of a tier were gathered, or what SOURCE_DATE_EPOCH says."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or (tier / "claims.json").stat().st_mtime
    return datetime.fromtimestamp(int(seconds), UTC)


def sha256(content):
    """The hash of bytes, as sha256sum writes it."""
    return hashlib.sha256(content).hexdigest()


def pack(files, rows, tier, date, folder):
    """Write the crate.

    Parameters
    ----------
    files : dict
        As `contents` gives it; CITATION.cff and Snakefile are among them.
    rows : list of tuple
        As `glassychains.record.manifest` gives it.
    tier : Path
    date : datetime
    folder : Path
        To hold the crate.
    """
    crate = ROCrate()
    for name, path in files.items():
        about = {"sha256": sha256(path.read_bytes())}
        if name == "Snakefile":
            about["name"] = "The workflow"
            crate.add_workflow(
                path, name, main=True, lang="snakemake", lang_version=version("snakemake"), properties=about, record_size=True
            )
        else:
            crate.add_file(path, name, properties=about, record_size=True)
    for name, meaning in FOLDERS.items():
        crate.add_dataset(dest_path=tier / name, properties={"name": name, "description": meaning})
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([MANIFEST, *rows])
    content, listed = table.getvalue().encode(), f"{tier.as_posix()}/manifest.csv"
    meaning = "Path, hash of the content and core-seconds of every batch from which the results come. The batches are not here"
    about = {"sha256": sha256(content), "description": meaning}
    crate.add_file(io.BytesIO(content), listed, properties=about, record_size=True)
    crate.add_file(io.BytesIO(), SUMS, properties={"description": "For sha256sum -c: all files but this one"})
    _describe(crate, yaml.safe_load(files["CITATION.cff"].read_text(encoding="utf-8")), tier)
    crate.description = (
        f"Tables, figures, verdicts and book, with configuration and code. The {len(rows)} batches from which they come are "
        f"not here: {listed} has a hash of each, and the workflow computes them again."
    )
    crate.datePublished = date
    crate.write(folder)
    packed = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    sums = [f"{sha256(packed[name].read_bytes())}  {name}\n" for name in sorted(packed.keys() - {SUMS})]
    (folder / SUMS).write_text("".join(sums))


def _describe(crate, citation, tier):
    """Name, version, license, authors and the article reviewed, from what CITATION.cff says."""

    def named(kind, name, id=None, **more):
        return crate.add(ContextEntity(crate, id or f"#{name.replace(' ', '-')}", {"@type": kind, "name": name, **more}))

    def author(entry):
        if "name" in entry:
            return named("Organization", entry["name"])
        return named("Person", f"{entry['given-names']} {entry['family-names']}", entry.get("orcid"))

    def article(entry):
        return named(
            "ScholarlyArticle",
            entry["title"],
            f"https://doi.org/{entry['doi']}" if "doi" in entry else None,
            author=[author(one) for one in entry["authors"]],
            datePublished=str(entry["year"]),
            isPartOf=named("Periodical", entry["journal"]),
        )

    crate.name = f"{citation['title']}: the {tier.name} tier"
    crate.root_dataset["version"] = str(citation["version"])
    crate.license = named("CreativeWork", citation["license"], f"https://spdx.org/licenses/{citation['license']}")
    crate.root_dataset["author"] = [author(entry) for entry in citation["authors"]]
    crate.root_dataset["citation"] = [article(entry) for entry in citation["references"]]


def problems(folder):
    """What the validator of RO-Crates finds wrong, a line each. It asks no network."""
    with tempfile.TemporaryDirectory() as cache:
        settings = ValidationSettings(
            rocrate_uri=str(folder), profile_identifier="ro-crate-1.3", offline=True, cache_path=Path(cache) / "web"
        )
        # the context, which the library that writes crates carries and the validator would fetch
        answer = CachedResponse(
            url=RO_CRATE["@id"],
            status_code=200,
            headers={"Content-Type": "application/ld+json"},
            content=json.dumps(RO_CRATE).encode(),
            request=CachedRequest(method="GET", url=RO_CRATE["@id"]),
        )
        HttpRequester().session.cache.save_response(answer)
        issues = services.validate(settings).get_issues()
    return sorted(f"{issue.check.identifier}: {issue.message}" for issue in issues)


def compress(folder, path, date):
    """A ZIP file of a folder, whose bytes depend on the files and `date` alone."""
    with zipfile.ZipFile(path, "w") as archive:
        for source in sorted(source for source in folder.rglob("*") if source.is_file()):
            entry = zipfile.ZipInfo(source.relative_to(folder).as_posix(), date.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, source.read_bytes(), zipfile.ZIP_DEFLATED)


def main(arguments=None):
    """Pack a tier, validate it, and put it where it belongs."""
    parser = argparse.ArgumentParser(description="Pack the results of a complete tier as an RO-Crate.")
    parser.add_argument("--configfile", nargs="+", action="extend", default=[], help="overlay, as for snakemake")
    options = parser.parse_args(arguments)
    try:
        config = reading.load_config(options.configfile)
        known = studies.load(config)
        _, figures, wanted = ledgers.of_book(known)
        tier = Path("results") / config["tier"]
        files = contents(tier, wanted, figures)
        rows = manifest(known, wanted)
    except (reading.ConfigError, ResultError, ArchiveError) as error:
        sys.exit(f"no archive: {error}")
    fresh, date = tier / "archive.tmp", moment(tier)
    shutil.rmtree(fresh, ignore_errors=True)
    pack(files, rows, tier, date, fresh / "crate")
    if wrong := problems(fresh / "crate"):
        sys.exit("\n".join([*wrong, f"no archive: the crate is not valid, {fresh}/crate is left to look at"]))
    target = tier / f"archive/glassychains-{tier.name}.zip"
    compress(fresh / "crate", fresh / "zip", date)
    target.parent.mkdir(exist_ok=True)
    os.replace(fresh / "zip", target)
    shutil.rmtree(fresh)
    print(f"{target}: valid, {len(files)} files and the hashes of {len(rows)} batches, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
