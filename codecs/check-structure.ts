import type { DocumentFault, Parm } from '../domain/document.ts';
import { APPLICATIONS } from './application-rules.ts';
import {
  type Cardinality,
  CHARACTERISTICS,
  type CharacteristicRule,
  entryOf,
  type ParmRule,
  ROOT_CHILDREN,
} from './characteristic-rules.ts';
import { MAX_VALUE_LENGTH } from './limits.ts';
import { errorAt, type Located, parmPath, parmsNamed, ROOT_PATH, valueOf, warningAt } from './located.ts';
import { isXmlText } from './xml-text.ts';

const NUMBER = /^[0-9]{1,9}$/;
const utf8 = new TextEncoder();

/** What is where, how often, and of which form (OMA ProvCont 1.1 §4). Unknown names only warn: handsets skip them. */
export function checkStructure(all: readonly Located[]): DocumentFault[] {
  const roots = all.filter(({ parent }) => parent === undefined);
  return [
    ...checkChildren(ROOT_PATH, { rules: ROOT_CHILDREN, children: roots }),
    ...all.flatMap((located) => checkOne(located, all)),
  ];
}

function checkOne(located: Located, all: readonly Located[]): DocumentFault[] {
  const { characteristic, path } = located;
  const texts = checkTexts(located);
  const rule = entryOf(CHARACTERISTICS, characteristic.type);
  if (rule === undefined) return [...texts, warningAt(path, 'Handsets skip a characteristic of this type')];
  const children = all.filter(({ parent }) => parent === located);
  return [
    ...texts,
    ...checkChildren(path, { rules: rule.children, children }),
    ...checkCounts(located, rule),
    ...characteristic.parms.flatMap((parm) => checkParm(located, parm, rule)),
  ];
}

/** What no encoding can carry, in types and names as well as values. */
function checkTexts(located: Located): DocumentFault[] {
  const { characteristic, path } = located;
  return [
    ...checkText(path, characteristic.type),
    ...characteristic.parms.flatMap((parm) => [
      ...checkText(path, parm.name),
      ...checkText(parmPath(located, parm), parm.value ?? ''),
    ]),
  ];
}

function checkText(path: string, text: string): DocumentFault[] {
  return [
    ...(isXmlText(text) ? [] : [errorAt(path, 'Expected characters that XML allows, got another one')]),
    ...(text.length <= MAX_VALUE_LENGTH ? [] : [errorAt(path, `Expected at most ${MAX_VALUE_LENGTH} characters`)]),
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
  if (found === 0 && (count === '1' || count === '+')) return 'Expected, but it is not there';
  if (found > 1 && (count === '1' || count === '?')) return `Expected once, got ${found}`;
  return undefined;
}

function checkParm(located: Located, parm: Parm, { parms }: CharacteristicRule): DocumentFault[] {
  const rule = entryOf(parms, parm.name) ?? extraParm(located, parm);
  const path = parmPath(located, parm);
  if (rule === undefined) return [warningAt(path, 'Handsets skip a parm of this name here')];
  return [...checkForm(path, parm, rule), ...(parm.value === undefined ? [] : checkValue(path, parm.value, rule))];
}

/** Parms that are open by design: those of a vendor, and those that an application registered. */
function extraParm(located: Located, { name }: Parm): ParmRule | undefined {
  const open: ParmRule = { count: '*', kind: 'either' };
  if (located.characteristic.type === 'VENDORCONFIG') return open;
  if (located.characteristic.type !== 'APPLICATION') return undefined;
  const application = entryOf(APPLICATIONS, valueOf(located, 'APPID') ?? '');
  if (application === undefined || application.adds === 'any') return open;
  return application.adds?.includes(name) === true ? open : undefined;
}

function checkForm(path: string, { value }: Parm, { kind }: ParmRule): DocumentFault[] {
  if (kind === 'flag' && value !== undefined) return [errorAt(path, 'Expected a flag without value, got one with')];
  if (kind === 'value' && value === undefined) return [errorAt(path, 'Expected a value, got none')];
  return [];
}

function checkValue(path: string, value: string, { octets, values, range }: ParmRule): DocumentFault[] {
  const faults: DocumentFault[] = [];
  if (octets !== undefined && utf8.encode(value).length > octets) {
    faults.push(warningAt(path, `Some handsets keep only ${octets} octets`));
  }
  if (values !== undefined && !values.includes(value)) {
    faults.push(warningAt(path, `Handsets are sure to know only ${listOf(values)}`));
  }
  if (range !== undefined && !isWithin(value, range)) {
    faults.push(errorAt(path, `Expected a number of ${range[0]} to ${range[1]}`));
  }
  return faults;
}

function isWithin(value: string, [low, high]: readonly [number, number]): boolean {
  return NUMBER.test(value) && Number(value) >= low && Number(value) <= high;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
