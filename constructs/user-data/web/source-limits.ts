/** How many requests one source may have under way at the same time. An office behind one address has fewer. */
const REQUESTS_OF_ONE_SOURCE = 100;

/** How many of them may have a body. As many large ones as a source may send through a balancer. */
const BODIES_OF_ONE_SOURCE = 20;

/**
 * What nginx does where visitors reach it themselves, in its `http` block: a body is on the disk before the application sees
 * it, each of its parts comes in time, and one source has a part of the places alone. A connection counts from its request's
 * last header on; what comes before has ten seconds.
 */
export function sourceLimits(): string {
  return `  client_body_timeout 10s;
  client_header_timeout 10s;
  keepalive_timeout 15s;
  reset_timedout_connection on;
  map $request_method $source_of_body {
    default $binary_remote_addr;
    GET "";
    HEAD "";
    OPTIONS "";
  }
  limit_conn_zone $binary_remote_addr zone=sources:10m;
  limit_conn_zone $source_of_body zone=bodies:10m;
  limit_conn sources ${REQUESTS_OF_ONE_SOURCE};
  limit_conn bodies ${BODIES_OF_ONE_SOURCE};
  limit_conn_status 429;
`;
}
