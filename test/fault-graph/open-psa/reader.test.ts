import { minimalCutSets } from '../../../fault-graph/algorithms/cut-sets';
import { FaultGraphError } from '../../../fault-graph/fault-graph';
import { OpenPsaError } from '../../../fault-graph/open-psa/problems';
import { type ReadOptions, readOpenPsa } from '../../../fault-graph/open-psa/reader';
import { coherentGraph, TOP, topEventGraph } from '../../../fault-graph/open-psa/to-fault-graph';

const source = (text: string, name = 'model.xml'): { name: string; text: string } => ({ name, text });
const tree = (content: string): string =>
  `<opsa-mef><define-fault-tree name="t">${content}</define-fault-tree></opsa-mef>`;
const gate = (name: string, formula: string): string => `<define-gate name="${name}">${formula}</define-gate>`;
const event = (name: string, body = ''): string => `<define-basic-event name="${name}">${body}</define-basic-event>`;
const ref = (...names: string[]): string => names.map((name) => `<event name="${name}"/>`).join('');
const events = (...names: string[]): string => names.map((name) => event(name)).join('');

function cutsOf(xml: string, top = 'top'): string[] {
  const { graph } = coherentGraph(readOpenPsa([source(xml)]), top);
  return [...minimalCutSets(graph, TOP)].map((set) => [...set].sort().join(' ')).sort();
}

function probabilityOf(expression: string, options?: ReadOptions, more = ''): number {
  const xml = tree(gate('top', ref('a')) + event('a', expression) + more);
  const found = readOpenPsa([source(xml)], options).events.get('a');
  if (found?.kind !== 'basic-event' || found.probability === undefined) throw new Error('no probability');
  return found.probability;
}

/** Problems of an unusable model, as `code line`. */
function problemsOf(...texts: string[]): string[] {
  try {
    readOpenPsa(texts.map((text, i) => source(text, `${i}.xml`)));
  } catch (error) {
    if (error instanceof OpenPsaError) return error.problems.map(({ code, message }) => `${code}: ${message}`);
    throw error;
  }
  return [];
}

describe('formulas', () => {
  it('reads and, or, atleast, nested in each other', () => {
    const formula = `<or>${ref('a')}<and>${ref('b', 'c')}</and><atleast min="2">${ref('b', 'd', 'e')}</atleast></or>`;
    expect(cutsOf(tree(gate('top', formula) + events('a', 'b', 'c', 'd', 'e')))).toEqual([
      'a',
      'b c',
      'b d',
      'b e',
      'd e',
    ]);
  });

  it('takes house events and constants as given', () => {
    const formula = `<or><and>${ref('a', 'on')}</and><and>${ref('b', 'off')}</and><and><constant value="true"/>${ref('c')}</and></or>`;
    const houses =
      '<define-house-event name="on"><constant value="true"/></define-house-event><define-house-event name="off"/>';
    expect(cutsOf(tree(gate('top', formula) + events('a', 'b', 'c') + houses))).toEqual(['a', 'c']);
  });

  it('takes atleast with min 0 as true and a gate that names one event as that event', () => {
    expect(cutsOf(tree(gate('top', `<atleast min="0">${ref('a', 'b')}</atleast>`) + events('a', 'b')))).toEqual(['']);
    expect(cutsOf(tree(gate('top', '<gate name="g"/>') + gate('g', ref('a')) + events('a')))).toEqual(['a']);
  });

  it('finds the top gates: those that no other refers to', () => {
    const xml = tree(gate('one', ref('shared')) + gate('shared', ref('a')) + gate('two', ref('shared')) + events('a'));
    expect(readOpenPsa([source(xml)]).tops).toEqual(['one', 'two']);
  });

  it('removes a double negation and refuses one that remains, where the graph must be coherent', () => {
    const twice = `<not><and><not>${ref('a')}</not><not>${ref('b')}</not></and></not>`;
    expect(cutsOf(tree(gate('top', twice) + events('a', 'b')))).toEqual(['a', 'b']);
    const once = `<and>${ref('b')}<not>${ref('a')}</not></and>`;
    const model = readOpenPsa([source(tree(gate('top', once) + events('a', 'b')))]);
    expect(() => coherentGraph(model, 'top')).toThrow(/not-coherent/);
    expect([...topEventGraph(model, 'top').complements]).toEqual([['not a', 'a']]);
  });

  it('refuses to look at what is not a gate', () => {
    const model = readOpenPsa([source(tree(gate('top', ref('a')) + events('a')))]);
    expect(() => coherentGraph(model, 'a')).toThrow(/no-top: the model has no gate "a"/);
  });
});

