import type { ApiWorld, Json } from './api-world.ts';
import { onePartDefinition } from './one-part-definition.ts';

/** Opens a context in the phone of a device, as a bootstrap that was delivered does. */
export async function openContext(
  { database }: Pick<ApiWorld, 'database'>,
  device: Json,
  name: string,
): Promise<string> {
  const [row] = await database.rows<{ id: string }>(
    `insert into contexts (tenant_id, device_id, phone_key, name, evidence)
     select tenant_id, id, phone_key, :name, 'delivered' from devices where id = :id returning id`,
    { id: device.id, name },
  );
  if (row === undefined) throw new Error('No context was opened');
  return row.id;
}

/** The access point as a definition whose orders go into a context. */
export function intoContext(delivery: object = {}): Json {
  const base = onePartDefinition();
  return {
    ...base,
    name: 'into-context',
    version: '1.0.0',
    kind: 'provisioning',
    delivery: { ...base.delivery, bearers: ['pap'], security: ['none'], ...delivery },
  };
}

/** Registers a definition of the tenant's own and makes it active. */
export async function activate({ call }: Pick<ApiWorld, 'call'>, definition: Json, key?: string): Promise<void> {
  const by = key === undefined ? {} : { key };
  const made = await call('POST', '/v1/definitions', { body: definition, ...by });
  const active = await call('POST', `/v1/definitions/${definition.name}/${definition.version}/activate`, by);
  if (made.status !== 201 || active.status !== 200) throw new Error(`${made.text} ${active.text}`);
}
