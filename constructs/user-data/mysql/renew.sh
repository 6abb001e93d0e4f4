#!/bin/bash
# Where the server runs a program that an upgrade has replaced, stop it; Pacemaker starts the new one.
if read -r pid </run/nospof-db.pid && [[ $(readlink "/proc/$pid/exe") = *' (deleted)' ]]; then mariadb-admin shutdown; fi
