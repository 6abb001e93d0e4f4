"""Names of stored files. A name is made from the content, so what stands under a name never changes, every cache may
keep it for ever, and a repeated upload is the same file."""

import hashlib

ENDINGS = {
    'image/png': 'png',
    'image/jpeg': 'jpg',
    'image/gif': 'gif',
    'text/plain': 'txt',
    'application/pdf': 'pdf',
}
TYPES = {ending: content_type for content_type, ending in ENDINGS.items()}
FOREVER = ('Cache-Control', 'public, max-age=31536000, immutable')


def name_of(content_type: str, data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()[:32]}.{ENDINGS.get(content_type, 'bin')}"


def type_of(name: str) -> str:
    return TYPES.get(name.rsplit('.', 1)[-1], 'application/octet-stream')
