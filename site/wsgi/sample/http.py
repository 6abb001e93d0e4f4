"""A request and a response, as far as this site needs them."""

import json
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

BODY_LIMIT_BYTES = 10 * 1024 * 1024


class HttpError(Exception):
    """What the visitor is told instead of a page."""

    def __init__(self, status, message, headers=()):
        super().__init__(message)
        self.status = status
        self.headers = list(headers)


class Request:
    def __init__(self, environ):
        self._environ = environ
        self.method = 'GET' if environ['REQUEST_METHOD'] == 'HEAD' else environ['REQUEST_METHOD']
        self.path = environ.get('PATH_INFO') or '/'
        self.query = dict(parse_qsl(environ.get('QUERY_STRING', '')))
        self.secure = environ.get('wsgi.url_scheme') == 'https'

    def header(self, name: str) -> str:
        return self._environ.get('HTTP_' + name.upper().replace('-', '_'), '')

    @property
    def from_browser(self) -> bool:
        return 'text/html' in self.header('Accept')

    @property
    def content_type(self) -> str:
        return self._environ.get('CONTENT_TYPE') or 'application/octet-stream'

    def cookie(self, name: str) -> str:
        try:
            morsel = SimpleCookie(self.header('Cookie')).get(name)
        except CookieError:
            return ''
        return morsel.value if morsel else ''

    def body(self) -> bytes:
        length = int(self._environ.get('CONTENT_LENGTH') or 0)
        if length > BODY_LIMIT_BYTES:
            raise HttpError(413, f'At most {BODY_LIMIT_BYTES} bytes')
        return self._environ['wsgi.input'].read(length)

    def form(self) -> dict:
        return dict(parse_qsl(self.body().decode('utf-8', 'replace')))

    def file(self) -> tuple:
        """Media type and bytes of the file that came with a form, or of the body itself."""
        if not self.content_type.startswith('multipart/form-data'):
            return self._file(self.content_type, self.body())
        head = f'Content-Type: {self.content_type}\r\n\r\n'.encode('latin-1')
        for part in message_from_bytes(head + self.body(), policy=HTTP).walk():
            if part.get_filename():
                return self._file(part.get_content_type(), part.get_payload(decode=True))
        raise HttpError(400, 'No file in the form')

    @staticmethod
    def _file(content_type: str, data: bytes) -> tuple:
        if not data:
            raise HttpError(400, 'The file is empty')
        return content_type.split(';')[0].strip().lower(), data


@dataclass
class Response:
    status: int
    body: bytes
    headers: list = field(default_factory=list)

    @property
    def status_line(self) -> str:
        return f'{self.status} {HTTPStatus(self.status).phrase}'


def respond(status, content_type, body, headers=()) -> Response:
    data = body if isinstance(body, bytes) else body.encode()
    fixed = [
        ('Content-Type', content_type),
        ('Content-Length', str(len(data))),
        ('X-Content-Type-Options', 'nosniff'),
    ]
    given = list(headers)
    if not any(name == 'Cache-Control' for name, _ in given):
        given.append(('Cache-Control', 'private, no-store'))
    return Response(status, data, fixed + given)


def text(body, status=200, headers=()) -> Response:
    return respond(status, 'text/plain; charset=utf-8', body, headers)


def html(body, headers=()) -> Response:
    return respond(200, 'text/html; charset=utf-8', body, headers)


def as_json(value, status=200, headers=()) -> Response:
    return respond(status, 'application/json', json.dumps(value) + '\n', headers)


def redirect(location, headers=()) -> Response:
    """After a form: the browser gets the page that shows the result."""
    return text('', 303, [('Location', location), *headers])
