import type { InputFault } from '../domain/errors.ts';
import { pointerToken } from '../domain/json-pointer.ts';
import { isObject, ownValue } from '../domain/parameter-schema.ts';
import { wordsForValue } from './faults.ts';

/** Most faults that one reply names: enough to mend a definition in one go. */
const MOST_FAULTS = 20;

/** Gathers faults, each once, up to a bound. */
export function createFaultList() {
  const faults: InputFault[] = [];
  return {
    faults,
    isFull: (): boolean => faults.length >= MOST_FAULTS,
    /** @returns undefined, so that whoever finds a fault can return in one step */
    add: (fault: InputFault): undefined => {
      const isKnown = faults.some(({ field, expected }) => field === fault.field && expected === fault.expected);
      if (!isKnown && faults.length < MOST_FAULTS) faults.push(fault);
    },
  };
}
export type FaultList = ReturnType<typeof createFaultList>;

/** A value of what somebody posted, and where it stands. */
export interface Spot {
  readonly value: unknown;
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  /** What is there under a key or an index; its value is undefined when nothing is. */
  at(key: string | number): Spot;
  /** Says what is wrong here. The words never hold the value. */
  fault(expected: string, got?: string): undefined;
}

export function createSpot(value: unknown, faults: FaultList, path = ''): Spot {
  return {
    value,
    path,
    at: (key) => {
      const inside = Array.isArray(value) ? value[Number(key)] : ownValue(value, String(key));
      return createSpot(inside, faults, `${path}/${pointerToken(String(key))}`);
    },
    fault: (expected, got = wordsForValue(value)) => faults.add({ field: path, expected, got }),
  };
}

/** A form of text, to be read after "expected". */
export interface TextForm {
  readonly test: (text: string) => boolean;
  readonly words: string;
}

/** The spot of each field of an object that holds no others; undefined, with faults, when it is none. */
export function fieldsOf<K extends string>(spot: Spot, known: readonly K[]): ((name: K) => Spot) | undefined {
  const { value } = spot;
  if (!isObject(value)) return spot.fault('an object');
  const names: readonly string[] = known;
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) spot.at(name).fault(`only the fields ${known.join(', ')}`, 'an unknown field');
  }
  return (name) => spot.at(name);
}

/** The spots of a list's elements. */
export function elementsOf(spot: Spot, [least, most]: readonly [number, number]): Spot[] {
  const { value } = spot;
  if (!Array.isArray(value) || value.length < least || value.length > most) {
    spot.fault(`a list of ${least} to ${most} items`);
    return [];
  }
  return value.map((_element, i) => spot.at(i));
}

/** The spots of an object's values, of which there are at most so many. */
export function entriesOf(spot: Spot, most: number): [name: string, at: Spot][] {
  const { value } = spot;
  if (!isObject(value) || Object.keys(value).length > most) {
    spot.fault(`an object of at most ${most} fields`);
    return [];
  }
  return Object.keys(value).map((name) => [name, spot.at(name)]);
}

export function textOf(spot: Spot, { test, words }: TextForm): string | undefined {
  const { value } = spot;
  return typeof value === 'string' && test(value) ? value : spot.fault(words);
}

export function choiceOf<T extends string>(spot: Spot, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === spot.value) ?? spot.fault(`one of ${choices.join(', ')}`);
}

export function numberOf(spot: Spot, [least, most]: readonly [number, number]): number | undefined {
  const { value } = spot;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  return spot.fault(`an integer from ${least} to ${most}`);
}

/** Text for people: no control character, no more than so many characters. */
export function plainText(most: number, least = 1): TextForm {
  return {
    test: (text) => /^[\P{Cc}]*$/u.test(text) && text.length >= least && text.length <= most,
    words: `text of ${least} to ${most} characters without control characters`,
  };
}
