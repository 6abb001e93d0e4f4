/** A part of a page that shows what `nospof diff` has typed in one step: the stages, and how the step's title begins. */
const PART = /(<!-- steps: (\S+) (\S+): (.+) -->\n)[\s\S]*?(<!-- \/steps -->)/g;

/** A step as the JSON report tells it. */
interface PrintedStep {
  readonly title: string;
  readonly commands: readonly { readonly on: readonly string[]; readonly lines: readonly string[] }[];
}

/**
 * A page with the commands of steps as `nospof diff` prints them, so that the manual and the report say the same.
 * @param diff the JSON report of the step from one stage to another
 */
export async function withSteps(
  page: string,
  diff: (before: string, after: string) => Promise<string>,
): Promise<string> {
  const reports = new Map<string, readonly PrintedStep[]>();
  for (const [, , before = '', after = ''] of page.matchAll(PART)) {
    const key = `${before} ${after}`;
    if (!reports.has(key)) reports.set(key, JSON.parse(await diff(before, after)).steps);
  }
  return page.replaceAll(PART, (_, open: string, before: string, after: string, title: string, close: string) => {
    const [step, ...more] = (reports.get(`${before} ${after}`) ?? []).filter((one) => one.title.startsWith(title));
    if (!step || more.length > 0) throw new Error(`from ${before} to ${after} not one step begins with '${title}'`);
    return `${open}\n${commandsOf(step)}\n\n${close}`;
  });
}

function commandsOf({ commands }: PrintedStep): string {
  const blocks = commands.map(({ on, lines }) => [...(on.length === 0 ? [] : [`# on ${on.join(', ')}`]), ...lines]);
  return blocks.map((lines) => lines.map((line) => `    ${line}`).join('\n')).join('\n\n');
}
