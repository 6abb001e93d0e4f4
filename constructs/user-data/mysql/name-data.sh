if [ "$(timeout 10 mariadb -Ne 'SELECT @@read_only' 2>/dev/null)" = 0 ]; then
  timeout 20 mariadb <<'SQL' || true
__NAME_DATA_SQL__
SQL
fi
