"""A session is as thin as can be: a random name in a cookie and a counter in a store of its own. Without one the
counter itself is in the cookie, signed, so that any node can serve any visitor."""

import hashlib
import hmac
import re
import secrets

from .config import CONFIG, file_text
from .copies import Copies, Unreachable
from .http import HttpError, as_json, redirect

COOKIE = 'session'


def _store():
    stores = CONFIG.get('sessions', {})
    if 'memcached' in stores:
        return Copies(stores['memcached'])
    if 'redis' in stores:
        from .keys import Keys  # its library is on nodes that have such a store

        return Keys(stores['redis'])
    return None


_sessions = _store()


def count(request):
    """POST /session: one visit more."""
    cookie = request.cookie(COOKIE)
    if _sessions:
        cookie = cookie if _is_name(cookie) else secrets.token_hex(16)
        try:
            visits = _sessions.increment(f'session:{cookie}')
        except Unreachable as error:
            raise HttpError(503, 'The session servers do not answer', [('Retry-After', '2')]) from error
    else:
        visits = _signed_count(cookie) + 1
        cookie = f'{visits}.{_signature(visits)}'
    secure = '; Secure' if request.secure else ''
    headers = [('Set-Cookie', f'{COOKIE}={cookie}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax{secure}')]
    return redirect('/', headers) if request.from_browser else as_json({'visits': visits}, 200, headers)


def show(request):
    """GET /session."""
    return as_json({'visits': visits_of(request)})


def visits_of(request):
    """The visitor's count, None while no session server answers."""
    cookie = request.cookie(COOKIE)
    if not _sessions:
        return _signed_count(cookie)
    try:
        return _sessions.get(f'session:{cookie}') if _is_name(cookie) else 0
    except Unreachable:
        return None


def _is_name(cookie):
    return re.fullmatch(r'[0-9a-f]{32}', cookie) is not None


def _signed_count(cookie):
    visits, _, signature = cookie.partition('.')
    if not re.fullmatch(r'\d{1,9}', visits, re.ASCII):
        return 0
    valid = hmac.compare_digest(signature.encode(), _signature(visits).encode())
    return int(visits) if valid else 0


def _signature(visits):
    key = file_text(CONFIG['secretFile']).encode()
    return hmac.new(key, f'visits {visits}'.encode(), hashlib.sha256).hexdigest()
