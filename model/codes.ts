/** What a diagnostic code means, for the generated list of errors. */
export interface CodeInfo {
  /** One sentence: what is wrong. */
  readonly means: string;
  /** One sentence or two: why it is refused, and the fix. */
  readonly remedy: string;
}

/** Every code that reading a topology can yield. Codes are stable: scripts may rely on them. */
export const CODES = {
  'unreadable-file': {
    means: 'The file does not exist or may not be read.',
    remedy: 'Check the path and the permissions; a topology is a plain file.',
  },
  'file-too-large': {
    means: 'The file is larger than 1 MiB, or holds more than 40,000 words and signs.',
    remedy: 'A topology is a page or two; check that the right file was named.',
  },
  'binary-file': {
    means: 'The file holds control characters that no text has.',
    remedy: 'Save the topology as plain UTF-8 text.',
  },
  'invalid-utf8': {
    means: 'The file is not UTF-8.',
    remedy: 'Save it in the encoding UTF-8; UTF-16 and Latin-1 are not read.',
  },
  'empty-file': {
    means: 'The file has no content.',
    remedy: 'Start from a shipped topology: `nospof init`.',
  },
  'yaml-syntax': {
    means: 'The text is not valid YAML.',
    remedy: 'Correct the marked place. Nothing else was checked yet.',
  },
  tab: {
    means: 'A tab indents a line.',
    remedy: 'YAML indents with spaces only; replace the tab by two spaces for each level.',
  },
  'multiple-documents': {
    means: 'The file holds more than one YAML document.',
    remedy: 'One file is one topology: put what follows `---` into a file of its own.',
  },
  'yaml-directive': {
    means: 'The file switches to another version of YAML.',
    remedy: 'Delete the directive: topologies are YAML 1.2, where `yes` is text and `010` is ten.',
  },
  'too-deep': {
    means: 'Lists or maps are nested deeper than 32 levels.',
    remedy: 'A topology has six levels at most; look for brackets that are not closed.',
  },
  'alias-bomb': {
    means: 'The aliases of the file expand to more than 10,000 values, or one contains itself.',
    remedy: 'Write the values out.',
  },
  'unknown-alias': {
    means: 'An alias (`*name`) has no anchor (`&name`) before it.',
    remedy: 'Define the anchor first, or quote a value that shall begin with an asterisk.',
  },
  'merge-key': {
    means: 'The merge key `<<` of YAML 1.1 is used.',
    remedy: 'YAML 1.2 has no merge; write the keys out, or use an alias for a whole value.',
  },
  'duplicate-key': {
    means: 'The same key, or the same tier name, occurs twice in one map.',
    remedy: 'Rename or delete one of them; only one of the two would take effect.',
  },
  'non-string-key': {
    means: 'A key is not text.',
    remedy: 'Keys are plain words; put numbers and the like in quotes where a key may be free text.',
  },
  'reserved-key': {
    means: 'A key has a name that programs treat in a special way.',
    remedy: 'Choose another name.',
  },
  'unknown-key': {
    means: 'There is no such key here.',
    remedy: 'Use one of the allowed keys; a misspelt key would otherwise be ignored silently.',
  },
  'missing-key': {
    means: 'A required key is missing.',
    remedy: 'Add it.',
  },
  'wrong-type': {
    means: 'A value has the wrong type, as text where a number belongs.',
    remedy: 'Write the value in the form that is named.',
  },
  'out-of-range': {
    means: 'A number, a length or a count lies outside of its range.',
    remedy: 'Choose a value inside of the range.',
  },
  'bad-format': {
    means: 'A text does not have the required form.',
    remedy: 'Write it in the form that is named.',
  },
  'not-allowed': {
    means: 'A value is none of the allowed ones.',
    remedy: 'Choose one of them.',
  },
  'unknown-kind': {
    means: 'There is no such kind of tier.',
    remedy: 'Choose one of the kinds.',
  },
  'unknown-region': {
    means: 'There is no such commercial AWS region.',
    remedy: 'Choose a region by its code, as `eu-central-1`.',
  },
  'unknown-size': {
    means: 'The instance type is not known.',
    remedy: 'Choose a size of the known families; it decides how the programs are tuned.',
  },
  'unknown-zone': {
    means: 'The availability zone does not belong to the region, or not to the zones of the topology.',
    remedy: 'Name a zone of the list; a tier stands in zones of its topology.',
  },
  'duplicate-zone': {
    means: 'A zone is listed twice.',
    remedy: 'List each zone once; nodes take turns in them.',
  },
  'too-many-zones': {
    means: 'More zones are asked for than the region has.',
    remedy: 'Lower the number, or choose another region.',
  },
  'too-few-zones': {
    means: 'The zones are too few for what the topology declares to survive.',
    remedy: 'A zone can be lost only if there is a second one, and a majority remains only if there is a third.',
  },
  'unknown-tier': {
    means: 'A reference names a tier that does not exist.',
    remedy: 'Correct the name, or add the tier.',
  },
  'wrong-tier-kind': {
    means: 'A reference names a tier of a kind that does not offer what is needed.',
    remedy: 'Name a tier of one of the allowed kinds.',
  },
  cycle: {
    means: 'Tiers refer to each other in a circle.',
    remedy: 'Remove one of the references: requests go one way, from the entrance to the data.',
  },
  'duplicate-need': {
    means: 'A web tier needs two tiers for the same role, or one twice.',
    remedy: 'Keep one: several databases, caches or file stores for one web tier are not supported.',
  },
  'duplicate-route': {
    means: 'Two routes of a balancer have the same path.',
    remedy: 'Delete one: only the first would ever be used.',
  },
  'no-entrance': {
    means: 'No tier has an address, so no visitor can reach the site.',
    remedy: 'Add a haproxy tier, or give a web tier with one node `address: elastic-ip`.',
  },
  'two-entrances': {
    means: 'Two tiers claim the address of the site.',
    remedy: 'Keep one entrance: behind a balancer, web tiers have no address of their own.',
  },
  'unused-tier': {
    means: 'No request reaches the tier.',
    remedy: 'Refer to it, or delete it. Volumes that shall outlive their tier go under `keep`.',
  },
  'unreachable-web': {
    means: 'No balancer sends visitors to the web tier.',
    remedy: 'Name it in the `to` or the `routes` of a balancer; only a single node can have the address itself.',
  },
  'conflicting-options': {
    means: 'Two options contradict each other, or one lacks what it depends on.',
    remedy: 'Change one of them as the fix says.',
  },
  'memory-too-large': {
    means: 'A cache is given more memory than the node can spare.',
    remedy: 'Leave a fifth of the memory to the operating system, or choose a larger size.',
  },
  'volume-in-use': {
    means: 'A volume under `keep` still belongs to a tier.',
    remedy: 'Delete the line; it is for volumes that no tier uses any more.',
  },
  'address-collision': {
    means: 'Two tiers of one kind would use the same private addresses.',
    remedy: 'Give the newer one the `offset` that is proposed; addresses of deployed nodes must not change.',
  },
  'address-overflow': {
    means: 'The nodes of a tier do not fit into the addresses of their kind.',
    remedy: 'Lower `offset`, or use more zones.',
  },
  'too-many-tags': {
    means: 'There are more tags than AWS takes on one resource.',
    remedy: 'An object in S3 has ten tags at most, and nospof sets one.',
  },
  'name-too-long': {
    means: 'The names of the site and of a tier are too long together.',
    remedy: 'Names in AWS hold both. Shorten the tier: the site is known by its name.',
  },
  'reserved-name': {
    means: 'The name of the site begins as AWS lets no name begin.',
    remedy: 'Choose another name; it is the prefix of every name in AWS.',
  },
  'unreadable-archive': {
    means: 'The archive of an application does not exist or may not be read.',
    remedy: 'Build the archive first; a path is relative to the topology file.',
  },
  'user-data-too-large': {
    means: 'The configuration of a node is larger than EC2 passes to a machine: 16 KiB, compressed.',
    remedy:
      'The message names its largest files. Make smaller what they grow with: `env`, routes, paths, cookies, or the nodes of one tier.',
  },
} as const satisfies Readonly<Record<string, CodeInfo>>;

export type DiagnosticCode = keyof typeof CODES;
