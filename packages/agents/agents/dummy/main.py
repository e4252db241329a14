"""Checks the environment that agents work in, and hands in the competition's sample submission.

Prints one line per check. Exits with 1 if a check failed, so that the run counts as failed.
"""

import getpass
import gzip
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

DATA = Path(os.environ.get("DATA_DIR", "/home/data"))
HOME = DATA.parent
INSTRUCTIONS = Path(os.environ.get("INSTRUCTIONS", "/home/instructions.txt"))
VALIDATE = Path(os.environ.get("VALIDATE_SUBMISSION", "/home/validate_submission.sh"))
PRIVATE = Path("/private")
SUBMISSION = Path(os.environ.get("SUBMISSION_DIR", "/home/submission"))
LOGS = Path(os.environ.get("LOGS_DIR", "/home/logs"))
CODE = Path(os.environ.get("CODE_DIR", "/home/code"))
AGENT = Path(os.environ.get("AGENT_DIR", "/home/agent"))

# An archive may hold the sample under this name, or be named after it.
PACKED = (".zip", ".gz", ".7z")


class Failed(Exception):
    """A check did not hold; the text says what was found."""


def unprivileged_user():
    if os.getuid() == 0:
        raise Failed("the agent runs as root")
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True).returncode == 0:
        raise Failed("the agent may use sudo without a password")
    return f"user {getpass.getuser()} ({os.getuid()})"


def python_of_the_environment():
    if os.environ.get("CONDA_DEFAULT_ENV") != "agent" or not sys.prefix.endswith("/envs/agent"):
        raise Failed(f"Python is {sys.executable}, not the one of the environment agent")
    return f"{sys.executable}, Python {sys.version.split()[0]}"


def is_sample(name):
    name = name.lower()
    return ("sample" in name and "sub" in name) or "randompredictions" in name


def samples():
    """Files that look like a sample submission: plain ones before packed ones, then by length of name."""
    found = [path for path in DATA.rglob("*") if path.is_file() and is_sample(path.name)]
    found = [path for path in found if path.suffix.lower() in (".csv", *PACKED)]
    return sorted(found, key=lambda path: (path.suffix.lower() != ".csv", len(path.name), str(path)))


def unpack(path, target):
    """Writes the one table in a zip, gz or 7z file."""
    if path.suffix.lower() == ".gz":
        with gzip.open(path) as source, open(target, "wb") as sink:
            shutil.copyfileobj(source, sink)
    elif path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            names = [name for name in names if not name.startswith("__MACOSX/")]
            names.sort(key=lambda name: not is_sample(name))
            if not names:
                raise Failed(f"{path} holds no .csv file")
            with archive.open(names[0]) as source, open(target, "wb") as sink:
                shutil.copyfileobj(source, sink)
    else:
        with open(target, "wb") as sink:
            command = ["7z", "e", "-so", str(path), "*.csv", "-r"]
            if subprocess.run(command, stdout=sink, stderr=subprocess.DEVNULL).returncode != 0:
                raise Failed(f"{path} cannot be unpacked")


def sample_submission():
    found = samples()
    if not found:
        raise Failed(f"no sample submission in {DATA}")
    source, target = found[0], SUBMISSION / "submission.csv"
    if source.suffix.lower() == ".csv":
        shutil.copyfile(source, target)
    else:
        unpack(source, target)
    answer = subprocess.run(
        ["bash", str(VALIDATE), str(target)], capture_output=True, text=True
    )
    text = (answer.stdout + answer.stderr).strip()
    if "Submission is valid." not in text:
        raise Failed(f"{source} is not accepted: {text}")
    return f"{source} handed in as {target}; the server says: {text}"


def no_private_data():
    try:
        names = os.listdir(PRIVATE)
    except (PermissionError, FileNotFoundError) as error:
        listing = f"{PRIVATE}: {error.strerror}"
    else:
        raise Failed(f"{PRIVATE} can be read and holds {names}")
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    inside = [line.split()[1] for line in mounts if "/private" in line]
    if inside:
        raise Failed(f"something private is mounted: {', '.join(inside)}")
    return listing


def home_directory():
    for path in (INSTRUCTIONS, DATA / "description.md"):
        if not path.read_text(encoding="utf-8").strip():
            raise Failed(f"{path} is empty")
    if not os.listdir(DATA):
        raise Failed(f"{DATA} is empty")
    try:
        (DATA / "written-by-the-agent").touch()
    except OSError:
        pass
    else:
        raise Failed(f"{DATA} can be written to")
    for path in (CODE / "code.py", LOGS / "run.log", AGENT / "agent_was_here.txt", SUBMISSION / ".probe", HOME / ".probe"):
        path.write_text("written by the dummy agent\n")
        if path.read_text() != "written by the dummy agent\n":
            raise Failed(f"{path} does not hold what was written")
    (SUBMISSION / ".probe").unlink()
    (HOME / ".probe").unlink()
    return f"{HOME} can be read and written, {DATA} only read"


CHECKS = {
    "runs as an unprivileged user": unprivileged_user,
    "uses the Python of the environment": python_of_the_environment,
    "hands in the sample submission": sample_submission,
    "cannot read private data": no_private_data,
    "reads and writes its directories": home_directory,
}


def main():
    failures = 0
    for title, check in CHECKS.items():
        try:
            print(f"ok      {title}: {check()}", flush=True)
        except (Failed, OSError, UnicodeError, zipfile.BadZipFile) as error:
            failures += 1
            print(f"FAILED  {title}: {error}", flush=True)
    print(f"{len(CHECKS) - failures} of {len(CHECKS)} checks hold", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
