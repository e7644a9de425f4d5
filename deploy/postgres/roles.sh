#!/bin/sh
# Runs once, when the server is made: four roles, of which only the owner may change tables.
# Nobody waits for a backup meanwhile, as none runs yet.
set -eu
PGOPTIONS='-c synchronous_commit=local' psql --quiet --set=ON_ERROR_STOP=1 --username=postgres \
    --set=owner="$PIM_OWNER_PASSWORD" --set=web="$PIM_WEB_PASSWORD" \
    --set=worker="$PIM_WORKER_PASSWORD" --set=backup="$PIM_BACKUP_PASSWORD" <<'SQL'
CREATE ROLE pim_owner LOGIN PASSWORD :'owner';
CREATE ROLE pim_web LOGIN PASSWORD :'web';
CREATE ROLE pim_worker LOGIN PASSWORD :'worker';
CREATE ROLE pim_backup LOGIN REPLICATION PASSWORD :'backup';
CREATE DATABASE pim OWNER pim_owner;
REVOKE ALL ON DATABASE pim FROM PUBLIC;
GRANT CONNECT ON DATABASE pim TO pim_web, pim_worker;
GRANT TEMPORARY ON DATABASE pim TO pim_worker;
SQL
echo 'host replication pim_backup all scram-sha-256' >> "$PGDATA/pg_hba.conf"
