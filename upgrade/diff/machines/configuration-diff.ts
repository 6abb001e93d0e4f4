import { NODE_FILES } from '../../../model/node-files';
import {
  type CloudConfigs,
  type CloudConfigText,
  cloudConfigText,
  type FileEntry,
  listUnder,
} from '../../../terraform/cloud-config';
import { unpackedUserData } from '../../../terraform/machine/unpacked';
import type { FileChange, MachineChange, SettingChange } from '../../upgrade';
import { settingText } from '../facts/tier-changes';
import { hunks } from './hunks';

/** What differs between two configurations of one machine. */
export type ConfigurationChange = Omit<MachineChange, 'nodes'>;

/** The service by which a running node takes over changes of its configuration. */
const FOLLOW = NODE_FILES.follow;

const NONE = { packages: { added: [], removed: [] }, files: [], other: [] };

/** Compares configurations of many machines; what is alike on several of them is compared once. */
export class ConfigurationDiff {
  readonly #configs: CloudConfigs;
  readonly #changes = new Map<string | undefined, Map<string | undefined, FileChange>>();

  constructor(configs: CloudConfigs) {
    this.#configs = configs;
  }

  /** What differs between two cloud-config documents. @param replaced whether the machine is replaced */
  compare(before: string, after: string, replaced: boolean): ConfigurationChange {
    const [old, now] = [cloudConfigText(before), cloudConfigText(after)];
    try {
      if (old && now) return this.#compare(old, now, replaced);
    } catch {
      // What cannot be cut cannot be read either.
    }
    return { ...NONE, delivery: 'new-machine', problem: 'its configuration is no cloud-config as nospof writes it' };
  }

  #compare(before: CloudConfigText, after: CloudConfigText, replaced: boolean): ConfigurationChange {
    const [old, now] = [this.#byPath(before, after), this.#byPath(after, before)];
    const files = [...new Set([...old.keys(), ...now.keys()])]
      .sort()
      .map((path) => this.#fileChange(path, old.get(path), now.get(path)));
    const [had, has] = [packages(before), packages(after)];
    const other = [...new Set([...before.keys.keys(), ...after.keys.keys()])]
      .filter((key) => key !== 'packages' && before.keys.get(key) !== after.keys.get(key))
      .sort();
    const follows = before.files.some((text) => text.startsWith(` - path: ${FOLLOW}\n`));
    const delivered = [...now.values()].every((text) => this.#configs.file(text).attributes.defer === true);
    return {
      delivery: follows && delivered && other.length === 0 && !replaced ? 'follows' : 'new-machine',
      packages: {
        added: has.filter((name) => !had.includes(name)),
        removed: had.filter((name) => !has.includes(name)),
      },
      files,
      other,
    };
  }

  /** Entries of one side that the other does not have just so, by path. */
  #byPath({ files }: CloudConfigText, other: CloudConfigText): ReadonlyMap<string, string> {
    const same = new Set(other.files);
    const own = files.filter((text) => !same.has(text));
    return new Map(own.map((text) => [this.#configs.file(text).path, text]));
  }

  #fileChange(path: string, before: string | undefined, after: string | undefined): FileChange {
    const known = this.#changes.get(before)?.get(after);
    if (known) return known;
    const [old, now] = [before, after].map((text) => (text === undefined ? undefined : this.#configs.file(text)));
    const change: FileChange = {
      path,
      action: !old ? 'added' : !now ? 'removed' : 'changed',
      hunks: hunks(contentOf(old), contentOf(now)),
      attributes: old && now ? attributesOf(old, now) : [],
    };
    const changes = this.#changes.get(before) ?? new Map<string | undefined, FileChange>();
    this.#changes.set(before, changes.set(after, change));
    return change;
  }
}

/** What the file holds, decoded. In the document expressions of Terraform are escaped. */
function contentOf(file: FileEntry | undefined): string {
  if (!file) return '';
  const { content, attributes } = file;
  const plain = ENCODED.test(String(attributes.encoding)) ? (unpackedUserData(content) ?? content) : content;
  return plain.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

/** cloud-init's names of base64, packed or not. */
const ENCODED = /^(gz(ip)?\+)?b(ase)?64$/;

function packages(text: CloudConfigText): readonly string[] {
  return [...listUnder('packages', text)].sort();
}

function attributesOf(before: FileEntry, after: FileEntry): readonly SettingChange[] {
  const names = [...new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)])].sort();
  return names.flatMap((setting) => {
    const [old, now] = [before.attributes[setting], after.attributes[setting]];
    if (old === now) return [];
    return [
      {
        setting,
        ...(old === undefined ? {} : { before: settingText(old) }),
        ...(now === undefined ? {} : { after: settingText(now) }),
      },
    ];
  });
}
