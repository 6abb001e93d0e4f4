import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Environment = Readonly<Record<string, string>>;

/** A provider that runs. */
export interface AttachedProvider {
  /** What Terraform is to be told. */
  readonly env: Environment;
  /** Ends it; otherwise it ends with the test file. */
  stop(): void;
}

const running: ChildProcess[] = [];

afterAll(async () => {
  const living = running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(living.map(async (child) => child.kill() && (await once(child, 'exit'))));
});

/**
 * Terraform's environment with a provider that runs for all its commands in one folder until the test file ends, as the
 * provider's developers start it to debug it. Without it each command starts the provider anew, which costs seconds of the
 * processor before anything is planned.
 * @param program the provider
 * @param folder where Terraform runs: paths in resources are relative to it
 * @param endpoint a fake AWS. @default - none
 */
export async function attachedProvider(program: string, folder: string, endpoint?: string): Promise<AttachedProvider> {
  // The fake AWS speaks plain HTTP, and a provider that is configured a second time fails over a bundle of certificates.
  const { AWS_CA_BUNDLE: _, ...inherited } = process.env;
  const address = endpoint ? { AWS_ENDPOINT_URL: endpoint } : {};
  const env = { ...inherited, ...address, AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(program, ['-debug'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  running.push(child);
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk;
    const [, providers] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(said) ?? [];
    if (providers === undefined) continue;
    child.stdout.resume();
    return { env: { TF_REATTACH_PROVIDERS: providers }, stop: () => void child.kill() };
  }
  throw new Error(`${program} ended before it could be attached: ${said}`);
}
