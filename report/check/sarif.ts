import type { GapCode } from '../../check/evidence/gap';
import type { Acceptance, Breach, StackVerdict } from '../../check/findings';
import { unreadOf } from '../../check/note';
import type { CheckedStack, FilePlace } from './checked-stack';
import { gapText } from './gaps';
import { noteText } from './notes';
import { sessionTexts } from './sessions';
import { acceptedBecause, acceptedText, breachText, pathText, unseenAcceptances } from './words';

/** Rules as SARIF viewers show them. */
const RULES = {
  'single-point-of-failure': 'One element whose loss makes a goal fail.',
  'broken-goal': 'A goal that does not work even with everything up.',
  'claim-without-evidence': 'A redundancy that the Terraform does not bear out; it is not counted.',
  'stale-accept': 'An accepted risk that is none.',
  'stale-rate': 'A rate of an element that is not there.',
  'not-known': 'What was not read, and may stand on the way of visitors: nothing good can be said for certain.',
  'sessions-on-nodes': 'Sessions on the web nodes themselves: the loss of one logs its visitors out.',
  refused: 'Terraform, its provider or AWS refuses it, so that nothing of the stack comes to stand.',
  'refused-file': 'A configuration that the program which reads it refuses.',
  'silent-callee': 'A machine that does not listen where others call it.',
  'not-as-rendered': 'Not what nospof rendered, so that what is claimed of it does not count.',
} as const;

type RuleId = keyof typeof RULES;

interface Finding {
  readonly rule: RuleId;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  /** Keys in the topology, the first that is there is the place. */
  readonly at: readonly string[];
  readonly id: string;
  readonly accepted?: string;
}

/** SARIF 2.1.0, for code scanning: each finding at the line of the topology that it comes from. */
export function sarifReport(stacks: readonly CheckedStack[]): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const results = stacks.flatMap((stack) => findings(stack.verdict).map((finding) => result(finding, stack)));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'nospof', rules } }, columnKind: 'utf16CodeUnits', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function findings(verdict: StackVerdict): Finding[] {
  const tiers = new Map(verdict.elements.map(({ element, tier }) => [element, tier]));
  return [
    ...verdict.goals.flatMap(({ goal, singlePoints }) =>
      singlePoints.map((point): Finding => {
        const breach = verdict.breaches.some(
          (one) => one.kind === 'single-point' && one.goal === goal && one.element === point.element,
        );
        const accepted = acceptedBecause(verdict, goal, point.element);
        return {
          rule: 'single-point-of-failure',
          // What is only assumed to fail is not known to.
          level: breach ? (point.assumed ? 'warning' : 'error') : 'note',
          message: `${point.element} is a single point of failure for ${goal}: ${pathText(point)}`,
          at: tierPlace(point.tier, point.class === 'zone' ? ['zones', 'survives'] : ['network']),
          id: `${goal}/${point.element}`,
          ...(accepted === undefined ? {} : { accepted }),
        };
      }),
    ),
    ...verdict.breaches.flatMap((breach): Finding[] => {
      if (breach.kind === 'single-point') return [];
      const { at, id } = breachPlace(breach, tiers);
      return [{ rule: breach.kind, level: 'error', message: breachText(breach, verdict), at, id }];
    }),
    ...unseenAcceptances(verdict).map((one): Finding => {
      return {
        rule: 'unread' in one ? 'not-known' : 'not-as-rendered',
        level: 'note',
        message: acceptedText(one),
        at: ['accept'],
        id: `${whatOf(one)}/${one.element}`,
        accepted: one.because,
      };
    }),
    ...unreadOf(verdict.unknown).map((note): Finding => {
      return {
        rule: 'not-known',
        level: 'warning',
        message: noteText(note),
        at: [],
        id: `${note.code}/${note.subjects.join()}`,
      };
    }),
    ...sessionTexts(verdict)
      .filter(({ isWarning }) => isWarning)
      .map(({ tier, text }): Finding => {
        return { rule: 'sessions-on-nodes', level: 'warning', message: text, at: tierPlace(tier, []), id: tier };
      }),
    ...verdict.gaps.map((gap): Finding => {
      const { code, subject, lookedFor } = gap;
      return {
        rule: 'claim-without-evidence',
        level: 'warning',
        message: `claim without evidence: ${gapText(gap)}`,
        at: tierPlace(tiers.get(subject), []),
        id: gapId(code, subject, lookedFor),
      };
    }),
  ];
}

function breachPlace(
  breach: Exclude<Breach, { kind: 'single-point' }>,
  tiers: ReadonlyMap<string, string | undefined>,
): Pick<Finding, 'at' | 'id'> {
  switch (breach.kind) {
    case 'broken-goal':
      return { at: ['tiers'], id: breach.goal };
    case 'stale-accept':
      return { at: ['accept'], id: `${whatOf(breach)}/${breach.element}` };
    case 'stale-rate':
      return { at: ['rates'], id: breach.element };
    case 'refused-file':
    case 'silent-callee':
      return { at: tierPlace(tiers.get(breach.element), ['tiers']), id: breach.text };
    case 'refused':
    case 'not-as-rendered':
      return { at: ['tiers'], id: breach.element };
  }
}

/** What of an element is accepted. */
function whatOf(one: Acceptance | Extract<Breach, { kind: 'stale-accept' }>): string {
  if ('goal' in one) return one.goal;
  return 'differs' in one ? one.differs : 'unread';
}

function tierPlace(tier: string | undefined, otherwise: readonly string[]): readonly string[] {
  return tier === undefined ? otherwise : [`tiers.${tier}`];
}

function gapId(code: GapCode, subject: string, lookedFor: string): string {
  return `${code}/${subject}/${lookedFor}`;
}

function result({ rule, level, message, at, id, accepted }: Finding, { file, id: stack, places }: CheckedStack) {
  const place: FilePlace = at.flatMap((key) => places.get(key) ?? [])[0] ?? { line: 1, column: 1 };
  return {
    ruleId: rule,
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split(/[\\/]/).map(encodeURIComponent).join('/') },
          region: { startLine: place.line, startColumn: place.column },
        },
      },
    ],
    partialFingerprints: { 'nospof/v1': `${stack}/${rule}/${id}` },
    ...(accepted === undefined ? {} : { suppressions: [{ kind: 'external', justification: accepted }] }),
  };
}
