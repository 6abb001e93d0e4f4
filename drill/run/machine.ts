import { join } from 'node:path';
import { CACHE_FOLDER, PREFIX, STATE_FOLDER } from '../names';
import { groupsOfDrills } from '../nodes/control-groups';
import { INOTIFY, type Inotify } from './inotify';

/** Where on a machine drills leave traces, and what those are called: nothing else is ever looked at, or taken away. */
export interface DrillPlaces {
  /** Folder of what is running now. */
  readonly state: string;
  /** Folder of the nodes' disks and logs. */
  readonly disks: string;
  /** What the names of network namespaces begin with. */
  readonly prefix: string;
  /** Control groups that all groups of drills are in. */
  readonly groups: readonly string[];
  readonly inotify: Inotify;
}

/** The places of drills on this machine. */
export function drillPlaces(): DrillPlaces {
  return {
    state: STATE_FOLDER,
    disks: join(CACHE_FOLDER, 'drill'),
    prefix: PREFIX,
    groups: groupsOfDrills(),
    inotify: INOTIFY,
  };
}