describe('names', () => {
  it('joins the files of a model, in any order', () => {
    const data = `<opsa-mef><model-data>${event('a', '<float value="0.25"/>')}</model-data></opsa-mef>`;
    const [, top] = [readOpenPsa([source(data), source(tree(gate('top', ref('a'))))]), 'top'];
    const { probabilities } = coherentGraph(readOpenPsa([source(tree(gate('top', ref('a')))), source(data)]), top);
    expect([...probabilities!]).toEqual([['a', 0.25]]);
  });

  it('keeps private events of different components apart', () => {
    const part = (name: string): string =>
      `<define-component name="${name}" role="private">${gate('g', ref('x'))}${events('x')}</define-component>`;
    const xml = tree(gate('top', `<and>${ref('A.g', 't.B.g')}</and>`) + part('A') + part('B'));
    expect(cutsOf(xml)).toEqual(['t.A.x t.B.x']);
  });

  it('lets a private event hide a public one within its component, also deeper inside', () => {
    const inside = `<define-component name="C">${gate('g', `<or>${ref('x', 'y')}</or>`)}<define-basic-event name="x" role="private"/></define-component>`;
    const xml = tree(gate('top', `<and>${ref('g', 'x')}</and>`) + events('x', 'y') + inside);
    expect(cutsOf(xml)).toEqual(['t.C.x x', 'x y']);
  });
});

describe('expressions', () => {
  it.each([
    ['<float value="1e-3"/>', 1e-3],
    ['<int value="1"/>', 1],
    ['<mul><float value="0.5"/><float value="0.5"/><float value="0.5"/></mul>', 0.125],
    ['<div><float value="1"/><sub><float value="5"/><float value="1"/></sub></div>', 0.25],
    ['<exponential><float value="1e-5"/><system-mission-time/></exponential>', 1 - Math.exp(-0.0876)],
    ['<GLM><float value="0.1"/><float value="0"/><float value="1"/><float value="2"/></GLM>', 0.1 * Math.exp(-2)],
    [
      '<Weibull><float value="2"/><float value="3"/><float value="0"/><float value="1"/></Weibull>',
      1 - Math.exp(-0.125),
    ],
    ['<normal-deviate><float value="0.2"/><float value="0.01"/></normal-deviate>', 0.2],
    ['<parameter name="p"/>', 0.3],
  ])('%s', (expression, value) => {
    const parameter =
      '<define-parameter name="p"><add><float value="0.1"/><float value="0.2"/></add></define-parameter>';
    expect(probabilityOf(expression, {}, parameter)).toBeCloseTo(value, 12);
  });

  it('uses the mission time that it is given', () => {
    const expression = '<exponential><float value="0.001"/><system-mission-time/></exponential>';
    expect(probabilityOf(expression, { missionTime: 10 })).toBeCloseTo(1 - Math.exp(-0.01), 12);
  });

  it('knows no probability where the model gives none', () => {
    expect(
      coherentGraph(readOpenPsa([source(tree(gate('top', ref('a')) + events('a')))]), 'top').probabilities,
    ).toBeUndefined();
  });
});

