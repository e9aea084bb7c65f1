import pg from 'pg';

/** Rows of each table: the tenant `acme` has half of them, and one object of each kind with many below it. */
const ROWS = 12_000;

/** Tables that stay small whatever is ordered. */
const SMALL: readonly string[] = [
  'schema_migrations',
  'schema_migrations_lock',
  'shared_definition_names',
  'bearers',
  'bearer_links',
];

/** Ids of the objects of `acme` that have as many rows below them as fit. */
export interface FullObjects {
  readonly device: string;
  readonly order: string;
  readonly import: string;
  readonly context: string;
  readonly client: string;
}

const id = (kind: string, i = 'i'): string => `md5('${kind}/' || ${i})::uuid`;
const phone = (i = 'i'): string => `sha256(convert_to('phone/' || ${i}, 'UTF8'))`;
/** Odd rows are those of other tenants, one each. */
const tenant = `case when i % 2 = 0 then :acme else ${id('tenant')} end`;
/** What is below one object: half of all is below the first of `acme`, the rest below one object each. */
const ofFirst = (kind: string): string => `case when i % 2 = 0 then ${id(kind, '2')} else ${id(kind)} end`;
const ago = (unit: string): string => `now() - i * interval '1 ${unit}'`;
const order = `${tenant}, ${id('order')}`;
const FINAL = `(array['completed', 'failed', 'unconfirmed', 'declined'])[1 + i % 4]`;

