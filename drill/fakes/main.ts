import type { FakeSettings, FromFakes, ToFakes, WorldRequest } from './protocol';
import { type FakeServers, startServers } from './server';

/**
 * The fakes as a program of their own, so that they can live in the network namespace of the drill's switch. It talks
 * with the drill over Node's IPC channel, and ends when the drill does.
 */
function main(): void {
  const open = new Map<number, { readonly done: () => void; readonly failed: (error: Error) => void }>();
  let servers: FakeServers | undefined;
  let lastId = 0;

  const perform = (request: WorldRequest) =>
    new Promise<void>((done, failed) => {
      lastId += 1;
      open.set(lastId, { done, failed });
      tell({ type: 'request', id: lastId, request });
    });

  async function start(settings: FakeSettings): Promise<void> {
    servers = await startServers(settings, { perform, record: (call) => tell({ type: 'call', call }) });
    tell({ type: 'ready', metadata: servers.metadata, api: servers.api });
  }

  process.on('message', (message: ToFakes) => {
    switch (message.type) {
      case 'start':
        start(message.settings).catch((error: Error) => tell({ type: 'broken', message: error.message }));
        break;
      case 'done':
        open.get(message.id)?.done();
        open.delete(message.id);
        break;
      case 'failed':
        open.get(message.id)?.failed(new Error(message.message));
        open.delete(message.id);
        break;
      case 'replaced':
        servers?.account.replace(message.instance, message.objects);
        break;
      case 'put':
        servers?.account.putAll(message.objects);
        break;
      case 'instance-state':
        servers?.account.setState(message.instanceId, message.state);
        break;
    }
  });
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches the whole process group; machines need their metadata until the drill has taken them down.
  process.on('SIGINT', () => undefined);
}

function tell(message: FromFakes): void {
  process.send?.(message);
}

main();
