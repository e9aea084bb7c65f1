import type { Knex } from 'knex';

/**
 * The tenant is part of every key below an order, and of every reference to one: what belongs to a tenant cannot be stored
 * under another, whatever a statement says. The same columns let row-level security wall off what callers read of the
 * journal, and put rows of one order side by side.
 *
 * No index is added to what an order writes; three are dropped. Events and charges are keyed as they are read
 * (by order, by transaction); the key of a send begins with its order, which makes the look for sends of an attempt a look
 * into the key: before, it read the whole table.
 *
 * An order's id stays unique by itself too: it names the workflow, and workers know an order by it alone. A receipt may come
 * before its send is known, and then belongs to nobody: its key is whole or absent (`match full`).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(ORDERS);
  await knex.raw(EVENTS);
  await knex.raw(JOURNAL);
  await knex.raw(RECEIPTS);
  await knex.raw(LEDGERS);
  await knex.raw(WALLS);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(OPEN);
  await knex.raw(RECEIPTS_BACK);
  await knex.raw(LEDGERS_BACK);
  await knex.raw(JOURNAL_BACK);
  await knex.raw(EVENTS_BACK);
  await knex.raw(ORDERS_BACK);
}

/**
 * Gives orders another key, and gives back what refers to it: other migrations may have added references.
 *
 * @param from - the constraint that the references are by now
 * @param change - what is done to the table meanwhile
 */
const rekeyed = (from: string, change: string): string => `
  create temporary table held_references on commit drop as
    select conrelid::regclass as referring, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and conindid = '${from}'::regclass;
  do $$
  declare
    held held_references;
  begin
    for held in select * from held_references loop
      execute format('alter table %s drop constraint %I', held.referring, held.name);
    end loop;
  end $$;
  ${change}
  do $$
  declare
    held held_references;
  begin
    for held in select * from held_references loop
      execute format('alter table %s add constraint %I %s', held.referring, held.name, held.definition);
    end loop;
  end $$;
  drop table held_references;
`;

const ORDERS = `
  alter table order_events drop constraint order_events_order_id_fkey;
  alter table documents drop constraint documents_order_id_fkey;
  alter table attempts drop constraint attempts_order_id_fkey;
  ${rekeyed(
    'orders_tenant_unique',
    `alter table orders drop constraint orders_tenant_unique, drop constraint orders_pkey;
     alter table orders add constraint orders_pkey primary key (tenant_id, id),
       add constraint orders_id_unique unique (id);`,
  )}
  -- The client's and the device's references name the tenant already; this one cost a lock on the tenant's row an order.
  alter table orders drop constraint orders_tenant_id_fkey;
`;

const ORDERS_BACK = `
  ${rekeyed(
    'orders_pkey',
    `alter table orders drop constraint orders_pkey, drop constraint orders_id_unique;
     alter table orders add constraint orders_pkey primary key (id),
       add constraint orders_tenant_unique unique (tenant_id, id);`,
  )}
  alter table orders add constraint orders_tenant_id_fkey foreign key (tenant_id) references tenants;
  alter table order_events add constraint order_events_order_id_fkey foreign key (order_id) references orders (id);
  alter table documents add constraint documents_order_id_fkey foreign key (order_id) references orders (id);
  alter table attempts add constraint attempts_order_id_fkey foreign key (order_id) references orders (id);
`;

/** Rows that are there already take the tenant of their order. */
const ofItsOrder = (table: string): string => `
  alter table ${table} add tenant_id uuid;
  update ${table} t set tenant_id = o.tenant_id from orders o where o.id = t.order_id;
  alter table ${table} alter tenant_id set not null;
`;

const EVENTS = `
  alter table order_events disable trigger order_events_append_only;
  ${ofItsOrder('order_events')}
  alter table order_events enable trigger order_events_append_only;
  alter table order_events drop constraint order_events_pkey;
  drop index order_events_by_order;
  alter table order_events add constraint order_events_pkey primary key (tenant_id, order_id, id),
    add constraint order_events_order foreign key (tenant_id, order_id) references orders (tenant_id, id);
`;

const EVENTS_BACK = `
  alter table order_events drop constraint order_events_order, drop constraint order_events_pkey, drop tenant_id;
  alter table order_events add constraint order_events_pkey primary key (id);
  create index order_events_by_order on order_events (order_id, id);
`;

