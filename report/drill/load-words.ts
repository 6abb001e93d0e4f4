import { type CrowdMeasurement, type LoadFlaw, type LoadRun, underWay } from '../../drill/judging/load-run';
import { STREAMS } from '../../drill/judging/streams';

/** Processors below which the nodes of a site are sure to stand in each other's way. */
const MANY = 16;

/** Why a figure is none. */
export function flawText(flaw: LoadFlaw, step: CrowdMeasurement): string {
  switch (flaw) {
    case 'failures':
      return `${step.failed} of ${step.answered + step.failed} requests failed`;
    case 'littles-law':
      return `throughput times response time is ${underWay(step).toFixed(1)} visitors, and ${step.users} came (Little's law)`;
    case 'generator':
      return `the visitors' own process took ${Math.round(step.generatorBusy * 100)} % of a processor, and may have set the pace`;
  }
}

/** What figures of such a run are, and are not. */
export function loadRemarks({ tier, stream, processors, share, steps }: LoadRun): readonly string[] {
  const [first] = steps;
  const users = first === undefined ? 0 : first.users / first.nodes;
  return [
    `${STREAMS[stream].title}s a second with so many nodes of ${tier}, ${users} visitors at a time for each of them`,
    share === undefined
      ? `all nodes and the visitors share ${count(processors)}, and nothing keeps one of ${tier} from taking it all: more nodes can do no more`
      : `each node of ${tier} had ${share.toFixed(2)} of ${count(processors)} at most, all others and the visitors the rest`,
    ...(processors < MANY
      ? ["a machine with few processors is no forecast of AWS's: what shows is how the figures grow"]
      : []),
  ];
}

function count(processors: number): string {
  return processors === 1 ? 'one processor' : `${processors} processors`;
}
