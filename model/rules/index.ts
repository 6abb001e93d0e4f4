import type { Problem } from '../diagnostic';
import type { Draft, Rule } from '../draft';
import { unclearAccepts } from './accept';
import { addressCollisions, addressOverflows } from './addresses';
import { wrongAliases } from './aliases';
import { namesTooLong, reservedNames, tooManyTags } from './aws-names';
import { capacityTwice } from './capacity';
import { noEntrance, twoEntrances, unusedTiers } from './entrance';
import { volumesInUse } from './keep';
import { memoryTooLarge } from './memory';
import { duplicateNeeds } from './needs';
import { conflictingOptions } from './options';
import { cycles, unknownTiers, wrongKinds } from './references';
import { duplicateRoutes } from './routes';
import { tooFewZones } from './survival';
import { duplicateZones, tooManyZones, unknownZones } from './zones';

/** What is checked across values. Each looks only at what was read without fault, so it never repeats a problem. */
const RULES: readonly Rule[] = [
  unknownTiers,
  wrongKinds,
  cycles,
  duplicateNeeds,
  duplicateRoutes,
  twoEntrances,
  unknownZones,
  duplicateZones,
  tooManyZones,
  tooFewZones,
  conflictingOptions,
  capacityTwice,
  memoryTooLarge,
  volumesInUse,
  addressCollisions,
  addressOverflows,
  tooManyTags,
  namesTooLong,
  reservedNames,
  wrongAliases,
  unclearAccepts,
];

/** What is checked only when all values and references are right: a misspelt name must not make tiers look unused. */
const RULES_OF_THE_WHOLE: readonly Rule[] = [noEntrance, unusedTiers];

export function checkRules(draft: Draft): readonly Problem[] {
  const problems = RULES.flatMap((rule) => rule(draft));
  if (!draft.complete || problems.some(({ code }) => REFERENCE_CODES.has(code))) return problems;
  return [...problems, ...RULES_OF_THE_WHOLE.flatMap((rule) => rule(draft))];
}

const REFERENCE_CODES: ReadonlySet<string> = new Set(['unknown-tier', 'wrong-tier-kind', 'cycle', 'two-entrances']);
