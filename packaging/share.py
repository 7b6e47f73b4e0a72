"""Writes what every package installs besides the program: manual pages, completions for shells, and
licenses.

    python3 packaging/share.py PROGRAM FOLDER

FOLDER becomes a `share` folder, such as `/usr/local/share`. The contents are the same on every
platform. The licenses of crates come from their sources, because programs that collect them
(cargo-about, cargo-bundle-licenses) must be compiled first.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPLETIONS = {
    "bash": "bash-completion/completions/peerpress",
    "zsh": "zsh/site-functions/_peerpress",
    "fish": "fish/vendor_completions.d/peerpress.fish",
}
# zsh runs the file at the first completion, in a function with its name. By itself, the script only
# prepares the next one.
AT_FIRST_USE = {
    "zsh": b'[[ $funcstack[1] == _peerpress ]] && _clap_dynamic_completer_peerpress "$@"\n'
}
# What a project contains that others made, and what says under which terms.
LICENSES = ["LICENSE", "fonts/*/OFL.txt", "icons/LICENSE", "data/press/README.md"]
LICENSE_NAMES = ("licen", "unlicense", "copying", "copyright", "notice")


def write_shell_files(program, share):
    subprocess.run([program, "man-pages", "--quiet", share / "man/man1"], check=True)
    for shell, path in COMPLETIONS.items():
        command = [program, "completions", shell]
        script = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        target = share / path
        target.parent.mkdir(parents=True, exist_ok=True)
        # zsh reads the first line of the file, and the script starts with an empty one.
        target.write_bytes(script.stdout.lstrip() + AT_FIRST_USE.get(shell, b""))


def linked_crates():
    """The crates in the program on any platform, without those that only build or test it."""
    cargo = ["cargo", "metadata", "--locked", "--format-version", "1"]
    output = subprocess.run(cargo, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    metadata = json.loads(output)
    nodes = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    program = metadata["resolve"]["root"]
    found, waiting = set(), [program]
    while waiting:
        crate = waiting.pop()
        if crate not in found:
            found.add(crate)
            linked = (dep for dep in nodes[crate] if any(not it["kind"] for it in dep["dep_kinds"]))
            waiting += [dep["pkg"] for dep in linked]
    crates = [crate for crate in metadata["packages"] if crate["id"] in found - {program}]
    return sorted(crates, key=lambda crate: (crate["name"], crate["version"]))


def license_files(crate):
    files = Path(crate["manifest_path"]).parent.iterdir()
    return sorted(it for it in files if it.is_file() and it.name.lower().startswith(LICENSE_NAMES))


def write_crate_licenses(path):
    """Each crate with its license, and then each text once."""
    listed, texts = [], {}
    for crate in linked_crates():
        name = f"{crate['name']} {crate['version']}"
        source = crate["repository"] or "its authors: " + ", ".join(crate["authors"])
        listed.append(f"{name}: {crate['license'] or 'see below'}, from {source}")
        for file in license_files(crate):
            text = file.read_text(encoding="utf-8", errors="replace")
            texts.setdefault(text.strip(), []).append(name)
    parts = ["Peerpress contains these crates:\n\n" + "\n".join(listed)]
    parts += [f"{'=' * 80}\n{', '.join(names)}\n\n{text}" for text, names in texts.items()]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")


def write_licenses(share):
    folder = share / "doc/peerpress/licenses"
    folder.mkdir(parents=True)
    for pattern in LICENSES:
        files = sorted(ROOT.glob(pattern))
        if not files:
            sys.exit(f"no file has the name {pattern}")
        for file in files:
            shutil.copyfile(file, folder / "-".join(file.relative_to(ROOT).parts))
    write_crate_licenses(folder / "crates.txt")


def main():
    program, share = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    shutil.rmtree(share, ignore_errors=True)
    write_shell_files(program, share)
    write_licenses(share)


main()
