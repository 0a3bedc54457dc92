"""Builds the native part of @tensorflow/tfjs-node on today's TensorFlow.

The package wants a libtensorflow of 2022 from a download that fails. The official wheel on PyPI holds
the same library: this takes it and its headers from there, puts them where the package looks for
them, and compiles the package's own two C++ files against them.

    python tensorflow_addon.py FOLDER      has the wheel, and node_modules with the package and
                                           node-api-headers; needs a C++ compiler and binutils
"""

import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

HEADERS = ("tensorflow/include/tensorflow/", "tensorflow/include/tsl/", "tensorflow/include/xla/tsl/")
# The wheel's libraries, and the names that the package links.
LIBRARIES = {
    "libtensorflow_cc.so.2": "libtensorflow.so",
    "libtensorflow_framework.so.2": "libtensorflow_framework.so",
}
SOURCES = ["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"]
ADDON = "lib/napi-v8/tfjs_binding.node"


def unpack(wheel, into):
    """Libraries, stripped, in lib/; headers in include/."""
    (into / "lib").mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(HEADERS) and name.endswith(".h"):
                target = into / name.removeprefix("tensorflow/")
            elif name.removeprefix("tensorflow/") in LIBRARIES:
                target = into / "lib" / pathlib.PurePath(name).name
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
    for library, linked in LIBRARIES.items():
        subprocess.run(["strip", "--strip-unneeded", into / "lib" / library], check=True)
        os.symlink(library, into / "lib" / linked)


def main(folder):
    package = folder / "node_modules/@tensorflow/tfjs-node"
    (wheel,) = folder.glob("tensorflow*.whl")
    unpack(wheel, package / "deps")
    (package / ADDON).parent.mkdir(parents=True)
    subprocess.run(
        [
            *("c++", "-std=c++17", "-O2", "-fPIC", "-shared"),
            *("-DNAPI_VERSION=8", "-DBUILDING_NODE_EXTENSION"),
            *("-I", folder / "node_modules/node-api-headers/include", "-I", "deps/include"),
            *SOURCES,
            *("-o", ADDON, "-Ldeps/lib", "-ltensorflow", "-ltensorflow_framework"),
            "-Wl,-rpath,$ORIGIN/../../deps/lib",
        ],
        cwd=package,
        check=True,
    )
    # Only compiling needed them.
    shutil.rmtree(package / "deps/include")
    wheel.unlink()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
