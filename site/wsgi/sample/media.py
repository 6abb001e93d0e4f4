"""Pictures on the media store: a bucket behind a CDN, or the media server."""

import subprocess
import tempfile
import urllib.error
import urllib.request

from .config import CONFIG, file_text
from .files import FOREVER, name_of
from .http import HttpError, as_json, redirect


def store(request):
    media = CONFIG.get('media')
    if not media:
        raise HttpError(404, 'This site has no media store')
    content_type, data = request.file()
    if not content_type.startswith('image/'):
        raise HttpError(415, 'Only pictures')
    name = name_of(content_type, data)
    put = _put_on_bucket if media['kind'] == 'cdn' else _put_on_server
    try:
        put(media, name, content_type, data)
    except (OSError, subprocess.SubprocessError) as error:
        raise HttpError(503, 'The media store does not answer', [('Retry-After', '5')]) from error
    if request.from_browser:
        return redirect(f'/?picture={name}')
    return as_json({'name': name, 'url': url_of(name)}, 201)


def url_of(name):
    media = CONFIG['media']
    base = f"https://{file_text(media['domainFile'])}/media" if media['kind'] == 'cdn' else media['url']
    return f'{base}/{name}'


def _put_on_server(media, name, content_type, data):
    headers = {'Content-Type': content_type}
    request = urllib.request.Request(f"{media['put']}/media/{name}", data, headers, method='PUT')
    urllib.request.urlopen(request, timeout=5).close()


def _put_on_bucket(media, name, content_type, data):
    # The node's role signs the request; the AWS CLI is on every node.
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        subprocess.run(
            ['aws', 's3api', 'put-object', '--region', file_text(media['regionFile'])]
            + ['--bucket', file_text(media['bucketFile']), '--key', f'media/{name}', '--body', file.name]
            + ['--content-type', content_type, '--cache-control', FOREVER[1]],
            check=True,
            capture_output=True,
            timeout=20,
        )
