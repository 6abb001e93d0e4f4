#!/usr/bin/python3
# scram.py [VERIFIER]: what PostgreSQL stores for the password on standard input (RFC 5803), so that the password itself is in no
# statement and no log; with the salt of the verifier that it has, so that the same password stays the same.
import base64, hashlib, hmac, os, sys

ROUNDS = 4096
password = sys.stdin.read().rstrip("\n").encode()
fields = sys.argv[1].split("$") if len(sys.argv) > 1 else []
known = len(fields) == 3 and fields[0] == "SCRAM-SHA-256" and fields[1].startswith(f"{ROUNDS}:")
salt = base64.b64decode(fields[1].split(":")[1]) if known else os.urandom(16)
salted = hashlib.pbkdf2_hmac("sha256", password, salt, ROUNDS)
stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
server = hmac.digest(salted, b"Server Key", "sha256")
salt, stored, server = (base64.b64encode(one).decode() for one in (salt, stored, server))
print(f"SCRAM-SHA-256${ROUNDS}:{salt}${stored}:{server}")
