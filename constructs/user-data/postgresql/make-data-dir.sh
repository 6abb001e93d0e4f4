data=__DIR__ version=__VERSION__
if [ -e "$data" ]; then
  found=$(cat "$data/PG_VERSION")
  if [ "$found" != "$version" ]; then
    echo "$data holds data of PostgreSQL $found, which PostgreSQL $version does not open; it stays as it is" >&2
    exit 1
  fi
else
  rm -rf "$data.new"
  install -d -o postgres -g postgres -m 0700 "$data.new"
  # Texts are ordered by code point: an order that comes from the C library changes with it, and breaks every index on texts.
  (cd / && runuser -u postgres -- "/usr/lib/postgresql/$version/bin/initdb" -D "$data.new" --encoding=UTF8 --locale=C.UTF-8 \
    --data-checksums --auth-local=peer --auth-host=scram-sha-256 >/dev/null)
  mv "$data.new" "$data"
fi
# This user's number may be another on each machine, and a volume that comes from one has that of there.
find "$data" '(' ! -user postgres -o ! -group postgres ')' -exec chown -h postgres:postgres {} +
