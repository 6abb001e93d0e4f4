__PASSWORD_HASH__
site=$(secret_create db/site)
replication=$(secret_create db/replication)
secret_file db/replication __REPLICATION_SECRET__ root
install -m 0600 /dev/null __ACCOUNTS_SQL__
cat > __ACCOUNTS_SQL__ <<SQL
__ACCOUNTS__
SQL
