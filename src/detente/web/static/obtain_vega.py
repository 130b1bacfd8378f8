"""Obtain Vega, Vega-Lite and Vega's interpreter anew, as they ship in `static`, and write VEGA.NOTICE.txt beside them.

    python src/detente/web/static/obtain_vega.py

Needs npm, which fetches the packages of the versions named here from its registry and checks them. A hash that differs
from the one named here ends it before anything is written; for new versions, change both. Two lines of the interpreter
are changed, since it is published as a module that imports another by name, which a browser cannot resolve.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Part:
    """A file of a package: where it stands there, the name it gets here, and the SHA-256 it has there."""

    package: str
    version: str
    file: str
    name: str
    sha256: str


PARTS = (
    Part(
        "vega",
        "6.4.0",
        "build/vega.min.js",
        "vega.min.js",
        "8f6a3587cf8d4f42c7e08120e3eb05d067e746d554e39d2dcf52acc0bd5ba28f",
    ),
    Part(
        "vega-lite",
        "6.4.3",
        "build/vega-lite.min.js",
        "vega-lite.min.js",
        "35a9821df838825b05a6a73e9414b58747a1b18321583858ed903c66393a5c7e",
    ),
    Part(
        "vega-interpreter",
        "2.3.2",
        "build/vega-interpreter.js",
        "vega-interpreter.js",
        "c0bdb735a63f9276f136e8d90d7fdf5d8e9df8031eb069048fc9975c876fd7f9",
    ),
)
MAP = "//# sourceMappingURL="
CHANGES = (
    (
        "import { ascending, isString, DisallowedObjectProperties } from 'vega-util';",
        "const vegaInterpreter = (({ ascending, isString, DisallowedObjectProperties }) => {",
    ),
    (
        "export { expression as expressionInterpreter };",
        "return { expressionInterpreter: expression };\n})(vega);",
    ),
)
NOTICE = """Vega draws the interactive picture of packages in the workbench. These files are those of the packages that
the Vega project publishes on npm, without the comments that name their source maps. obtain_vega.py, beside this
file, makes them anew. They need no eval: Vega parses expressions to trees, and vega-interpreter walks them.

{parts}

In vega-interpreter.js the lines that import and export were changed, so that it loads as a plain script and gives the
object `vegaInterpreter`:

{changes}

{licences}

vega.min.js holds, besides, modules of D3 (d3-array, d3-color, d3-delaunay, d3-dispatch, d3-dsv, d3-force, d3-format,
d3-geo, d3-geo-projection, d3-hierarchy, d3-interpolate, d3-path, d3-scale, d3-scale-chromatic, d3-shape, d3-time,
d3-time-format, d3-timer), internmap, topojson-client and delaunator under the ISC License, and robust-predicates, which
is in the public domain (Unlicense):

Copyright 2010-2025 Mike Bostock (D3, internmap, topojson-client); Copyright 2013-2017 Philippe Rivière
(d3-geo-projection); Copyright 2017-2025 Vladimir Agafonkin (delaunator)

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.
"""


def fetched(part: Part, folder: Path) -> tuple[str, str]:
    """Give the file and the licence of a package. Ends the script where the file is not the one that is known."""
    command = ["npm", "pack", "--silent", f"{part.package}@{part.version}"]
    archive = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
    with tarfile.open(folder / archive) as packed:
        file, licence = (packed.extractfile(f"package/{name}") for name in (part.file, "LICENSE"))
        if file is None or licence is None:
            sys.exit(f"{part.package} {part.version} lacks {part.file} or LICENSE")
        data = file.read()
        found = hashlib.sha256(data).hexdigest()
        if found != part.sha256:
            sys.exit(f"{part.package} {part.version}: {part.file} has SHA-256 {found}, not {part.sha256}")
        return data.decode(), licence.read().decode().strip()


def plain(part: Part, text: str) -> str:
    """Give a file as it ships: a plain script that asks for no source map."""
    lines = [line for line in text.splitlines() if not line.startswith(MAP)]
    text = "\n".join(lines).rstrip() + "\n"
    for old, new in CHANGES if part.package == "vega-interpreter" else ():
        if text.count(old) != 1:
            sys.exit(f"{part.package} {part.version} no longer has the line {old!r}")
        text = text.replace(old, new)
    return text


def main() -> None:
    """Write the files and the notice."""
    with tempfile.TemporaryDirectory() as folder:
        found = {part: fetched(part, Path(folder)) for part in PARTS}
    files = {part.name: plain(part, text) for part, (text, _) in found.items()}
    told = [
        f"{part.name}\n    from {part.file} of {part.package} {part.version} (SHA-256 {part.sha256});\n"
        f"    as it ships: SHA-256 {hashlib.sha256(files[part.name].encode()).hexdigest()}"
        for part in PARTS
    ]
    changes = [f"    {old}\n    became\n    " + new.replace("\n", "\n    ") for old, new in CHANGES]
    licences = [f"{part.package} {part.version}\n\n{licence}" for part, (_, licence) in found.items()]
    for name, text in files.items():
        (HERE / name).write_text(text, "utf-8")
    notice = NOTICE.format(parts="\n".join(told), changes="\n\n".join(changes), licences="\n\n".join(licences))
    (HERE / "VEGA.NOTICE.txt").write_text(notice, "utf-8")


if __name__ == "__main__":
    main()