/** Columns and values of each table, in an order that needs none of the later ones. */
const FILLINGS: Readonly<Record<string, readonly [columns: string, values: string, beside?: string]>> = {
  tenants: ['id, name', `${id('tenant')}, 'full-' || i`],
  tenant_domains: ['tenant_id, domain, token', `${id('tenant')}, 'full-' || i || '.example', 't'`],
  // A tenant has 200 live clients at most; those of the past are more.
  clients: [
    'tenant_id, id, name, roles, scopes, created_at, revoked_at',
    `${tenant}, ${id('client')}, 'c', array['auditor'], '{}', ${ago('minute')}, case when i % 2 = 0 and i > 300 then now() end`,
  ],
  client_keys: [
    'tenant_id, client_id, id, hash, slot, expires_at, revoked_at',
    `${tenant}, ${id('client')}, 'key-' || i, ''::bytea, 1, now(), case when i % 2 = 0 and i > 300 then now() end`,
  ],
  devices: [
    'tenant_id, id, msisdn_index, imsi_index, imei_index, phone_key, created_at, proof',
    `${tenant}, ${id('device')}, ${phone()}, ${phone()}, ${phone()}, ${phone()}, ${ago('minute')}, 'claimed'`,
  ],
  definitions: [
    'tenant_id, id, provider, name, version, body, state, activated_at, submitted_at, retired_at, approval_needs, shared',
    `${tenant}, ${id('definition')}, case when i % 2 = 0 then 'acme' else 'full-' || i end, 'full-' || i / 20,
     '1.' || i || '.0', (select body from definitions limit 1), s.state, case s.state when 'active' then now() end,
     case s.state when 'awaiting_approval' then ${ago('minute')} end, case s.state when 'retired' then now() end,
     case s.state when 'awaiting_approval' then '[{"path": "", "kind": "rejected", "why": "x"}]' else '[]' end::jsonb,
     i % 6 = 3 and s.state = 'active'`,
    `(select case when i % 20 = 0 then 'draft' when i % 20 = 1 then 'awaiting_approval' when i % 20 = 2 then 'retired'
       else 'active' end as state) s`,
  ],
  // Most orders are over; one phone has had hundreds. Some are of definitions that are the tenant's own, some of ones not shared any more.
  orders: [
    `tenant_id, id, client_id, device_id, definition_tenant_id, definition_id, kind, external_id, state, wanted_evidence,
     security, policy, parameters_sealed, phone_key, accepted_at, expires_at, settled_at, evidence`,
    `${tenant}, ${id('order')}, ${id('client')}, case when i % 40 = 0 then ${id('device', '2')} else ${id('device')} end,
     case when i % 3 = 0 then :house when i % 3 = 1 then :acme else ${id('tenant', '1')} end,
     case when i % 3 = 0 then :definition when i % 3 = 1 then ${id('definition', '(i - i % 2)')} else ${id('definition', '1')} end, 'bootstrap', 'external-' || i, ${FINAL}, 'delivered', 'NETWPIN', '{}', ''::bytea, ${phone()},
     ${ago('minute')}, now(), now(), 'submitted'`,
  ],
  order_events: ['tenant_id, order_id, run, type', `${tenant}, ${ofFirst('order')}, 1, 'x'`],
  documents: [
    'tenant_id, order_id, run, push_sealed, push_octets, push_hash, reference, part_count',
    `${order}, 1, ''::bytea, 1, ${phone()}, 1, 1`,
  ],
  attempts: ['tenant_id, order_id, run, attempt, bearer, part_count, outcome', `${order}, 1, 1, 'smpp', 1, 'failed'`],
  document_links: [
    'tenant_id, order_id, run, attempt, bearer, way, token_hash, most_fetches, expires_at',
    `${order}, 1, 1, 'pull', 'client', ${phone()}, 3, now() + interval '1 hour'`,
  ],
  parts: ['tenant_id, order_id, run, attempt, part, state', `${order}, 1, 1, 1, 'failed'`],
  sends: [
    'tenant_id, order_id, run, attempt, part, id, exposure, state, bearer, reference, message_id',
    `${order}, 1, 1, 1, ${id('send')}, 1, 'accepted', 'smpp', 1 + i % 65535, 'message-' || i`,
  ],
  receipts: [
    'tenant_id, order_id, run, attempt, part, send_id, bearer, message_id, state, error',
    `${order}, 1, 1, 1, ${id('send')}, 'smpp', 'message-' || i, 'delivered', ''`,
  ],
  idempotency_keys: ['tenant_id, key, body_hash, order_id', `${tenant}, 'key-' || i, ''::bytea, ${id('order')}`],
  // Transactions of long ago, so that readers see the records.
  charge_records: [
    'tenant_id, order_id, run, kind, class, device_id, xid',
    `${order}, 1, case when i % 100 = 0 then 'document.delivered' else 'order.accepted' end, 'x', ${id('device')}, (i / 100)::text::xid8`,
  ],
  contexts: [
    'tenant_id, id, device_id, name, phone_key, evidence',
    `${tenant}, ${id('context')}, ${id('device')}, 'http://full/' || i, ${phone()}, 'delivered'`,
  ],
  // A context has 100 grants at most.
  context_grants: [
    'tenant_id, id, context_id, grantee_id, operations, expires_at, created_by',
    `${tenant}, ${id('grant')}, ${id('context', '2 * (1 + i / 100)')}, case when i % 2 = 0 then ${id('tenant')} else :acme end,
     array['get'], now() + interval '1 hour', ${id('client')}`,
  ],
  context_transfers: [
    'tenant_id, id, context_id, name, receiver_id, expires_at, created_by, created_at, state, settled_at',
    `${tenant}, ${id('transfer')}, ${id('context')}, 'x', case when i % 2 = 0 then ${id('tenant')} else :acme end, now(),
     ${id('client')}, ${ago('minute')}, 'declined', now()`,
  ],
  standing_consents: [
    `tenant_id, id, device_id, phone_key, definition_tenant_id, definition_name, words, order_id, run, way, language, given_at,
     expires_at, ended_at, ended_by`,
    `${tenant}, ${id('consent')}, ${ofFirst('device')}, ${phone()}, ${id('tenant')}, 'x', '{}', ${id('order')}, 1, 'client', 'en',
     ${ago('minute')}, now(), now(), 'client'`,
  ],
  audit_entries: [
    'tenant_id, number, at, client_id, object, operation, object_id, previous_hash, hash',
    `${tenant}, 2000000 - i, ${ago('minute')}, ${id('client', '(i % 10)')}, case when i % 10 = 0 then 'devices' else 'orders' end,
     case when i % 100 = 0 then 'create' else 'cancel' end, 'x', ''::bytea, ''::bytea`,
  ],
  audit_heads: ['tenant_id, number, hash', `${id('tenant')}, 1, ''::bytea`],
  device_imports: [
    'tenant_id, id, title, mode, proof, created_by, created_at',
    `${tenant}, ${id('import')}, 'x', 'create', 'claimed', ${id('client')}, ${ago('minute')}`,
  ],
  device_import_rows: [
    'tenant_id, import_id, number, outcome, device_id, field, expected, got',
    `${tenant}, ${ofFirst('import')}, i, case when i % 100 = 0 then 'refused' else 'created' end,
     case when i % 100 <> 0 then ${id('device')} end, x, x, x`,
    "(select case when i % 100 = 0 then 'x' end x) s",
  ],
  consents: [
    'tenant_id, order_id, run, way, asked_by, language, texts, texts_hash, decision',
    `${order}, 1, 'sms', 'x', 'en', '{}', ''::bytea, 'accept'`,
  ],
  prompts: [
    'tenant_id, order_id, run, number, way, phone_key, token_index, language, state, due_at, closed_at',
    `${order}, 1, 1, 'sms', ${phone()}, ${phone()}, 'en', 'answered', now(), now()`,
  ],
  texts: [
    'tenant_id, order_id, run, number, kind, bearer, state, part_count',
    `${order}, 1, 1, 'question', 'smpp', 'accepted', 1`,
  ],
  stops: ['tenant_id, phone_key', `${tenant}, ${phone()}`],
  inbound_parts: ['phone_key, reference, total, sequence, data_coding, sealed', `${phone()}, 1, 2, 1, 0, ''::bytea`],
  phone_days: ['day, phone_key, orders', `current_date, ${phone()}, 1`],
  tenant_phone_days: ['day, tenant_id, phone_key, orders', `current_date, ${tenant}, ${phone()}, 1`],
  tenant_paces: ['tenant_id, next_at', `${id('tenant')}, now()`],
  rate_windows: ['bucket, window_at, taken, granted', `${phone()}, now(), 1, 1`],
};

