import type { AskWay } from '../domain/asking.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import { ProvisioningError } from '../domain/errors.ts';
import { isByMessage } from '../domain/questions.ts';
import type { Device } from '../domain/records.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { ApiStores } from './stores.ts';

interface Subject {
  readonly tenant: Tenant;
  readonly definition: ServiceDefinition;
  readonly device: Device;
}

/** Tells whether the operator wants the word of the user himself for this order, whatever its definition says. */
export async function needsUser(
  contexts: Pick<ApiStores['contexts'], 'isOpenForOther'>,
  { tenant, definition, device }: Subject,
): Promise<boolean> {
  switch (tenant.settings.confirmation) {
    case 'as_defined':
      return false;
    case 'always':
      return true;
    case 'first_contact':
      if (device.binding.proof === 'claimed') return true;
      return definition.kind === 'bootstrap' && (await contexts.isOpenForOther(device.tenantId, device.id));
  }
}

/**
 * The ways in which we ask the user ourselves: not by a calling system, nor over a link that it hands out. Why he must be
 * asked is not said: it may be for another tenant's sake.
 *
 * @throws ProvisioningError `confirmation_required` when the definition has no such way that is possible
 */
export function requireUserWays(definition: ServiceDefinition, ways: readonly AskWay[]): readonly AskWay[] {
  const own = ways.filter((way) => isByMessage(way, definition));
  if (own.length > 0) return own;
  const expected = 'a definition that has the user of this device asked by sms, or hosted with a link by sms';
  throw new ProvisioningError('confirmation_required', `Cannot accept the order: expected ${expected}, got another`, {
    faults: [{ field: '/definition', expected, got: 'another' }],
  });
}
