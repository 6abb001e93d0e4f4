password_hash() {
  printf %s "$1" | openssl sha1 -binary | openssl sha1 -r | awk '{ print "*" toupper($1) }'
}
