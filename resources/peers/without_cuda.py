"""Lets PyTorch's Linux wheel, which is linked against CUDA's libraries, run without them.

The wheel on PyPI cannot be loaded unless some fourteen libraries are there that only a graphics card
needs; their packages weigh over 2 GB. This writes libraries of the same names whose every function
answers 100, CUDA's "no device": PyTorch then sees a machine without a card and computes on the
processor. Wheels that ask for none of them (Windows, macOS) are left alone.

Run it with the Python that the wheel is installed for; it needs a C compiler and binutils.
"""

import collections
import pathlib
import re
import subprocess
import sysconfig
import tempfile

NO_DEVICE = 100
VENDOR_LIBRARY = re.compile(r"NEEDED.*\[(lib(?:cu|nv|nccl)[^\]]*)\]")
VENDOR_FUNCTION = re.compile(r"_*(cu|nv|nccl)\w+$")
# Where the wheel's libraries look, relative to site-packages.
SEARCHED = "nvidia/cu13/lib"


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def wanted_by(libraries):
    """Names of the vendor's libraries, and the functions missing by symbol version ("": none)."""
    needed, missing, defined = set(), collections.defaultdict(set), set()
    for library in libraries:
        needed.update(VENDOR_LIBRARY.findall(output_of("readelf", "-dW", library)))
        for line in output_of("nm", "-D", library).splitlines():
            *_, kind, symbol = line.split()
            name, _, version = symbol.partition("@")
            if kind == "U":
                missing[version].add(name)
            else:
                defined.add(name)
    missing[""] = {name for name in missing[""] - defined if VENDOR_FUNCTION.match(name)}
    return needed, missing


def version_of(library, missing):
    """A library's symbols carry its own name as their version, or its stem in capitals, or none."""
    stem = re.match(r"lib(\w+?)(_host)?\.so", library)[1].upper()
    return next((version for version in (library, stem) if version in missing), None)


def write_library(folder, name, functions, version):
    with tempfile.TemporaryDirectory() as scratch:
        source = pathlib.Path(scratch, "stand_in.c")
        source.write_text("".join(f"int {each}(void) {{ return {NO_DEVICE}; }}\n" for each in functions))
        command = ["cc", "-shared", "-fPIC", "-w", "-fno-builtin", "-o", folder / name, source]
        command.append(f"-Wl,-soname,{name}")
        if version is not None:
            script = pathlib.Path(scratch, "versions.map")
            script.write_text(f"{version} {{ global: *; }};\n")
            command.append(f"-Wl,--version-script={script}")
        subprocess.run(command, check=True)


def main(site_packages):
    needed, missing = wanted_by(sorted(site_packages.glob("torch/lib/*.so")))
    if not needed:
        return
    folder = site_packages / SEARCHED
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(needed):
        # Functions without a version are found in whichever library has them: each has all.
        version = version_of(name, missing)
        write_library(folder, name, sorted(missing[version or ""]), version)


if __name__ == "__main__":
    main(pathlib.Path(sysconfig.get_path("platlib")))
