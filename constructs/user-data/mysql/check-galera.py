def look(connection, ask, kind):
    server = ask(connection, """SELECT @@read_only AS only_reads,
        GROUP_CONCAT(LOWER(VARIABLE_VALUE) ORDER BY VARIABLE_NAME SEPARATOR ' ') AS state
        FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME IN ('wsrep_cluster_size', 'wsrep_cluster_status', 'wsrep_local_state', 'wsrep_ready')""")
    data = ask(connection, """SELECT VARIABLE_VALUE AS uuid FROM information_schema.GLOBAL_STATUS
        WHERE VARIABLE_NAME = 'wsrep_cluster_state_uuid'""")
    # A donor (state 2) still takes part: mariadb-backup doesn't block it.
    size, _, state = server["state"].partition(" ")
    works = state in ("primary 2 on", "primary 4 on")
    # What fewer than a majority of all nodes have taken, the others can begin without, once those are gone.
    writes = works and not int(server["only_reads"]) and int(size) * 2 > int(kind[1])
    return {"/write": writes, "/read": works, "/galera": ("up " + data.get("uuid", "")).rstrip()}
