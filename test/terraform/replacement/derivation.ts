import type { Provider } from './ask';
import { defaults } from './derive';
import { type Learned, learn } from './learn';
import type { Answer } from './probe';
import { probes, unchanged } from './probes';

/** How often refused questions are asked again with values that the refusals named. */
const ROUNDS = 4;

/** Asks the provider about every setting of every example; refused questions again, with what was learned from it. */
export async function answers(provider: Provider): Promise<readonly Answer[]> {
  const same = await provider.ask(unchanged());
  const known = new Map(
    same.flatMap((answer) =>
      defaults([answer]).map(([path, value]) => [`${answer.probe.type} ${path}`, value] as const),
    ),
  );
  const fallback = (type: string, path: string) => known.get(`${type} ${path}`);
  const found = new Map<string, Answer>();
  let learned: Learned = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    const open = probes(provider.schemas, fallback, learned).filter((probe) => {
      const before = found.get(`${probe.type} ${probe.name}`);
      return !before || (before.refusal !== undefined && differs(before.probe, probe));
    });
    if (open.length === 0) break;
    const given = await provider.ask(open);
    for (const answer of given) found.set(`${answer.probe.type} ${answer.probe.name}`, answer);
    learned = new Map([...learned, ...learn(given)]);
  }
  return [...same, ...found.values()];
}

function differs(a: Pick<Answer['probe'], 'before' | 'after'>, b: typeof a): boolean {
  return JSON.stringify([a.before, a.after]) !== JSON.stringify([b.before, b.after]);
}