/**
 * Fills every table of the schema and lets PostgreSQL know, so that it plans as it does where the service has run for long.
 *
 * @returns the objects that have most below them, and the tables that are big now
 * @throws Error naming a table that nobody has said how to fill
 */
export async function fillTables(
  databaseUrl: string,
  acme: string,
): Promise<{ readonly objects: FullObjects; readonly big: ReadonlySet<string> }> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    // No trigger and no reference is looked at: what is filled in is of the right form, and that is all.
    await client.query("set session_replication_role = 'replica'");
    const { rows: tables } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
    );
    const big = tables.map(({ name }) => name).filter((name) => !SMALL.includes(name));
    const unknown = big.filter((name) => FILLINGS[name] === undefined);
    if (unknown.length > 0)
      throw new Error(`Cannot fill ${unknown.join(', ')}: say how in test/helpers/full-tables.ts`);
    const { rows: built } = await client.query<{ id: string; house: string }>(
      "select id, tenant_id as house from definitions where name = 'internet-access'",
    );
    const [definition] = built;
    if (definition === undefined) throw new Error('The built-in definition internet-access is absent');
    for (const [table, [columns, values, beside]] of Object.entries(FILLINGS)) {
      const text = `
        insert into ${table} (${columns})
        select ${values} from generate_series(1, ${ROWS}) i ${beside === undefined ? '' : `cross join lateral ${beside}`}
        on conflict do nothing`;
      await client.query(
        text
          .replaceAll(':acme', `'${acme}'::uuid`)
          .replaceAll(':house', `'${definition.house}'::uuid`)
          .replaceAll(':definition', `'${definition.id}'::uuid`),
      );
    }
    await client.query('analyze');
    const { rows: counted } = await client.query<{ name: string }>(
      'select relname as name from pg_class where relname = any($1) and reltuples < $2',
      [big, ROWS / 2],
    );
    if (counted.length > 0)
      throw new Error(`Cannot fill ${counted.map(({ name }) => name).join(', ')}: too few rows came`);
    const { rows } = await client.query<FullObjects>(
      `select ${id('device', '2')} as device, ${id('order', '2')} as order, ${id('import', '2')} as import,
         ${id('context', '4')} as context, ${id('client', '2')} as client`,
    );
    const [objects] = rows;
    if (objects === undefined) throw new Error('Cannot name what was filled in');
    return { objects, big: new Set(big) };
  } finally {
    await client.end();
  }
}
