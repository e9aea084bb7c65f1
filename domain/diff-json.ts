import { pointerToken } from './json-pointer.ts';

/**
 * One difference of two JSON values. Of something removed the path is its place before, of something added its place
 * after; what changed has one place in both.
 */
export type Change =
  | { readonly path: string; readonly kind: 'added'; readonly after: unknown }
  | { readonly path: string; readonly kind: 'removed'; readonly before: unknown }
  | { readonly path: string; readonly kind: 'changed'; readonly before: unknown; readonly after: unknown };

type Fields = Readonly<Record<string, unknown>>;

/**
 * How one JSON value became another, always in the same order: by place, the keys of objects sorted. The order of keys
 * is no difference. What was put into a list, or taken out, is told as one change: equal elements at its ends stay.
 */
export function diffJson(before: unknown, after: unknown): Change[] {
  return diffAt('', before, after);
}

function diffAt(path: string, before: unknown, after: unknown): Change[] {
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(path, before, after);
  if (isFields(before) && isFields(after)) return diffFields(path, before, after);
  return before === after ? [] : [{ path, kind: 'changed', before, after }];
}

function diffFields(path: string, before: Fields, after: Fields): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name): Change[] => {
    const at = `${path}/${pointerToken(name)}`;
    if (!Object.hasOwn(after, name)) return [{ path: at, kind: 'removed', before: before[name] }];
    if (!Object.hasOwn(before, name)) return [{ path: at, kind: 'added', after: after[name] }];
    return diffAt(at, before[name], after[name]);
  });
}

function diffLists(path: string, before: readonly unknown[], after: readonly unknown[]): Change[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isEqual(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isEqual(before.at(-1 - end), after.at(-1 - end))) end++;

  const paired = shorter - end;
  const changes: Change[] = [];
  for (let i = start; i < paired; i++) changes.push(...diffAt(`${path}/${i}`, before[i], after[i]));
  for (let i = paired; i < before.length - end; i++) {
    changes.push({ path: `${path}/${i}`, kind: 'removed', before: before[i] });
  }
  for (let i = paired; i < after.length - end; i++) {
    changes.push({ path: `${path}/${i}`, kind: 'added', after: after[i] });
  }
  return changes;
}

/** Equal as JSON. Looked at once for each pair, so that deep lists cost no more than their size by their depth. */
function isEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, i) => isEqual(value, other[i]));
  }
  if (isFields(one) && isFields(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && isEqual(one[name], other[name]))
    );
  }
  return one === other;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
