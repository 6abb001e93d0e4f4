/** An HTTP request, read whole. */
export interface HttpRequest {
  readonly method: string;
  /** Name in the Host header, without port, in lower case. */
  readonly host: string;
  /** As it came: percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** IPv4 address of the caller. */
  readonly source: string;
}

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}
