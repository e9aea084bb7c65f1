import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { fieldBindings } from '../store/device-rows.ts';
import { createVault, type Vault } from '../store/vault.ts';

/** Tenants that the rest of what is filled in belongs to. */
const TENANTS = 50;
const VERSIONS = 5;
const BATCH = 10_000;

export interface Filling {
  readonly databaseUrl: string;
  readonly secretKey: Uint8Array;
  /** Half of everything is this tenant's. */
  readonly tenantId: string;
  readonly definitions: number;
  readonly devices: number;
}

/**
 * Puts into a store what years bring: real rows, sealed as the product seals them, only faster than through the API. Afterwards
 * PostgreSQL has looked at the tables and has nothing left to write.
 */
export async function fillStore(filling: Filling): Promise<void> {
  const client = new Client({ connectionString: filling.databaseUrl });
  await client.connect();
  try {
    // References and triggers hold by construction; looking at each would be most of the time.
    await client.query("set session_replication_role = 'replica'");
    const { rows } = await client.query<{ id: string }>(
      `insert into tenants (name, title) select 'full-' || i, 'Full ' || i from generate_series(1, ${TENANTS}) i returning id`,
    );
    const others = rows.map(({ id }) => id);
    await fillDefinitions(client, filling, others);
    await fillDevices(client, filling, others);
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}

/** A few versions of each name, all active. */
async function fillDefinitions(
  client: Client,
  { tenantId, definitions }: Filling,
  others: readonly string[],
): Promise<void> {
  await client.query(
    `insert into definitions (tenant_id, id, provider, name, version, body, state, activated_at)
     select t.id, gen_random_uuid(), t.name, n.name, n.version,
       (d.body::jsonb || jsonb_build_object('name', n.name, 'version', n.version))::json, 'active', now()
     from generate_series(0, $3::int - 1) i
     cross join lateral (select 'full-' || i / ${VERSIONS} as name, '1.' || i % ${VERSIONS} || '.0' as version) n
     join tenants t on t.id = case when i / ${VERSIONS} % 2 = 0 then $1::uuid
       else ($2::uuid[])[1 + i / ${VERSIONS} % ${TENANTS}] end
     cross join (select body from definitions where name = 'internet-access' limit 1) d`,
    [tenantId, others, definitions],
  );
}

async function fillDevices(
  client: Client,
  { tenantId, secretKey, devices }: Filling,
  others: readonly string[],
): Promise<void> {
  const vault = createVault(secretKey);
  for (let from = 0; from < devices; from += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, devices - from) }, (_, i) => from + i);
    const rows = numbers.map((i) => deviceOf(vault, i, i % 2 === 0 ? tenantId : (others[i % TENANTS] ?? tenantId)));
    const column = (name: string): unknown[] => rows.map((row) => row[name]);
    await client.query(INSERT, [...COLUMNS.map(column), from]);
  }
}

const COLUMNS = ['tenantId', 'id', 'msisdnIndex', 'msisdnSealed', 'imsiIndex', 'imsiSealed', 'phoneKey'] as const;

/** A second between two devices, as imports would not have it, but years of orders do. */
const INSERT = `
  insert into devices (tenant_id, id, msisdn_index, msisdn_sealed, imsi_index, imsi_sealed, phone_key, proof, created_at)
  select t, i, mi, ms, ii, si, p, 'claimed', now() - (10000000 - $8::int - n) * interval '1 second'
  from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])
    with ordinality as u (t, i, mi, ms, ii, si, p, n)`;

function deviceOf(vault: Vault, i: number, tenantId: string): Readonly<Record<string, unknown>> {
  const id = randomUUID();
  const digits = String(i).padStart(8, '0');
  const known = {
    imei: null,
    model: null,
    applications: null,
    bearers: null,
    dm: null,
    timeZone: null,
    mediaTypes: null,
    maxParts: 10,
  };
  const fields = { ...known, msisdn: `+35850${digits}`, imsi: `2440599${digits}` };
  return fieldBindings(vault, { id, tenantId }, fields);
}
