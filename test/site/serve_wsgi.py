"""serve_wsgi.py PORT: the sample site under the standard library's server, a thread for each request."""

import sys
from os.path import dirname, join
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

sys.dont_write_bytecode = True
sys.path.insert(0, join(dirname(__file__), '..', '..', 'site', 'wsgi'))

from wsgi import application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


make_server('127.0.0.1', int(sys.argv[1]), application, Server, Quiet).serve_forever()
