import { NOTE_CODES, type Note, type NoteCode } from '../../check/note';
import { noteText } from '../../report/check/notes';

test.each<readonly [Note, string]>([
  [{ code: 'unread-module', subjects: ['module.a'], detail: 'x' }, 'module.a was not entered, so what it makes and'],
  [
    { code: 'unread-module', subjects: ['module.a', 'module.b'], detail: 'x' },
    'module.a and module.b were not entered, so what they make and what their outputs are is not known',
  ],
  [
    { code: 'unknown-way-out', subjects: ['aws_instance.a', 'aws_instance.b'], detail: 'x' },
    'how aws_instance.a and aws_instance.b reach the internet',
  ],
  [
    { code: 'refers-to', subjects: ['f.a', 'f.b'], others: ['d.c', 'd.e'] },
    'f.a and f.b refer to d.c and d.e by address; assumed: depend on them',
  ],
  [
    { code: 'possible-target', subjects: ['i.a', 'i.b'], others: ['lb.c'] },
    'whether lb.c reaches i.a and i.b: not all',
  ],
  [
    { code: 'calls-back', subjects: ['i.a'], others: ['i.b', 'i.c'] },
    'whether i.a calls i.b and i.c: it may, and is called by them',
  ],
])('%j', (note, expected) => {
  expect(noteText(note)).toContain(expected);
});

test.each(Object.keys(NOTE_CODES) as NoteCode[])('%s: what stands for several takes a verb for several', (code) => {
  const text = noteText({ code, subjects: ['x.a', 'x.THESE'], others: ['y.b', 'y.THOSE'], detail: 'SOME' });
  const verb =
    /\b(?<!(?:a dead target|one of the machines) of x\.a and x\.|SOME of x\.a and x\.)TH[EO]SE (?:is|was|has|does|[a-z]+(?:[^s]s)) /;
  expect(text).not.toMatch(verb);
});
