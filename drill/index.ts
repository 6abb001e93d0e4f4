/** Boots a topology's machines on one Linux machine, injects faults, and measures what visitors see of it. */
export { kernelOf } from './kernel';
export { type DrillPlan, planDrill, UndrillableError } from './plan';
export { ProcessError } from './process';
export { type DrillMachine, type Missing, missingFrom, thisMachine } from './requirements';
export { drillResult, judgedNodes } from './result';
export { type DrillSettings, drill, type Measured } from './run/drill';
export { DrillError } from './run/drill-error';
export { type FaultSelection, faultsOf } from './run/faults';
export { BusyError, clean } from './run/leftovers';
export { type LoadRunSettings, loadRun } from './run/load-run';
export { drillPlaces } from './run/machine';
export { TOOK_DOWN } from './run/on-site';
export type { Say } from './run/say';
export type { DrillUpgrade, NodeCommands, UpgradeAct, UpgradeTurn } from './run/upgrade';
