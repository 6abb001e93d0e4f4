"""The pages. The home page is the same for everybody and cached; what is the visitor's own stands in a block that a
page cache includes by ESI."""

import re
import time
from html import escape

from . import media, sessions
from .config import CONFIG
from .http import html
from .layout import page

PICTURE = re.compile(r'[0-9a-f]{32}\.(png|jpg|gif)')


def home(request):
    esi = 'ESI/1.0' in request.header('Surrogate-Capability')
    block = '<esi:include src="/esi/visitor"/>' if esi else visitor_block(request)
    sections = [f'<section>{block}</section>', *_services(request.query.get('picture', ''))]
    made = time.strftime('%H:%M:%S UTC', time.gmtime())
    body = page(CONFIG['site'], sections, f"Made at {made} by {CONFIG['node']}")
    if not esi:
        return html(body)
    caching = [('Cache-Control', 'public, max-age=60, s-maxage=3600'), ('Surrogate-Control', 'content="ESI/1.0"')]
    return html(body, caching)


def visitor(request):
    """GET /esi/visitor: private, never cached."""
    return html(visitor_block(request))


def visitor_block(request):
    visits = sessions.visits_of(request)
    told = 'Your session cannot be read just now.' if visits is None else f'Visits in your session: <b>{visits}</b>'
    return (
        f"<h2>You</h2><p>{told}</p><p>This block came from <b>{escape(CONFIG['node'])}</b>.</p>"
        '<form method="post" action="/session"><button>Count a visit</button></form>'
    )


def rows(found, token):
    items = ''.join(
        f"<li><span>{escape(row['text'])}</span><small>#{row['id']} by {escape(row['node'])}</small></li>"
        for row in found
    )
    form = (
        f'<form method="post"><input type="hidden" name="token" value="{token}">'
        '<input name="text" maxlength="500" required placeholder="Write something"><button>Save</button></form>'
    )
    listing = f'<ol>{items}</ol>' if items else '<p>Nothing yet.</p>'
    return page('Guest book', [f'<section>{form}{listing}</section>'], '<a href="/">Home</a>')


def _services(picture):
    if 'database' in CONFIG:
        yield '<section><h2>Database</h2><p><a href="/rows">Guest book</a></p></section>'
    if 'uploads' in CONFIG:
        yield f"<section><h2>Shared files</h2>{_file_form('/uploads')}</section>"
    if 'media' in CONFIG:
        shown = f'<img src="{escape(media.url_of(picture))}" alt="">' if PICTURE.fullmatch(picture) else ''
        yield f"<section><h2>Media</h2>{shown}{_file_form('/media', 'image/*')}</section>"


def _file_form(action, accept='*'):
    return (
        f'<form method="post" action="{action}" enctype="multipart/form-data">'
        f'<input type="file" name="file" accept="{accept}" required><button>Upload</button></form>'
    )
