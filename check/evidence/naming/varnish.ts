import type { PoolReader, PoolServer } from './pool';

/** The page cache's backends: those that a director chooses from. */
export const VARNISH: PoolReader = {
  path: /^\/etc\/varnish\/default\.vcl$/,
  unit: () => 'varnish',
  read: (text) => [{ name: 'director', servers: directed(text.replace(/^\s*(#|\/\/).*$/gm, '')) }],
};

function directed(vcl: string): readonly PoolServer[] {
  const chosen = new Set([...vcl.matchAll(/\.add_backend\((\w[\w-]*)\)/g)].map((match) => match[1]));
  const probes = new Map(
    [...vcl.matchAll(/^probe (\w[\w-]*) \{([^}]*)\}/gm)].map(([, name, body = '']) => [
      name,
      /\.url = "([^"]*)"/.exec(body)?.[1],
    ]),
  );
  return [...vcl.matchAll(/^backend (\w[\w-]*) \{([^}]*)\}/gm)].flatMap(([, name = '', body = '']) => {
    const host = /\.host = "([^"]+)"/.exec(body)?.[1];
    if (host === undefined || !chosen.has(name)) return [];
    const probe = /\.probe = (\w[\w-]*)/.exec(body)?.[1];
    const port = Number(/\.port = "(\d+)"/.exec(body)?.[1] ?? 80);
    const unchecked = probe === undefined || !probes.has(probe) ? `backend ${name} without a probe` : undefined;
    const asks = unchecked === undefined ? (probes.get(probe ?? '') ?? '/') : undefined;
    return [{ host, port, ...(unchecked === undefined ? {} : { unchecked }), ...(asks === undefined ? {} : { asks }) }];
  });
}
