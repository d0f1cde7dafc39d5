"""The locks: exact versions with hashes, made from pyproject.toml, naming no place to download from.

One file serves every system and Python, and whoever installs from it uses the index or mirror of their own settings.
"""

import re
import shutil
import subprocess
import tomllib

from environment import LOCKS, ROOT, Stop, step

COMPILE = ("uv", "pip", "compile", "pyproject.toml", "--quiet", "--custom-compile-command", "make lock")
EVERYWHERE = ("--universal", "--python-version", "3.11", "--generate-hashes")
NOWHERE = ("--no-emit-index-url", "--no-emit-find-links", "--no-annotate")
PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==(\S+)( ; [^\\]+)?(?: \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def lock(arguments):
    """Each lock is held to the ones before it, so any of them can be installed into one environment."""
    if not shutil.which("uv"):
        raise Stop("Locking is done by uv, which was not found. Install it: pip install uv")
    done = []
    for name in LOCKS:
        with step(f"Locking {name}"):
            group = [] if name == "base" else ["--group", name]
            held = [part for earlier in done for part in ("-c", f"requirements/{earlier}.txt")]
            command = [*COMPILE, *EVERYWHERE, *NOWHERE, *group, *held, "-o", f"requirements/{name}.txt", *arguments]
            result = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
            if result.returncode:
                raise Stop(f"uv could not make requirements/{name}.txt:\n{result.stderr}")
        done.append(name)
    return 0


def faults():
    """What is wrong with the locks, a line each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"base": project["project"]["dependencies"], **project["dependency-groups"]}
    if set(wanted) != set(LOCKS):
        yield f"pyproject.toml has the groups {sorted(wanted)}, the locks are {sorted(LOCKS)}"
    for name in LOCKS:
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        yield from (f"requirements/{name}.txt: {fault}" for fault in strange_lines(lines))
        yield from (f"requirements/{name}.txt: {fault}" for fault in not_as_wanted(lines, wanted.get(name, [])))


def strange_lines(lines):
    """Only comments, pins and hashes may stand here: no address, no index, no option."""
    for number, line in enumerate(lines, 1):
        if "://" in line or not (line.startswith("#") or PIN.fullmatch(line) or HASH.fullmatch(line)):
            yield f"line {number} is neither a pin nor a hash: {line.strip()[:80]}"


def not_as_wanted(lines, requirements):
    pins = {pin[1]: pin[2] for pin in map(PIN.fullmatch, lines) if pin}
    for requirement in requirements:
        name, version = re.fullmatch(r"([A-Za-z0-9._-]+)(?:\[.*?\])?(?:~=([0-9.]+))?(?: *;.*)?", requirement).groups()
        found = pins.get(name.lower(), "")
        if not found or (version and not is_compatible(found, version)):
            yield f"{requirement} is wanted, {found or 'nothing'} is locked (make lock)"


def is_compatible(found, version):
    """`~=`: at least this, and the same in all but the last number."""
    has, least = ([int(part) for part in text.split(".")] for text in (found, version))
    return has >= least and has[: len(least) - 1] == least[:-1]
