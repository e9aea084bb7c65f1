import test from 'ava';
import { type Change, diffJson } from '../../domain/diff-json.ts';
import { fc } from '../helpers/drawn-values.ts';

type Json = ReturnType<typeof JSON.parse>;

/** The holder of a place and its last token. */
function place(root: Json, path: string): [holder: Json, key: string] {
  const tokens = path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = tokens.pop() ?? '';
  return [tokens.reduce((value, token) => value[token], root), key];
}

/** A document with changes applied, as a reader of the list would. */
function applied(document: unknown, changes: readonly Change[]): Json {
  const root = { root: structuredClone(document) };
  const at = (path: string) => place(root, `/root${path}`);
  for (const change of changes.filter(({ kind }) => kind === 'removed').toReversed()) {
    const [holder, key] = at(change.path);
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  }
  for (const change of changes) {
    if (change.kind !== 'added') continue;
    const [holder, key] = at(change.path);
    if (Array.isArray(holder)) holder.splice(Number(key), 0, change.after);
    else holder[key] = change.after;
  }
  for (const change of changes) {
    if (change.kind !== 'changed') continue;
    const [holder, key] = at(change.path);
    holder[key] = change.after;
  }
  return root.root;
}

const undone = (changes: readonly Change[]): Change[] =>
  changes.map((change): Change => {
    switch (change.kind) {
      case 'added':
        return { path: change.path, kind: 'removed', before: change.after };
      case 'removed':
        return { path: change.path, kind: 'added', after: change.before };
      case 'changed':
        return { path: change.path, kind: 'changed', before: change.after, after: change.before };
    }
  });

const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, '', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'x/y', 'm~n', '0', ''), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
}));

test('what diffJson() tells, applied to what was before, gives what is after; undone, what was before', (t) => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const changes = diffJson(before, after);
      t.deepEqual(applied(before, changes), after);
      t.deepEqual(applied(after, undone(changes)), before);
    }),
    { numRuns: 1_000 },
  );
});

test('two values differ in nothing exactly when they are equal, whatever the order of their keys', (t) => {
  const reversed = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };
  fc.assert(
    fc.property(json, json, (one, other) => {
      t.deepEqual(diffJson(one, reversed(one)), []);
      t.deepEqual(diffJson(one, other), diffJson(reversed(one), reversed(other)));
    }),
  );
});

test('diffJson() says what was put into the middle of a list, and not that everything after it changed', (t) => {
  const before = { document: [{ type: 'A' }, { type: 'B' }, { type: 'C', parms: { x: '1' } }] };
  const after = { document: [{ type: 'A' }, { type: 'N' }, { type: 'B' }, { type: 'C', parms: { x: '1' } }] };
  t.deepEqual(diffJson(before, after), [{ path: '/document/1', kind: 'added', after: { type: 'N' } }]);
  t.deepEqual(diffJson(after, before), [{ path: '/document/1', kind: 'removed', before: { type: 'N' } }]);
});

test('diffJson() names places as JSON Pointers, keys in order', (t) => {
  t.deepEqual(diffJson({ b: 1, 'a/~': 1, c: [1, 2] }, { 'a/~': 2, c: [1], d: null }), [
    { path: '/a~1~0', kind: 'changed', before: 1, after: 2 },
    { path: '/b', kind: 'removed', before: 1 },
    { path: '/c/1', kind: 'removed', before: 2 },
    { path: '/d', kind: 'added', after: null },
  ]);
});

const deep = (value: unknown): unknown =>
  Array.from({ length: 200 }).reduce((inner) => [inner, inner === value], value);

test('lists in lists, however deep, are told apart as fast as they are read', (t) => {
  const [change, ...others] = diffJson(deep('a'), deep('b'));
  t.is(change?.kind, 'changed');
  t.is(change?.path, '/0'.repeat(200));
  t.deepEqual(others, []);
});

test('values of two kinds are one change', (t) => {
  t.deepEqual(diffJson([1], { 0: 1 }), [{ path: '', kind: 'changed', before: [1], after: { 0: 1 } }]);
  t.deepEqual(diffJson(null, {}), [{ path: '', kind: 'changed', before: null, after: {} }]);
});
