/** A backend of a VCL. */
export interface VclBackend {
  readonly name: string;
  readonly host: string | undefined;
  readonly port: number;
  /** Page that its probe asks for; undefined where it has none. */
  readonly probe: string | undefined;
  /** Whether a director chooses from it. */
  readonly directed: boolean;
}

/** What the cache makes of its VCL. */
export interface Vcl {
  readonly backends: readonly VclBackend[];
  /** Pages that it answers by itself, whatever its backends do. */
  readonly answers: readonly string[];
  /** Fields of the probes that it asks its backends by, as `interval`; of a field that stands twice, the later. */
  readonly probes: readonly ReadonlyMap<string, string>[];
  /** All that it reads: without comments, and with one blank between two tokens. */
  readonly code: string;
}

/** A declaration such as `probe health { .url = "/health"; }`. */
interface Declaration {
  readonly name: string;
  /** Tokens of each field by its name; a later one takes the place of an earlier. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Reads backends, probes and directors; a comment is `#`, `//` or between `/*` and its end (vcl(7)). */
export function parseVcl(text: string): Vcl {
  const tokens = vclTokens(text);
  const probes = new Map(declarations(tokens, 'probe').map((one) => [one.name, one]));
  const chosen = new Set(
    tokens.flatMap((token, at) => (token === 'add_backend' && tokens[at + 1] === '(' ? [tokens[at + 2]] : [])),
  );
  const asking = new Map<string, Declaration['fields']>();
  const backends = declarations(tokens, 'backend').map(({ name, fields }): VclBackend => {
    const [named, ...inline] = fields.get('probe') ?? [];
    const declared = named === '{' ? fieldsOf(inline) : probes.get(named ?? '')?.fields;
    const asked = declared && (string(declared.get('url')) ?? '/');
    if (declared) asking.set(named === '{' ? `${name}'s` : (named ?? ''), declared);
    return {
      name,
      host: string(fields.get('host')),
      port: Number(string(fields.get('port')) ?? 80),
      probe: asked,
      directed: chosen.has(name),
    };
  });
  return {
    backends,
    answers: answers(tokens),
    probes: [...asking.values()].map(
      (fields) => new Map([...fields].map(([key, value]) => [key, string(value) ?? value.join(' ')])),
    ),
    code: tokens.join(' '),
  };
}

/** Conditions on the whole address that lead to an answer made by the cache. */
function answers(tokens: readonly string[]): readonly string[] {
  return tokens.flatMap((token, at) => {
    const page = string(tokens.slice(at + 2, at + 3));
    if (token !== 'req.url' || tokens[at + 1] !== '==' || page === undefined) return [];
    const opens = tokens.indexOf('{', at);
    const inside = tokens.slice(opens + 1, tokens.indexOf('}', opens));
    return inside.includes('synth') ? [page] : [];
  });
}

function declarations(tokens: readonly string[], kind: string): readonly Declaration[] {
  let depth = 0;
  return tokens.flatMap((token, at): Declaration[] => {
    if (token === '{') depth++;
    if (token === '}') depth--;
    if (depth > 0 || token !== kind || tokens[at + 2] !== '{') return [];
    return [{ name: tokens[at + 1] ?? '', fields: fieldsOf(tokens.slice(at + 3)) }];
  });
}

/** Fields up to the end of their braces; an inline probe keeps its own, to be read again. */
function fieldsOf(tokens: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>();
  let depth = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === '{') depth++;
    if (token === '}') depth--;
    if (depth < 0) break;
    if (depth > 0 || !token.startsWith('.') || tokens[at + 1] !== '=') continue;
    const inline = tokens[at + 2] === '{';
    const end = tokens.indexOf(inline ? '}' : ';', at + 2);
    fields.set(token.slice(1), tokens.slice(at + 2, end < 0 ? tokens.length : end + (inline ? 1 : 0)));
  }
  return fields;
}

function string(tokens: readonly string[] | undefined): string | undefined {
  const [token] = tokens ?? [];
  return token?.startsWith('"') ? token.slice(1, -1) : undefined;
}

function vclTokens(text: string): readonly string[] {
  const all = text.matchAll(
    /#.*|\/\/.*|\/\*[\s\S]*?\*\/|\{"[\s\S]*?"\}|"""[\s\S]*?"""|"[^"\n]*"|[=!~<>&|]+|\.?[A-Za-z0-9_][\w.-]*|[^\s]/g,
  );
  return [...all]
    .map(([token]) => token)
    .filter((token) => !token.startsWith('#') && !token.startsWith('//') && !token.startsWith('/*'))
    .flatMap((token) => (/^[\w-]+\.add_backend$/.test(token) ? ['add_backend'] : [token]));
}
