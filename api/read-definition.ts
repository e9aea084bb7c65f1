import {
  DELIVERY_BEARERS,
  type DeviceNeeds,
  type ServiceDefinition,
  type TemplateCharacteristic,
} from '../domain/definition.ts';
import { DEFINITION_DEFAULTS as DEFAULTS, defaultApplications } from '../domain/definition-defaults.ts';
import { TRUSTS, type Trust } from '../domain/document.ts';
import { parseDuration } from '../domain/duration.ts';
import { isAnsweredOnPage, outlastsArrival, PIN_DIGITS_RANGE, PIN_WAYS, type PinWay } from '../domain/pin.ts';
import { askWaysOf } from '../domain/questions.ts';
import type { QuietHours } from '../domain/quiet-hours.ts';
import { BEARER_NAMES } from '../domain/records.ts';
import { textForm } from './formats.ts';
import { choiceOf, elementsOf, type FaultList, fieldsOf, numberOf, type Spot, textOf } from './spot.ts';
import { MAX_PARTS } from './trial-render.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Shortest and longest time that anything may be waited for. */
export const WAIT = {
  test: (text: string): boolean => {
    const ms = millisecondsOf(text);
    return ms !== undefined && ms >= MINUTE_MS && ms <= 30 * DAY_MS;
  },
  words: 'an ISO 8601 duration of weeks, days and time, from PT1M to P30D, such as PT48H',
};
const CHARGING_CLASS = {
  test: (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text),
  words: '1 to 64 letters, digits, dots, hyphens and underscores',
};
const EVIDENCE = ['submitted', 'delivered', 'applied'] as const;
const MAX_ATTEMPTS = 10;

/** What is read where something is given, and what stands for it where nothing is. */
export function optional<T>(spot: Spot, read: (spot: Spot) => T | undefined, otherwise: T): T {
  return spot.value === undefined ? otherwise : (read(spot) ?? otherwise);
}

/** How the document reaches the device. */
export function readDelivery(spot: Spot): ServiceDefinition['delivery'] | undefined {
  const fields = fieldsOf(spot, [
    'bearers',
    'security',
    'pin',
    'pinDigits',
    'validity',
    'attempts',
    'attemptsPerBearer',
    'quietHours',
    'merge',
  ]);
  if (fields === undefined) return undefined;
  const { bearers, security, validity, attempts } = DEFAULTS.delivery;
  const methods = optional(fields('security'), (one) => choicesOf(one, TRUSTS), security);
  const pin = optional(fields('pin'), (one) => choicesOf(one, PIN_WAYS), undefined);
  const pinDigits = optional(fields('pinDigits'), (one) => numberOf(one, PIN_DIGITS_RANGE), undefined);
  const perBearer = optional(fields('attemptsPerBearer'), (one) => numberOf(one, [1, MAX_ATTEMPTS]), undefined);
  const quietHours = readQuietHours(fields('quietHours'));
  const merge = optional(fields('merge'), readTruth, undefined);
  if (pin === undefined) requireOtherThanPinMac(fields('security'), methods);
  return {
    bearers: optional(fields('bearers'), (one) => choicesOf(one, DELIVERY_BEARERS), bearers),
    security: methods,
    ...(pin !== undefined && { pin }),
    ...(pinDigits !== undefined && { pinDigits }),
    validity: optional(fields('validity'), (one) => textOf(one, WAIT), validity),
    attempts: optional(fields('attempts'), (one) => numberOf(one, [1, MAX_ATTEMPTS]), attempts),
    ...(perBearer !== undefined && { attemptsPerBearer: perBearer }),
    ...(quietHours !== undefined && { quietHours }),
    ...(merge !== undefined && { merge }),
  };
}

const HOUR_OF_DAY = textForm('time-of-day');

function readQuietHours(spot: Spot): QuietHours | null | undefined {
  if (spot.value === undefined || spot.value === null) return spot.value;
  const fields = fieldsOf(spot, ['from', 'to']);
  if (fields === undefined) return undefined;
  const from = textOf(fields('from'), HOUR_OF_DAY);
  const to = textOf(fields('to'), HOUR_OF_DAY);
  if (from === undefined || to === undefined) return undefined;
  return from === to ? spot.fault('two times of day, or null for no quiet hours', 'the same twice') : { from, to };
}

