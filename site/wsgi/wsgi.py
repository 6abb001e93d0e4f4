"""The sample site's entry point: which request is answered by what."""

import re
import sys
import traceback

from sample import media, pages, rows, sessions, uploads
from sample.http import HttpError, Request, Response, text

ROUTES = [
    ('GET', r'/', pages.home),
    ('GET', r'/esi/visitor', pages.visitor),
    ('GET', r'/health', lambda request: text('ok\n')),
    ('GET', r'/rows', rows.listing),
    ('POST', r'/rows', rows.insert),
    ('GET', r'/rows/(\d{1,18})', rows.lookup),
    ('GET', r'/session', sessions.show),
    ('POST', r'/session', sessions.count),
    ('POST', r'/uploads', uploads.store),
    ('GET', r'/uploads/([0-9a-f]{32}\.[a-z]{3})', uploads.fetch),
    ('POST', r'/media', media.store),
]


def application(environ, start_response):
    request = Request(environ)
    try:
        response = answer(request)
    except HttpError as error:
        response = text(f'{error}\n', error.status, error.headers)
    except Exception:
        traceback.print_exc(file=environ.get('wsgi.errors', sys.stderr))
        response = text('Internal error\n', 500)
    start_response(response.status_line, response.headers)
    return [] if environ['REQUEST_METHOD'] == 'HEAD' else [response.body]


def answer(request: Request) -> Response:
    allowed = []
    for method, pattern, handler in ROUTES:
        match = re.fullmatch(pattern, request.path)
        if match and method == request.method:
            return handler(request, *match.groups())
        if match:
            allowed.append(method)
    if allowed:
        raise HttpError(405, 'Method not allowed', [('Allow', ', '.join(allowed))])
    raise HttpError(404, 'Not found')
