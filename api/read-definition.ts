import {
  DELIVERY_BEARERS,
  type DeviceNeeds,
  type ServiceDefinition,
  type TemplateCharacteristic,
} from '../domain/definition.ts';
import { DEFINITION_DEFAULTS as DEFAULTS, defaultApplications } from '../domain/definition-defaults.ts';
import { SECURITY_METHODS } from '../domain/document.ts';
import { parseDuration } from '../domain/duration.ts';
import { BEARER_NAMES } from '../domain/records.ts';
import { textForm } from './formats.ts';
import { choiceOf, elementsOf, fieldsOf, numberOf, type Spot, textOf } from './spot.ts';
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
  const fields = fieldsOf(spot, ['bearers', 'security', 'validity', 'attempts']);
  if (fields === undefined) return undefined;
  const { bearers, security, validity, attempts } = DEFAULTS.delivery;
  return {
    bearers: optional(fields('bearers'), (one) => choicesOf(one, DELIVERY_BEARERS), bearers),
    security: optional(fields('security'), readSecurity, security),
    validity: optional(fields('validity'), (one) => textOf(one, WAIT), validity),
    attempts: optional(fields('attempts'), (one) => numberOf(one, [1, MAX_ATTEMPTS]), attempts),
  };
}

/** A document that nothing secures is refused always; USERPINMAC has no way yet to hand its PIN to the user. */
function readSecurity(spot: Spot): ServiceDefinition['delivery']['security'] {
  const methods = choicesOf(spot, SECURITY_METHODS);
  if (methods.length > 0 && methods.every((method) => method === 'USERPINMAC')) {
    spot.fault(
      'a method beside USERPINMAC, which cannot be ordered by itself: its PIN exists only with the document',
      'none',
    );
  }
  return methods;
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
