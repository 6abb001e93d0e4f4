if [ ! -d __DIR__ ]; then
  rm -rf __FRESH__
  install -d -o mysql -g mysql -m 0750 __FRESH__
  mariadb-install-db --user=mysql --datadir=__FRESH__ --skip-test-db >/dev/null
  mv __FRESH__ __DIR__
fi
# This user's number may be another on each machine, and a volume that comes from one has that of there.
find __DIR__ '(' ! -user mysql -o ! -group mysql ')' -exec chown -h mysql:mysql {} +
