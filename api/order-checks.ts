import type { AskWay } from '../domain/asking.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { type InputFault, ProvisioningError } from '../domain/errors.ts';
import { askWaysOf, possibleWays } from '../domain/questions.ts';
import type { Device, DeviceKey } from '../domain/records.ts';
import type { RegisteredDefinition } from '../domain/requests.ts';
import type { DeviceReference, OrderRequest } from './order-schemas.ts';
import type { Definitions, Devices } from './stores.ts';

/** Bearers that reach a device by its number. */
const BEARERS_BY_NUMBER = ['smpp', 'pap', 'pull'];
/** Longest time an order may wait for its start: what Temporal keeps, the database keeps as well. */
const MAX_AHEAD_DAYS = 90;
const DAY_MS = 86_400_000;

/** @throws ProvisioningError `definition_not_found` */
export async function findDefinition(
  definitions: Pick<Definitions, 'find'>,
  tenantId: string,
  { name, version }: OrderRequest['definition'],
): Promise<RegisteredDefinition> {
  const found = await definitions.find(tenantId, name, version);
  if (found !== undefined) return found;
  throw new ProvisioningError('definition_not_found', 'Cannot find the service definition', {
    faults: [{ field: '/definition', expected: 'a registered service definition', got: 'an unknown one' }],
  });
}

/** @throws ProvisioningError `device_not_found` */
export async function findDevice(
  devices: Pick<Devices, 'find'>,
  tenantId: string,
  reference: DeviceReference,
): Promise<Device> {
  const key = deviceKey(reference);
  const found = await devices.find(tenantId, key);
  if (found !== undefined) return found;
  throw new ProvisioningError('device_not_found', `Cannot find a device with this ${key.type}`, {
    faults: [{ field: `/device/${key.type}`, expected: 'one that a device has', got: 'an unknown one' }],
  });
}

function deviceKey(reference: DeviceReference): DeviceKey {
  for (const type of ['id', 'msisdn', 'imsi', 'imei'] as const) {
    const value = reference[type];
    if (value !== undefined) return { type, value };
  }
  throw new Error('Cannot find a device: expected one identifier, got none');
}

/** The bearers of a definition that can reach a device, in the definition's order. What is not known of it counts for it. */
export function usableBearers({ delivery }: ServiceDefinition, { msisdn, bearers }: Device): string[] {
  return delivery.bearers.filter(
    (bearer) =>
      (msisdn !== null || !BEARERS_BY_NUMBER.includes(bearer)) &&
      (bearers === null || bearers.some((known) => known === bearer)),
  );
}

/** @throws ProvisioningError `device_not_addressable` */
export function requireAddressable(device: Device, definition: ServiceDefinition): void {
  if (usableBearers(definition, device).length > 0) return;
  const { bearers } = definition.delivery;
  const isNumberMissing = device.msisdn === null && bearers.every((bearer) => BEARERS_BY_NUMBER.includes(bearer));
  throw isNumberMissing
    ? new ProvisioningError(
        'device_not_addressable',
        `Cannot reach the device: expected an MSISDN for ${bearers.join(', ')}, got none`,
        { faults: [{ field: '/device', expected: 'a device with an MSISDN', got: 'one without' }] },
      )
    : new ProvisioningError(
        'device_not_addressable',
        `Cannot reach the device: expected it to be reached by ${bearers.join(', ')}`,
        { faults: [{ field: '/device', expected: `a device reached by ${bearers.join(', ')}`, got: 'another' }] },
      );
}

/**
 * Where nothing is known of a device, it gets the benefit of the doubt.
 *
 * @throws ProvisioningError `device_unfit`
 */
export function requireFit(device: Device, { requires }: ServiceDefinition): void {
  const { applications, bearers, dm, maxParts } = device;
  const missing = requires.applications.filter((id) => applications !== null && !applications.includes(id));
  const unreached = (requires.bearers ?? []).filter((wanted) => bearers?.every((known) => known !== wanted) ?? false);
  const faults = [
    ...(missing.length > 0 ? [fault(`support for ${missing.join(', ')}`)] : []),
    ...(unreached.length > 0 ? [fault(`a device reached by ${unreached.join(', ')}`, 'another')] : []),
    ...(requires.dm === true && dm === false ? [fault('an OMA DM client')] : []),
    ...((requires.maxParts ?? 0) > maxParts
      ? [fault(`a device that takes ${requires.maxParts} short messages`, `one that takes ${maxParts}`)]
      : []),
  ];
  if (faults.length === 0) return;
  const told = faults.map(({ expected, got }) => `expected ${expected}, got ${got}`).join('; ');
  throw new ProvisioningError('device_unfit', `Cannot set the service up on this device: ${told}`, { faults });
}

/**
 * The ways to ask the user that are possible, in the order in which they are tried; none when there is nobody to ask.
 *
 * @param given - names of the parameters that the order comes with: they are not asked for
 * @throws ProvisioningError `user_unreachable` when the definition wants him asked and no way can
 */
export function requireWays(
  definition: ServiceDefinition,
  { msisdn }: Device,
  given: readonly string[],
): readonly AskWay[] {
  const wanted = askWaysOf(definition);
  const possible = possibleWays(definition, { given, hasNumber: msisdn !== null });
  if (possible.length > 0 || wanted.length === 0) return possible;
  const expected = 'a device and questions that one of the ways to ask can reach';
  throw new ProvisioningError(
    'user_unreachable',
    `Cannot ask the user: expected ${expected}, got none of ${wanted.join(', ')}`,
    { faults: [{ field: '/device', expected, got: `none of ${wanted.join(', ')}` }] },
  );
}

function fault(expected: string, got = 'none'): InputFault {
  return { field: '/device', expected, got };
}

/**
 * When an order is over that has sent nothing: after its start, and after now.
 *
 * @throws ProvisioningError `request_invalid` for another time
 */
export function endsAt({ notBefore, expires }: Pick<OrderRequest, 'notBefore' | 'expires'>): number | undefined {
  if (expires === undefined) return undefined;
  const end = Date.parse(expires);
  // The form allows a leap second, which is no time here.
  if (end > Math.max(Date.now(), notBefore === undefined ? 0 : Date.parse(notBefore))) return end;
  const expected = 'a time ahead, after "notBefore"';
  throw new ProvisioningError('request_invalid', `Cannot take the order: expected ${expected}, in "expires"`, {
    faults: [{ field: '/expires', expected, got: 'another time' }],
  });
}

/**
 * Milliseconds until an order may start.
 *
 * @throws ProvisioningError `request_invalid` for a time too far ahead
 */
export function startInMs({ notBefore }: Pick<OrderRequest, 'notBefore'>): number {
  if (notBefore === undefined) return 0;
  const ahead = Date.parse(notBefore) - Date.now();
  // The form allows a leap second, which is no time here.
  if (ahead <= MAX_AHEAD_DAYS * DAY_MS) return Math.max(0, ahead);
  const expected = `a time at most ${MAX_AHEAD_DAYS} days ahead`;
  throw new ProvisioningError('request_invalid', `Cannot schedule the order: expected ${expected}`, {
    faults: [{ field: '/notBefore', expected, got: 'another time' }],
  });
}
