"""Files that visitors upload, on the file system that all web nodes share."""

import os
import tempfile

from .config import CONFIG
from .files import FOREVER, name_of, type_of
from .http import HttpError, as_json, redirect, respond
from .retry import retry


def store(request):
    content_type, data = request.file()
    name = name_of(content_type, data)
    _on_disk(lambda folder: _write(folder, name, data))
    return redirect(f'/uploads/{name}') if request.from_browser else as_json({'name': name}, 201)


def fetch(request, name):
    def read(folder):
        try:
            with open(os.path.join(folder, name), 'rb') as file:
                return file.read()
        except FileNotFoundError as error:
            raise HttpError(404, 'No such file') from error

    return respond(200, type_of(name), _on_disk(read), [FOREVER, ('Content-Security-Policy', 'sandbox')])


def _write(folder, name, data):
    """Whole or not at all, and on disk before it is acknowledged."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix='.upload-')
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(temporary, os.path.join(folder, name))
    except BaseException:
        os.unlink(temporary)
        raise
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _on_disk(action):
    if 'uploads' not in CONFIG:
        raise HttpError(404, 'This site stores no uploads')
    folder = CONFIG['uploads']['path']

    def attempt():
        # On the bare mount point a file would be hidden as soon as the shared file system is back.
        if CONFIG['uploads']['mounted'] and not os.path.ismount(folder):
            raise OSError(f'{folder} is not mounted')
        return action(folder)

    try:
        return retry(5, lambda error: isinstance(error, OSError), attempt)
    except OSError as error:
        raise HttpError(503, 'The shared files do not answer', [('Retry-After', '5')]) from error
