"""Prints the Authorization header that botocore computes for the request on standard input."""
import json, sys
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

asked = json.load(sys.stdin)
credentials = Credentials(asked["id"], asked["secret"], asked["token"])
signer = (S3SigV4Auth if asked["service"] == "s3" else SigV4Auth)(credentials, asked["service"], asked["region"])
request = AWSRequest(asked["method"], asked["url"], asked["headers"], asked["body"].encode())
# What `add_auth` does, at the time that the request names.
request.context["timestamp"] = asked["date"]
signer._modify_request_before_signing(request)
text = signer.string_to_sign(request, signer.canonical_request(request))
signer._inject_signature_to_request(request, signer.signature(text, request))
print(request.headers["Authorization"])
