if [ -e __DIR__ ]; then
  found=$(cat __DIR__/PG_VERSION)
  if [ "$found" != __VERSION__ ]; then
    echo "__DIR__ holds data of PostgreSQL $found, which PostgreSQL __VERSION__ does not open; it stays as it is" >&2
    exit 1
  fi
else
  rm -rf __DIR__.new
  install -d -o postgres -g postgres -m 0700 __DIR__.new
  # Texts are ordered by code point: an order that comes from the C library changes with it, and breaks every index on texts.
  (cd / && runuser -u postgres -- /usr/lib/postgresql/__VERSION__/bin/initdb -D __DIR__.new --encoding=UTF8 --locale=C.UTF-8 \
    --data-checksums --auth-local=peer --auth-host=scram-sha-256 >/dev/null)
  mv __DIR__.new __DIR__
fi
# This user's number may be another on each machine, and a volume that comes from one has that of there.
find __DIR__ '(' ! -user postgres -o ! -group postgres ')' -exec chown -h postgres:postgres {} +
