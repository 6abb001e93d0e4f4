import time

MAX_LAG, LOST_PRIMARY = 10, 60  # seconds: a replica further behind serves no reads; how long one without a primary does
fresh = None  # when this replica was last close behind its primary


def look(connection, ask, kind):
    global fresh
    server = ask(connection, """SELECT @@read_only AS only_reads, VARIABLE_VALUE AS replicas
        FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Rpl_semi_sync_master_clients'""")
    replica = ask(connection, "SHOW SLAVE STATUS")
    # The commits of a primary without a replica that acknowledges would wait for ever.
    writes = not int(server["only_reads"]) and (kind[0] != "acknowledged" or int(server["replicas"]) > 0)
    lag = replica.get("Seconds_Behind_Master")
    if lag is not None:
        fresh = time.monotonic() if int(lag) < MAX_LAG else None
    # Another primary is promoted many times over in that time.
    lost = lag is None and (replica or int(server["only_reads"]))
    reads = fresh is not None and (lag is not None or bool(lost) and time.monotonic() - fresh < LOST_PRIMARY)
    return {"/write": writes, "/read": reads, "/galera": "own"}  # in no cluster: none may begin beside it
