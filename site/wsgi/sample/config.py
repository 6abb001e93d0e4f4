"""Where this node's services are: /etc/nospof/site.json, described in site/README.md."""

import json
import os

with open(os.environ.get('NOSPOF_SITE_FILE', '/etc/nospof/site.json'), encoding='utf-8') as file:
    CONFIG = json.load(file)


def file_text(path: str) -> str:
    """The content of one of the files that the configuration names, as a password's."""
    with open(path, encoding='utf-8') as named:
        return named.read().strip()
