as_postgres() { (cd / && exec runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 -d postgres "$@"); }
wait_for 300 runuser -u postgres -- pg_isready -q
stored=$(as_postgres -c "SELECT rolpassword FROM pg_authid WHERE rolname = '__SITE__'")
verifier=$(secret db/site | __SCRAM__ "$stored")
as_postgres <<SQL
SELECT 'CREATE ROLE ' || name FROM (VALUES ('__SITE__'), ('__CHECK__')) AS wanted (name)
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE __SITE__ LOGIN CONNECTION LIMIT __SITE_CONNECTIONS__ PASSWORD '$verifier';
ALTER ROLE __CHECK__ LOGIN CONNECTION LIMIT 3;
SELECT 'CREATE DATABASE __SITE__ OWNER __SITE__' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '__SITE__') \gexec
REVOKE ALL ON DATABASE __SITE__, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO __CHECK__;
SQL
