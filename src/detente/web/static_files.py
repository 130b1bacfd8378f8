"""Scripts and styles, as they ship in the package: a fixed list, so that no path leads anywhere else."""

from functools import cache
from importlib import resources

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from detente import __version__

__all__ = ["static_file", "version_of"]

_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}


@cache
def _files() -> dict[str, bytes]:
    folder = resources.files("detente.web").joinpath("static")
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name.rsplit(".", 1)[-1] in _KINDS}


@cache
def version_of(name: str) -> str:
    """Give what changes whenever a file does, to stand in its address."""
    import hashlib

    return hashlib.sha256(_files()[name] + __version__.encode()).hexdigest()[:12]


async def static_file(request: Request) -> Response:
    """Give one of the files."""
    name = request.path_params["name"]
    data = _files().get(name)
    if data is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "max-age=31536000, immutable" if "v" in request.query_params else "no-cache"}
    return Response(data, media_type=_KINDS[name.rsplit(".", 1)[-1]], headers=headers)