describe('what it refuses, each with its place', () => {
  it('broken XML', () => {
    const broken = () => readOpenPsa([source('<opsa-mef>\n  <define-fault-tree name="t">\n</opsa-mef>', 'b.xml')]);
    expect(broken).toThrow(/^b\.xml:3:\d+: broken-xml: /);
    expect(problemsOf('')[0]).toMatch(/^broken-xml: /);
    expect(problemsOf('not xml')[0]).toMatch(/^broken-xml: /);
    expect(problemsOf('<opsa-mef><a></b></opsa-mef>')[0]).toMatch(/^broken-xml: /);
    expect(problemsOf('<!DOCTYPE x [<!ENTITY e "e">]><opsa-mef name="&e;"/>')[0]).toMatch(/^broken-xml: .*entity/);
  });

  it.each([
    ['another XML file', ['<html/>'], 'not-open-psa: the root element is <html>, not <opsa-mef>'],
    [
      'xor',
      [tree(gate('top', `<xor>${ref('a', 'b')}</xor>`) + events('a', 'b'))],
      'unsupported: <xor> is not supported in a formula',
    ],
    [
      'an event tree',
      ['<opsa-mef><define-event-tree name="e"/></opsa-mef>'],
      'unsupported: <define-event-tree> is not supported',
    ],
    [
      'a cycle',
      [tree(gate('a', ref('b')) + gate('b', ref('c')) + gate('c', ref('b')))],
      'cycle: a gate depends on itself: b → c → b',
    ],
    ['an undefined gate', [tree(gate('top', '<gate name="g"/>'))], 'undefined: the gate "g" is not defined'],
    [
      'an undefined event',
      [tree(gate('top', '<basic-event name="e"/>'))],
      'undefined: the basic event "e" is not defined (is the file with the basic events missing?)',
    ],
    [
      'another kind of event',
      [tree(gate('top', '<gate name="e"/>') + events('e'))],
      'undefined: the gate "e" is defined as another kind: basic-event',
    ],
    [
      'two definitions in two files',
      [tree(gate('top', ref('a')) + events('a')), `<opsa-mef><model-data>${events('a')}</model-data></opsa-mef>`],
      'duplicate: the event "a" is defined twice',
    ],
    [
      'an event named twice',
      [tree(gate('top', `<or>${ref('a', 'a')}</or>`) + events('a'))],
      'duplicate: <or> names "a" twice',
    ],
    [
      'too large a min',
      [tree(gate('top', `<atleast min="3">${ref('a', 'b')}</atleast>`) + events('a', 'b'))],
      'bad-value: <atleast min="3">: min is a whole number from 0 to its 2 operands',
    ],
    ['an empty gate', [tree(gate('top', '<or/>'))], 'missing: <or> has no operands'],
    ['a gate without formula', [tree(gate('top', '<label>x</label>'))], 'missing: the gate "top" has no formula'],
    ['no name', [tree('<define-gate/>')], 'missing: <define-gate> has no name'],
    [
      'a bad number',
      [tree(gate('top', ref('a')) + event('a', '<float value="x"/>'))],
      'bad-value: "x" is not a number',
    ],
    [
      'no probability',
      [tree(gate('top', ref('a')) + event('a', '<float value="1.5"/>'))],
      'bad-value: the probability of "a" is 1.5, not within 0 and 1',
    ],
    [
      'an unknown distribution',
      [tree(gate('top', ref('a')) + event('a', '<histogram/>'))],
      'unsupported: the expression <histogram> is not supported',
    ],
    [
      'the name of a property of all objects',
      [tree(gate('top', ref('a')) + event('a', '<constructor/>'))],
      'unsupported: the expression <constructor> is not supported',
    ],
    [
      'a parameter of itself',
      [
        tree(
          gate('top', ref('a')) +
            event('a', '<parameter name="p"/>') +
            '<define-parameter name="p"><parameter name="p"/></define-parameter>',
        ),
      ],
      'cycle: the parameter "p" depends on itself',
    ],
    [
      'a wrong role',
      [tree('<define-component name="c" role="secret"/>')],
      'bad-value: role "secret": allowed are public and private',
    ],
    ['a name with a dot', [tree(events('a.b'))], 'bad-value: the name "a.b" contains a blank, "." or "/"'],
  ])('%s', (_, texts, problem) => {
    expect(problemsOf(...texts)).toEqual([problem]);
  });

  it('all problems at once, each with file, line and column', () => {
    const xml = tree(`\n${gate('top', '<or><gate name="x"/>\n <gate name="y"/></or>')}`);
    expect(() => readOpenPsa([source(xml)])).toThrow(
      'model.xml:2:29: undefined: the gate "x" is not defined\nmodel.xml:3:2: undefined: the gate "y" is not defined',
    );
  });

  it('endless nesting, without overflowing', () => {
    expect(problemsOf(tree(gate('top', '<and>'.repeat(100_000))))).toEqual([
      'unsupported: nested deeper than 1000 elements',
    ]);
  });
});

it('never fails with anything but its own error', () => {
  const xml = tree(gate('top', `<or>${ref('a')}<and>${ref('b', 'c')}</and></or>`) + events('a', 'b', 'c'));
  for (let cut = 0; cut < xml.length; cut++) {
    for (const damaged of [
      xml.slice(0, cut),
      xml.slice(0, cut) + xml.slice(cut + 1),
      `${xml.slice(0, cut)}"${xml.slice(cut)}`,
    ]) {
      try {
        coherentGraph(readOpenPsa([source(damaged)]), 'top');
      } catch (error) {
        if (!(error instanceof OpenPsaError) || error instanceof FaultGraphError) throw error;
      }
    }
  }
});

it('reads a file of many gates in time proportional to its length', () => {
  const count = 20_000;
  const chain = Array.from({ length: count }, (_, i) => gate(`g${i}`, `<or>${ref(`g${i + 1}`, 'a')}</or>`));
  // The processor's time, not the clock's: others may keep the machine busy.
  const before = process.cpuUsage();
  const { tops } = readOpenPsa([source(tree(chain.join('\n') + event(`g${count}`) + event('a')))]);
  expect(tops).toEqual(['g0']);
  // A third of a second. Working out the line of each gate took 14 seconds.
  const { user } = process.cpuUsage(before);
  expect(user / 1000).toBeLessThan(8000);
});
