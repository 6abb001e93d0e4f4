if [ ! -d __DIR__ ]; then
  rm -rf __FRESH__
  install -d -o mysql -g mysql -m 0750 __FRESH__
  mariadb-install-db --user=mysql --datadir=__FRESH__ --skip-test-db >/dev/null
  mv __FRESH__ __DIR__
fi
