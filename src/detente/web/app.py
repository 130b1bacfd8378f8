"""The application: routes of all pages with their twins, forms, errors as pages, and the files that browsers load."""

import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from peewee import DatabaseError
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from detente.errors import ConflictError, DetenteError, UsageError
from detente.store.computing import up_to_date
from detente.web.later import Later
from detente.web.page import Action, Again, Form, NotFound, Page, Visit
from detente.web.pages import AT_ONCE, MODULES, all_actions, all_pages
from detente.web.rendering import render
from detente.web.security import LOOPBACK, MOST_BYTES, Guard
from detente.web.static_files import static_file
from detente.web.workbench import Workbench

__all__ = ["make_app"]

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_FILES = 50
_MOST_FIELDS = 100


def make_app(workbench: Workbench, hosts: Iterable[str] = LOOPBACK, access: str | None = None) -> Starlette:
    """Make the application of a workbench, which it closes at its end; `hosts` and `access` are those of `Guard`."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if not up_to_date(workbench.store, workbench.recomputing.seed, workbench.recomputing.draws):
            workbench.recomputing.ask()
        yield
        await run_in_threadpool(workbench.close)

    later = Later(lambda: _routes(workbench, [name for name in MODULES if name not in AT_ONCE]))
    routes = [Route("/", _to_overview), Route("/static/{name}", static_file), *_routes(workbench, AT_ONCE, later)]
    handlers: dict[Any, Callable[[Request, Any], Awaitable[Response]]] = {
        HTTPException: partial(_http_error, workbench),
        DetenteError: partial(_own_error, workbench),
        OSError: partial(_system_error, workbench),
        DatabaseError: partial(_database_error, workbench),
        RecursionError: partial(_odd_error, workbench),
        UnicodeError: partial(_odd_error, workbench),
        ClientDisconnect: partial(_gone, workbench),
    }
    # What one source may have, two may have at once.
    most = max(MOST_BYTES, 2 * workbench.reader.taking.max_bytes)
    guard = Middleware(Guard, hosts=hosts, access=access, most=most)
    app = Starlette(routes=routes, middleware=[guard], exception_handlers=handlers, lifespan=lifespan)
    app.router.default = later
    return app


def _routes(workbench: Workbench, names: Sequence[str], later: Later | None = None) -> list[Route]:
    """Give the routes of the pages in these modules; once one was shown, `later` loads the others."""
    routes = []
    for page in all_pages(names):
        routes += [
            Route(f"{page.path}.json", partial(_show, workbench, page, True, later)),
            Route(page.path, partial(_show, workbench, page, False, later)),
        ]
    return routes + [Route(one.path, partial(_act, workbench, one), methods=["POST"]) for one in all_actions(names)]


async def _to_overview(_: Request) -> Response:
    return RedirectResponse("/overview", 303)


async def _show(workbench: Workbench, page: Page, as_json: bool, later: Later | None, request: Request) -> Response:
    visit = Visit(workbench, request.path_params, request.query_params)

    def shown() -> Response:
        workbench.store.sync()
        data = page.show(visit)
        return _json(data) if as_json else _html(render(workbench, page.template, request.url.path, data))

    response = await run_in_threadpool(shown)
    if later is not None:
        response.background = BackgroundTask(later.load_meanwhile)
    return response


def _html(page: str, status: int = 200) -> Response:
    return HTMLResponse(page.encode("utf-8", "replace"), status)


def _json(data: Any, status: int = 200) -> Response:
    text = json.dumps({"schema": 1, **data}, ensure_ascii=False, indent=1)
    return Response(text.encode("utf-8", "replace"), status, media_type="application/json")


async def _act(workbench: Workbench, action: Action, request: Request) -> Response:
    form = await _form(request, workbench.reader.taking.max_bytes)
    given = form.fields.get("token") or request.headers.get("x-detente-token", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), workbench.form_token.encode()):
        raise HTTPException(403, "This form is of an earlier start of the workbench; load its page again.")
    visit = Visit(workbench, request.path_params, request.query_params)

    def acted() -> Response:
        done = action.act(visit, form)
        if not isinstance(done, Again):
            return RedirectResponse(done, 303)
        page = _html(render(workbench, done.template, request.url.path, done.data), done.status)
        if done.fragment is not None:
            place = f"#{done.fragment}"
            page.headers.update({"HX-Retarget": place, "HX-Reselect": place, "HX-Reswap": "outerHTML"})
        return page

    return await run_in_threadpool(acted)


async def _form(request: Request, most: int) -> Form:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _FORMS:
        raise HTTPException(415, "Only forms are taken here.")
    fields: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    try:
        async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=most) as sent:
            for name, value in sent.multi_items():
                if not isinstance(value, UploadFile):
                    fields[name] = value
                elif value.filename:
                    files.append((value.filename, await value.read(most + 1)))
    except (ValueError, KeyError) as error:
        raise HTTPException(400, f"The form could not be understood ({type(error).__name__}).") from None
    return Form(fields, tuple(files))


def _error(workbench: Workbench, request: Request, status: int, words: str, fault: bool = False) -> Response:
    if request.url.path.endswith(".json"):
        return _json({"error": words}, status)
    data = {"status": status, "words": words, "fault": fault}
    answer = _html(render(workbench, "error.html.j2", request.url.path, data), status)
    # A form that htmx sent shows what went wrong where it stands, and leaves the page as it is.
    answer.headers.update({"HX-Retarget": "#notice", "HX-Reselect": "#notice", "HX-Reswap": "outerHTML"})
    return answer


async def _http_error(workbench: Workbench, request: Request, error: HTTPException) -> Response:
    known = {404: "There is no such page.", 405: "This address takes forms only, and they are sent from its page."}
    words = str(error.detail)
    return _error(workbench, request, error.status_code, known.get(error.status_code, words))


async def _own_error(workbench: Workbench, request: Request, error: DetenteError) -> Response:
    kinds = ((NotFound, 404), (UsageError, 400), (ConflictError, 409))
    status = next((status for kind, status in kinds if isinstance(error, kind)), 422)
    return _error(workbench, request, status, str(error))


async def _system_error(workbench: Workbench, request: Request, error: OSError) -> Response:
    where = f"{error.filename}: " if error.filename else ""
    return _error(workbench, request, 507, f"{where}{error.strerror or error}. Nothing was written.")


async def _database_error(workbench: Workbench, request: Request, error: DatabaseError) -> Response:
    return Response(f"The database of the case cannot be used: {error}. Nothing was written.\n", 507)


async def _odd_error(workbench: Workbench, request: Request, error: Exception) -> Response:
    told = "is nested too deeply" if isinstance(error, RecursionError) else "holds characters that no text can hold"
    return _error(workbench, request, 422, f"What was sent, or stands in the case, {told}.")


async def _gone(workbench: Workbench, request: Request, error: ClientDisconnect) -> Response:
    return Response(status_code=400)