/** Nobody can bring the PIN of USERPINMAC: who wants nothing else says how the user is to learn it. */
function requireOtherThanPinMac(spot: Spot, methods: readonly Trust[]): void {
  if (methods.length === 0 || methods.some((method) => method !== 'USERPINMAC')) return;
  spot.fault('a method beside USERPINMAC, or "pin": how the user learns what exists only with the document', 'neither');
}

/** The ways that a definition names for its PINs, held against the rest of it. */
export function checkPinWays(definition: ServiceDefinition, { add }: FaultList): void {
  const { pin = [], pinDigits, security } = definition.delivery;
  if (pinDigits !== undefined && !security.some((method) => method === 'USERPIN' || method === 'USERNETWPIN')) {
    add({ field: '/delivery/pinDigits', expected: 'USERPIN or USERNETWPIN in "security"', got: 'neither' });
  }
  if (pin.length > 0 && security.every((method) => method === 'NETWPIN')) {
    add({ field: '/delivery/pin', expected: 'a method that needs a PIN in "security"', got: 'NETWPIN alone' });
  }
  for (const [i, way] of pin.entries()) {
    const expected = wantedFor(way, definition);
    if (expected !== undefined) add({ field: `/delivery/pin/${i}`, expected, got: 'another definition' });
  }
}

/** What a way needs that the definition has not. */
function wantedFor(way: PinWay, definition: ServiceDefinition): string | undefined {
  if (way === 'sms') return undefined;
  if (!outlastsArrival(definition)) return `acknowledgement.evidence applied with ${way}: a PIN ends with its order`;
  if (way === 'client' || isAnsweredOnPage(askWaysOf(definition), definition.confirmation)) return undefined;
  return 'confirmation.mode hosted alone with page, and onTimeout expire';
}

export function readAcknowledgement(spot: Spot): ServiceDefinition['acknowledgement'] | undefined {
  const fields = fieldsOf(spot, ['evidence', 'timeout']);
  if (fields === undefined) return undefined;
  const { evidence, timeout } = DEFAULTS.acknowledgement;
  return {
    evidence: optional<(typeof EVIDENCE)[number]>(fields('evidence'), (one) => choiceOf(one, EVIDENCE), evidence),
    timeout: optional(fields('timeout'), (one) => textOf(one, WAIT), timeout),
  };
}

export function readCharging(spot: Spot): ServiceDefinition['charging'] | undefined {
  const chargingClass = fieldsOf(spot, ['class'])?.('class');
  if (chargingClass === undefined) return undefined;
  return { class: textOf(chargingClass, CHARGING_CLASS) ?? '' };
}

/** What the device must support: the applications of the template unless others are named. */
export function readNeeds(spot: Spot, template: readonly TemplateCharacteristic[]): DeviceNeeds {
  const applications = defaultApplications(template);
  const fields = spot.value === undefined ? undefined : fieldsOf(spot, ['applications', 'dm', 'bearers', 'maxParts']);
  if (fields === undefined) return { applications };
  const { dm, bearers, maxParts } = {
    dm: optional(fields('dm'), readTruth, undefined),
    bearers: optional(fields('bearers'), (one) => choicesOf(one, BEARER_NAMES), undefined),
    maxParts: optional(fields('maxParts'), (one) => numberOf(one, [1, MAX_PARTS]), undefined),
  };
  return {
    applications: optional(fields('applications'), readApplications, applications),
    ...(dm !== undefined && { dm }),
    ...(bearers !== undefined && { bearers }),
    ...(maxParts !== undefined && { maxParts }),
  };
}

const APPLICATION_ID = textForm('application-id');

function readApplications(spot: Spot): string[] {
  return elementsOf(spot, [0, 32]).flatMap((one) => textOf(one, APPLICATION_ID) ?? []);
}

export function readTruth(spot: Spot): boolean | undefined {
  return typeof spot.value === 'boolean' ? spot.value : spot.fault('true or false');
}

/** Some of a list of choices, each once, at least one. */
export function choicesOf<T extends string>(spot: Spot, choices: readonly T[]): T[] {
  const chosen = elementsOf(spot, [1, choices.length]).flatMap((one) => choiceOf(one, choices) ?? []);
  if (new Set(chosen).size < chosen.length) spot.fault('each once', 'one twice');
  return chosen;
}

export function millisecondsOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
