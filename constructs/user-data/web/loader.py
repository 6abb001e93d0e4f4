"""Loads the current release. In the process group of the health check that is all it does."""
import os
import sys
from glob import glob

release = os.path.realpath('/srv/app/current')
sys.path[:0] = [release, *glob(release + '/.venv/lib/python3*/site-packages')]
os.chdir(release)

from wsgi import application as site  # noqa: E402


def health(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '3'), ('Cache-Control', 'no-store')])
    return [b'ok\n']


def application(environ, start_response):
    answer = health if environ['mod_wsgi.process_group'] == 'health' else site
    return answer(environ, start_response)
