import type { AwsAnswer, AwsRequest } from './aws-exchange';

const INSTANCE = /<instanceId>(i-[0-9a-f]+)<\/instanceId>/g;

/** Whether instances recover by themselves (`maintenance_options`), of which moto knows nothing. */
export class MaintenanceOptions {
  private readonly recovery = new Map<string, string>();

  /** `ModifyInstanceMaintenanceOptions`, which moto does not have. */
  answer(request: AwsRequest): AwsAnswer | undefined {
    const form = new URLSearchParams(request.service === 'ec2' ? request.body : '');
    if (form.get('Action') !== 'ModifyInstanceMaintenanceOptions') return undefined;
    const [id, recovery] = [form.get('InstanceId') ?? '', form.get('AutoRecovery') ?? 'default'];
    this.recovery.set(id, recovery);
    const name = 'ModifyInstanceMaintenanceOptionsResponse';
    const body = `<${name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceId>${id}</instanceId><autoRecovery>${recovery}</autoRecovery></${name}>`;
    return { status: 200, contentType: 'text/xml', body };
  }

  /** Keeps what new instances were started with. */
  started(request: AwsRequest, answer: string): string {
    const recovery = new URLSearchParams(request.body).get('MaintenanceOptions.AutoRecovery');
    for (const [, id] of recovery ? answer.matchAll(INSTANCE) : []) this.recovery.set(id ?? '', recovery ?? '');
    return answer;
  }

  /** Adds them to a description of instances. */
  described(answer: string): string {
    return answer.replaceAll(INSTANCE, (found, id: string) => {
      const recovery = this.recovery.get(id);
      if (recovery === undefined) return found;
      return `${found}<maintenanceOptions><autoRecovery>${recovery}</autoRecovery></maintenanceOptions>`;
    });
  }

  reset(): void {
    this.recovery.clear();
  }
}
