import {
  type Cardinality,
  CHARACTERISTICS,
  type CharacteristicRule,
  entryOf,
  type ParmRule,
  ROOT_CHILDREN,
} from '../domain/characteristic-rules.ts';
import type { DocumentFault, Parm } from '../domain/document.ts';
import { parmRule } from '../domain/parm-rules.ts';
import { MAX_VALUE_LENGTH } from './limits.ts';
import { errorAt, type Located, parmPath, parmsNamed, ROOT_PATH, warningAt } from './located.ts';
import { isXmlText } from './xml-text.ts';

/** What is said of something that must be there. */
export const ABSENT = 'Expected, but it is not there';
const NUMBER = /^[0-9]{1,9}$/;
const utf8 = new TextEncoder();

/** What is where, how often, and of which form (OMA ProvCont 1.1). Unknown names only warn: handsets skip them. */
export function checkStructure(all: readonly Located[]): DocumentFault[] {
  const roots = all.filter(({ parent }) => parent === undefined);
  return [...checkChildren(ROOT_PATH, { rules: ROOT_CHILDREN, children: roots }), ...all.flatMap(checkOne)];
}

function checkOne(located: Located): DocumentFault[] {
  const { characteristic, path, children } = located;
  const texts = checkTexts(located);
  const rule = entryOf(CHARACTERISTICS, characteristic.type);
  if (rule === undefined) return [...texts, unknownAt(path, 'Handsets skip a characteristic of this type')];
  return [
    ...texts,
    ...checkChildren(path, { rules: rule.children, children }),
    ...checkCounts(located, rule),
    ...characteristic.parms.flatMap((parm) => checkParm(located, parm)),
  ];
}

/** What no encoding can carry, in types and names as well as values. */
function checkTexts(located: Located): DocumentFault[] {
  const { characteristic, path } = located;
  return [
    ...textFaults(characteristic.type).map((message) => errorAt(path, message)),
    ...characteristic.parms.flatMap((parm) => [
      ...textFaults(parm.name).map((message) => errorAt(path, message)),
      ...textFaults(parm.value ?? '').map((message) => errorAt(parmPath(located, parm), message)),
    ]),
  ];
}

function unknownAt(path: string, message: string): DocumentFault {
  return { ...warningAt(path, message), isUnknown: true };
}

function textFaults(text: string): string[] {
  return [
    ...(isXmlText(text) ? [] : ['Expected characters that XML allows, got another one']),
    ...(text.length <= MAX_VALUE_LENGTH ? [] : [`Expected at most ${MAX_VALUE_LENGTH} characters`]),
  ];
}

function checkChildren(
  path: string,
  { rules, children }: { rules: Readonly<Record<string, Cardinality>>; children: readonly Located[] },
): DocumentFault[] {
  const prefix = path === ROOT_PATH ? '' : path;
  const misplaced = children
    .filter(({ characteristic: { type } }) => entryOf(CHARACTERISTICS, type) && entryOf(rules, type) === undefined)
    .map((child) => errorAt(child.path, `Expected elsewhere: ${path} holds ${listOf(Object.keys(rules))}`));
  const counted = Object.entries(rules).flatMap(([type, count]) => {
    const found = children.filter(({ characteristic }) => characteristic.type === type).length;
    const message = countFault({ count, found });
    return message === undefined ? [] : [errorAt(prefix === '' ? type : `${prefix}/${type}`, message)];
  });
  return [...misplaced, ...counted];
}

function checkCounts(located: Located, { parms }: CharacteristicRule): DocumentFault[] {
  return Object.entries(parms).flatMap(([name, { count }]) => {
    const message = countFault({ count, found: parmsNamed(located, name).length });
    return message === undefined ? [] : [errorAt(`${located.path}/${name}`, message)];
  });
}

function countFault({ count, found }: { count: Cardinality; found: number }): string | undefined {
  if (found === 0 && (count === '1' || count === '+')) return ABSENT;
  if (found > 1 && (count === '1' || count === '?')) return `Expected once, got ${found}`;
  return undefined;
}

function checkParm(located: Located, parm: Parm): DocumentFault[] {
  const rule = parmRule(located.characteristic, parm.name);
  if (rule === undefined) return [unknownAt(parmPath(located, parm), 'Handsets skip a parm of this name here')];
  const faults = [...formFaults(parm, rule), ...(parm.value === undefined ? [] : valueFaults(parm.value, rule))];
  return faults.map((fault) => ({ ...fault, path: parmPath(located, parm) }));
}

/** A fault of which only the parm is known: its path is made once there is something to say. */
type ParmFault = Omit<DocumentFault, 'path'>;

function formFaults({ value }: Parm, { kind }: ParmRule): ParmFault[] {
  if (kind === 'flag' && value !== undefined) {
    return [{ severity: 'error', message: 'Expected a flag without value, got one with' }];
  }
  if (kind === 'value' && value === undefined) return [{ severity: 'error', message: 'Expected a value, got none' }];
  return [];
}

function valueFaults(value: string, { octets, values, range }: ParmRule): ParmFault[] {
  const faults: ParmFault[] = [];
  // A UTF-16 code unit is at most three octets: most values need not be encoded to be counted.
  if (octets !== undefined && value.length * 3 > octets && utf8.encode(value).length > octets) {
    faults.push({ severity: 'warning', message: `Some handsets keep only ${octets} octets` });
  }
  if (values !== undefined && !values.includes(value)) {
    faults.push({ severity: 'warning', message: `Handsets are sure to know only ${listOf(values)}` });
  }
  if (range !== undefined && !isWithin(value, range)) {
    faults.push({ severity: 'error', message: `Expected a number of ${range[0]} to ${range[1]}` });
  }
  return faults;
}

function isWithin(value: string, [low, high]: readonly [number, number]): boolean {
  return NUMBER.test(value) && Number(value) >= low && Number(value) <= high;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
