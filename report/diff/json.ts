import { openBlockers } from '../../upgrade/diff/accept';
import { capacityFacts } from '../capacity/site-json';
import { noteText } from '../check/notes';
import type { Compared } from './compared';
import { gradeJson } from './grade';

/** Changes with every change that could break a reader: docs/diff-json.md. */
const DIFF_JSON_VERSION = 2;

/** The whole comparison as JSON, by the contract of docs/diff-json.md. */
export function diffJson(compared: Compared): string {
  const { upgrade, way, actions, table, unknown } = compared;
  const { blockers, goals, survives, settings, tiers, resources, nodes, machines } = upgrade;
  const report = {
    format: 'nospof-diff',
    version: DIFF_JSON_VERSION,
    safe: openBlockers(compared.upgrade).length === 0,
    old: compared.old,
    new: compared.new,
    actions,
    table: table ?? null,
    blockers,
    goals,
    survives: { before: survives.before ?? null, after: survives.after ?? null },
    settings,
    tiers,
    resources,
    nodes,
    machines,
    steps: way?.steps ?? null,
    grade: way ? gradeJson(way.grade) : null,
    cost: compared.cost ?? null,
    capacity: compared.capacity
      ? { before: capacityFacts(compared.capacity.before), after: capacityFacts(compared.capacity.after) }
      : null,
    unknown: unknown.map(noteText),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
