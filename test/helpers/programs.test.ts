import { findProgram, needs } from './programs';

describe('programs that tests need', () => {
  test('are found in PATH and in the folders of daemons', () => {
    expect(findProgram('sh')).toMatch(/^\/.*\/sh$/);
    expect(findProgram('no-such-program')).toBeUndefined();
  });

  needs('sh')('run where they are installed', () => {
    expect(findProgram('sh')).toBeDefined();
  });

  describe('that are missing', () => {
    const ci = process.env.CI;
    afterEach(() => {
      if (ci === undefined) delete process.env.CI;
      else process.env.CI = ci;
      jest.restoreAllMocks();
    });

    // jest forbids registering tests inside a test, so `it` is replaced for as long as it takes to see what is registered.
    function registered(register: () => void): { skipped: string[]; run: Array<() => void> } {
      const seen = { skipped: [] as string[], run: [] as Array<() => void> };
      const real = globalThis.it;
      const fake = Object.assign((_name: string, body: () => void) => seen.run.push(body), {
        skip: (name: string) => seen.skipped.push(name),
      });
      Object.assign(globalThis, { it: fake });
      try {
        register();
      } finally {
        Object.assign(globalThis, { it: real });
      }
      return seen;
    }

    test('skip the test under its own title, and say once what is missing', () => {
      delete process.env.CI;
      const { skipped, run } = registered(() => {
        needs('sh', 'no-such-program')('does it', () => {});
        needs('sh', 'no-such-program')('does more', () => {});
      });
      expect(skipped).toEqual(['[missing here: the program no-such-program]', 'does it', 'does more']);
      expect(run).toEqual([]);
    });

    test('fail the test in CI', () => {
      process.env.CI = 'true';
      const { skipped, run } = registered(() => needs('no-such-program')('does it', () => {}));
      expect(skipped).toEqual([]);
      expect(run[0]).toThrow('missing here: the program no-such-program');
    });
  });
});
