import type { AwsAnswer, AwsRequest } from './aws-exchange';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

/** Settings of a composite alarm as CloudWatch's Query API sends and shows them; lists as `NAME.member.1`. */
const TEXTS = ['AlarmName', 'AlarmDescription', 'AlarmRule', 'ActionsEnabled'] as const;
const LISTS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;

/** CloudWatch's composite alarms, which moto does not have; its other alarms are moto's. */
export class CompositeAlarms {
  private readonly alarms = new Map<string, URLSearchParams>();

  answer({ service, region, body }: AwsRequest): AwsAnswer | undefined {
    if (service !== 'monitoring') return undefined;
    const form = new URLSearchParams(body);
    const action = form.get('Action') ?? '';
    const result = this.operate(action, form, region);
    if (result === undefined) return undefined;
    const text = `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result></${action}Response>`;
    return { status: 200, contentType: 'text/xml', body: text };
  }

  reset(): void {
    this.alarms.clear();
  }

  /** What is inside the result; undefined where it is about moto's alarms. */
  private operate(action: string, form: URLSearchParams, region: string): string | undefined {
    const named = (form.get('ResourceARN') ?? '').replace(/^.*:alarm:/, '');
    const tagged = this.alarms.get(named);
    switch (action) {
      case 'PutCompositeAlarm':
        return this.put(form);
      case 'DescribeAlarms':
        if (!members(form, 'AlarmTypes').includes('CompositeAlarm')) return undefined;
        return `<CompositeAlarms>${this.shown(members(form, 'AlarmNames'), region)}</CompositeAlarms>`;
      case 'DeleteAlarms':
        return this.deleted(members(form, 'AlarmNames'));
      case 'ListTagsForResource':
        return tagged && `<Tags>${tags(tagged)}</Tags>`;
      case 'TagResource':
        if (tagged) for (const [key, value] of form) if (key.startsWith('Tags.')) tagged.set(key, value);
        return tagged && '';
      default:
        return undefined;
    }
  }

  private put(form: URLSearchParams): string {
    const name = form.get('AlarmName') ?? '';
    // An alarm's tags are given when it is made, and stay when it is put again.
    const kept = [...(this.alarms.get(name) ?? [])].filter(([key]) => key.startsWith('Tags.'));
    this.alarms.set(name, new URLSearchParams([...kept, ...form]));
    return '';
  }

  private shown(names: readonly string[], region: string): string {
    return names
      .flatMap((name) => this.alarms.get(name) ?? [])
      .map((alarm) => {
        const arn = `arn:aws:cloudwatch:${region}:123456789012:alarm:${alarm.get('AlarmName')}`;
        const texts = TEXTS.map((key) =>
          element(key, escaped(alarm.get(key) ?? (key === 'ActionsEnabled' ? 'true' : ''))),
        );
        const lists = LISTS.map((key) =>
          element(
            key,
            members(alarm, key)
              .map((one) => element('member', one))
              .join(''),
          ),
        );
        return element('member', [element('AlarmArn', arn), ...texts, ...lists, element('StateValue', 'OK')].join(''));
      })
      .join('');
  }

  private deleted(names: readonly string[]): string | undefined {
    const own = names.filter((name) => this.alarms.delete(name));
    return own.length > 0 ? '' : undefined;
  }
}

function tags(alarm: URLSearchParams): string {
  const keys = [...alarm].filter(([key]) => /^Tags\.member\.\d+\.Key$/.test(key));
  return keys
    .map(([at, key]) =>
      element('member', element('Key', key) + element('Value', alarm.get(at.replace(/Key$/, 'Value')) ?? '')),
    )
    .join('');
}

function members(form: URLSearchParams, name: string): readonly string[] {
  return [...form].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
