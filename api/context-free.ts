import { contextOpenedBy } from '../domain/context.ts';
import type { CpDocument } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Device } from '../domain/records.ts';
import type { ApiStores } from './stores.ts';

/**
 * Refuses a document that would open a context which is in the phone already, before the phone does: it would drop the
 * whole document. Of a context that the tenant may not know of, nothing is said.
 *
 * @throws ProvisioningError `context_already_open`
 */
export async function requireContextFree(
  contexts: Pick<ApiStores['contexts'], 'findByName'>,
  { tenantId, id: deviceId }: Pick<Device, 'tenantId' | 'id'>,
  document: CpDocument,
): Promise<void> {
  const name = contextOpenedBy(document);
  if (name === null) return;
  const open = await contexts.findByName(tenantId, { deviceId, name });
  if (open === undefined) return;
  throw new ProvisioningError(
    'context_already_open',
    `Cannot open the context: the phone has it already, as ${open.id}. A phone refuses a second bootstrap of one name`,
    { faults: [{ field: '/device', expected: 'a phone without this context', got: 'one that has it' }] },
  );
}
