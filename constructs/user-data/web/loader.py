"""Loads the current release. In the process group of the health check that is all it does."""
import importlib
import os
import sys
from glob import glob
from runpy import run_path

RUN = '__RUN__'
if os.path.exists(RUN):
    os.environ.update(run_path(RUN)['settings']())

release = os.path.realpath('/srv/app/current')
sys.path[:0] = [release, *glob(release + '/.venv/lib/python3*/site-packages')]
os.chdir(release)

name = 'wsgi'
if os.path.exists('.module'):
    with open('.module') as file:
        name = file.read().strip()
module, _, call = name.partition(':')
site = getattr(importlib.import_module(module), call or 'application')


def health(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '3'), ('Cache-Control', 'no-store')])
    return [b'ok\n']


def application(environ, start_response):
    answer = health if environ['mod_wsgi.process_group'] == 'health' else site
    return answer(environ, start_response)
