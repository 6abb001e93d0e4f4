"""The guest book: rows written to the primary and read from a replica."""

import re
import uuid

from . import database, pages
from .config import CONFIG
from .http import HttpError, as_json, html, redirect


def insert(request):
    form = request.form()
    text = form.get('text', '').replace('\0', '').strip()[:500]
    token = form.get('token') or uuid.uuid4().hex
    if not text:
        raise HttpError(400, 'The field text is missing')
    if not re.fullmatch(r'[A-Za-z0-9_-]{1,64}', token):
        raise HttpError(400, 'The field token has up to 64 letters, digits, - and _')

    row = (token, text, CONFIG['node'])
    number = _with_table(lambda: database.write(lambda cursor: database.driver.insert(cursor, row)), create=True)
    return redirect('/rows') if request.from_browser else as_json({'id': number}, 201)


def lookup(request, number):
    found = _select('SELECT id, text, node FROM entries WHERE id = %s', number)
    if not found:
        raise HttpError(404, 'No such row')
    return as_json(found[0])


def listing(request):
    found = _select('SELECT id, text, node FROM entries ORDER BY id DESC LIMIT 10')
    return html(pages.rows(found, uuid.uuid4().hex)) if request.from_browser else as_json(found)


def _select(query, *values):
    def action(cursor):
        cursor.execute(query, values)
        return [dict(zip(('id', 'text', 'node'), row)) for row in cursor.fetchall()]

    return _with_table(lambda: database.read(action), create=False) or []


def _with_table(action, create):
    """The table is made by the first write; until then there is nothing to read."""
    try:
        return action()
    except Exception as error:
        if not database.lacks_table(error):
            raise
    if not create:
        return None
    database.write(database.driver.make_table)
    return action()
