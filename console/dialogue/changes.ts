import type { ServiceDefinition, TemplateCharacteristic } from '../../domain/definition.ts';
import { CHANGES, type Change } from './page-words.ts';

/** What an application's settings do, by APPID (OMNA registry of application characteristics). */
const APPLICATIONS = table({
  '25': 'mail',
  '110': 'mail',
  '143': 'mail',
  w2: 'browser',
  w4: 'pictureMessages',
  ap0005: 'pictureMessages',
  w5: 'synchronisation',
  w7: 'management',
  wA: 'instantMessages',
  ap0002: 'instantMessages',
  ap0008: 'instantMessages',
  ap0009: 'instantMessages',
  ap0010: 'instantMessages',
  ap0004: 'location',
  ap2001: 'internetCalls',
  ap2002: 'internetCalls',
});

const CHARACTERISTICS = table({
  PXLOGICAL: 'proxy',
  ACCESS: 'accessRules',
  VENDORCONFIG: 'vendor',
  CLIENTIDENTITY: 'identity',
});

/** Ways to reach a network that are wireless LANs (OMA ProvCont 1.1 §5.2, BEARER, and what phones understand beside it). */
const WIFI_BEARERS = ['WLAN', 'WIFI'];

/** Names that a template may draw from without being asked for them: the service fills them in. */
const FILLED_IN = /^(device|order|tenant)\./;

/**
 * What a definition will do to a phone, as far as its template says: each thing once. What depends on a parameter that
 * nobody gave and nobody is asked for is not counted.
 *
 * @param given - names of the parameters that the order came with
 */
export function changesOf(
  { document, parameters, prompts }: Pick<ServiceDefinition, 'document' | 'parameters' | 'prompts'>,
  given: readonly string[],
): Change[] {
  const mayBe = (name: string | undefined): boolean =>
    name === undefined ||
    FILLED_IN.test(name) ||
    given.includes(name) ||
    prompts.some(({ parameter }) => parameter === name) ||
    parameters.properties[name]?.['default'] !== undefined;
  const found = new Set(document.filter((one) => mayBe(one.if)).flatMap(changesIn));
  return CHANGES.filter((change) => found.has(change));
}

function table(changes: Readonly<Record<string, Change>>): ReadonlyMap<string, Change> {
  return new Map(Object.entries(changes));
}

function changesIn(characteristic: TemplateCharacteristic): Change[] {
  const known = CHARACTERISTICS.get(characteristic.type);
  if (known !== undefined) return [known];
  switch (characteristic.type) {
    case 'NAPDEF':
      return [WIFI_BEARERS.includes(wordOf(characteristic, 'BEARER') ?? '') ? 'wifi' : 'accessPoint'];
    case 'APPLICATION':
      return [APPLICATIONS.get(wordOf(characteristic, 'APPID') ?? '') ?? 'application'];
    case 'BOOTSTRAP':
      return parmOf(characteristic, 'PROVURL') === undefined ? [] : ['laterChanges'];
    default:
      return [];
  }
}

/** A parm that the template gives as a word; undefined when it is made from something. */
function wordOf(characteristic: TemplateCharacteristic, name: string): string | undefined {
  const parm = parmOf(characteristic, name);
  const value = isObject(parm) ? parm['value'] : parm;
  return typeof value === 'string' ? value : undefined;
}

/** A template has its parms by name, or in a list where a name repeats; or none. */
function parmOf(characteristic: TemplateCharacteristic, name: string): unknown {
  const parms: unknown = characteristic.parms;
  if (Array.isArray(parms)) return parms.find((parm: unknown) => isObject(parm) && parm['name'] === name);
  return isObject(parms) && Object.hasOwn(parms, name) ? parms[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
