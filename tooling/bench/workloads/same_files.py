# Ends with an error unless two folders hold the same files. Tables in Parquet and archives have the same content.
import hashlib, sys, zipfile
from pathlib import Path

import pandas as pd

ours, theirs = Path(sys.argv[1]), Path(sys.argv[2])


def digest(path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [(member.filename, member.CRC, member.file_size) for member in archive.infolist()]
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def same(name):
    a, b = ours / name, theirs / name
    if name.suffix == ".parquet" and a.read_bytes() != b.read_bytes():
        return pd.read_parquet(a).equals(pd.read_parquet(b))
    return digest(a) == digest(b)


def names(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


found, expected = names(ours), names(theirs)
if found != expected:
    sys.exit(f"only one side has {sorted(map(str, found ^ expected))[:5]}")
different = sorted(str(name) for name in found if not same(name))
if different:
    sys.exit(f"{len(different)} of {len(found)} files differ, for example {different[:5]}")
print(f"{len(found)} files are the same")