const JOURNAL = `
  ${['documents', 'attempts', 'parts', 'sends'].map(ofItsOrder).join('')}
  alter table receipts drop constraint receipts_send_id_fkey;
  alter table sends drop constraint sends_part, drop constraint sends_pkey;
  drop index sends_exposure_once;
  alter table parts drop constraint parts_attempt, drop constraint parts_pkey;
  alter table attempts drop constraint attempts_pkey;
  alter table documents drop constraint documents_pkey;

  alter table documents add constraint documents_pkey primary key (tenant_id, order_id, run),
    add constraint documents_order foreign key (tenant_id, order_id) references orders (tenant_id, id);
  alter table attempts add constraint attempts_pkey primary key (tenant_id, order_id, run, attempt),
    add constraint attempts_order foreign key (tenant_id, order_id) references orders (tenant_id, id);
  alter table parts add constraint parts_pkey primary key (tenant_id, order_id, run, attempt, part),
    add constraint parts_attempt foreign key (tenant_id, order_id, run, attempt) references attempts;
  alter table sends add constraint sends_pkey primary key (tenant_id, order_id, run, attempt, part, id),
    add constraint sends_part foreign key (tenant_id, order_id, run, attempt, part) references parts;
  create unique index sends_exposure_once on sends (tenant_id, order_id, run, attempt, part, exposure)
    where state in ('writing', 'in_doubt', 'accepted');
`;

const JOURNAL_BACK = `
  alter table sends drop constraint sends_part, drop constraint sends_pkey;
  drop index sends_exposure_once;
  alter table parts drop constraint parts_attempt, drop constraint parts_pkey;
  alter table attempts drop constraint attempts_order, drop constraint attempts_pkey;
  alter table documents drop constraint documents_order, drop constraint documents_pkey;
  alter table documents drop tenant_id;
  alter table attempts drop tenant_id;
  alter table parts drop tenant_id;
  alter table sends drop tenant_id;

  alter table documents add constraint documents_pkey primary key (order_id, run);
  alter table attempts add constraint attempts_pkey primary key (order_id, run, attempt);
  alter table parts add constraint parts_pkey primary key (order_id, run, attempt, part),
    add constraint parts_attempt foreign key (order_id, run, attempt) references attempts;
  alter table sends add constraint sends_pkey primary key (id),
    add constraint sends_part foreign key (order_id, run, attempt, part) references parts;
  create unique index sends_exposure_once on sends (order_id, run, attempt, part, exposure)
    where state in ('writing', 'in_doubt', 'accepted');
  alter table receipts add constraint receipts_send_id_fkey foreign key (send_id) references sends;
`;

const RECEIPTS = `
  alter table receipts add tenant_id uuid, add order_id uuid, add run int, add attempt int, add part int;
  update receipts r set tenant_id = s.tenant_id, order_id = s.order_id, run = s.run, attempt = s.attempt, part = s.part
    from sends s where s.id = r.send_id;
  alter table receipts add constraint receipts_send foreign key (tenant_id, order_id, run, attempt, part, send_id)
    references sends (tenant_id, order_id, run, attempt, part, id) match full;
  comment on column receipts.tenant_id is 'Null, as the rest of the key of its send, while no send with this message id is known';
`;

const RECEIPTS_BACK = `
  alter table receipts drop constraint receipts_send;
  alter table receipts drop tenant_id, drop order_id, drop run, drop attempt, drop part;
`;

/** The tenant of an idempotency key was held by a reference of its own; now it is that of the key's order. */
const LEDGERS = `
  alter table charge_records drop constraint charge_records_pkey, drop constraint charge_records_once;
  drop index charge_records_by_tenant;
  alter table charge_records add constraint charge_records_pkey primary key (tenant_id, xid, id),
    add constraint charge_records_once unique (tenant_id, order_id, run, kind, unit);
  alter table idempotency_keys drop constraint idempotency_keys_tenant_id_fkey;
  alter table idempotency_keys add constraint idempotency_keys_order
    foreign key (tenant_id, order_id) references orders (tenant_id, id);
`;

const LEDGERS_BACK = `
  alter table idempotency_keys drop constraint idempotency_keys_order;
  alter table idempotency_keys add constraint idempotency_keys_tenant_id_fkey foreign key (tenant_id) references tenants;
  alter table charge_records drop constraint charge_records_pkey, drop constraint charge_records_once;
  alter table charge_records add constraint charge_records_pkey primary key (id),
    add constraint charge_records_once unique (order_id, run, kind, unit);
  create index charge_records_by_tenant on charge_records (tenant_id, xid, id);
`;

/** What is done for a caller reads the journal of its orders and adds events and charges; the rest is the worker's. */
const WALLED = ['order_events', 'documents', 'attempts', 'parts', 'sends', 'receipts'];
const WALLS = `
  ${WALLED.map((table) => `select wsi_wall('${table}');`).join('\n')}
  revoke update, delete on order_events, charge_records from wsi_tenant;
  revoke insert, update, delete on documents, attempts, parts, sends from wsi_tenant;
  revoke all on receipts from wsi_tenant;
  revoke delete on orders from wsi_tenant;
`;

const OPEN = `
  grant delete on orders to wsi_tenant;
  grant update, delete on charge_records to wsi_tenant;
  ${WALLED.map(
    (table) => `
      drop policy service on ${table};
      drop policy own_tenant on ${table};
      alter table ${table} no force row level security;
      alter table ${table} disable row level security;
      revoke all on ${table} from wsi_tenant;`,
  ).join('')}
`;
