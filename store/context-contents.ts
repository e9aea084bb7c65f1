import type { ContextDocument } from '../domain/context.ts';
import { BROUGHT_BY } from './carrying.ts';
import type { Database } from './database.ts';
import { documentPlace } from './document-rows.ts';
import type { Vault } from './vault.ts';

interface ContentRow {
  context_id: string;
  order_id: string;
  run: number;
  definition_name: string;
  definition_version: string;
  kind: ContextDocument['kind'];
  evidence: ContextDocument['evidence'];
  settled_at: Date;
  push_sealed: Buffer | null;
}

interface KnownRow {
  order_id: string;
  run: number;
  definition: string;
  is_opening: boolean;
  is_certain: boolean;
  push_sealed: Buffer | null;
}

/** Documents of one context that are told of: the newest. */
const MOST = 20;

/** What came into contexts. */
export function createContextContents(database: Database, vault: Vault) {
  return {
    /** The tenant's own documents in contexts, newest first; those of others who may provision into them are not its to see. */
    async contents(tenantId: string, contextIds: readonly string[]): Promise<ContextDocument[]> {
      if (contextIds.length === 0) return [];
      const bindings = { ids: JSON.stringify(contextIds), most: MOST };
      const rows = await database.forTenant(tenantId).rows<ContentRow>(CONTENTS, bindings);
      return rows.map((row) => documentFromRow(row, vault));
    },

    /**
     * The documents that are in a context, whoever put them there, the oldest first. As the service: nobody is told.
     *
     * @returns undefined when anything of it is not certain: an order without evidence of arrival, one that is under way, one whose
     *   document was erased, or a context that has changed hands
     */
    async known(contextId: string): Promise<{ definition: string; push: Uint8Array }[] | undefined> {
      const rows = await database.rows<KnownRow>(KNOWN, { contextId });
      if (!rows.some(({ is_opening }) => is_opening)) return undefined;
      const found = rows.map(({ order_id: orderId, run, definition, is_certain, push_sealed: sealed }) =>
        is_certain && sealed !== null
          ? { definition, push: vault.open(sealed, documentPlace({ orderId, run })) }
          : undefined,
      );
      const certain = found.flatMap((one) => one ?? []);
      return certain.length === found.length ? certain : undefined;
    },
  };
}

function documentFromRow(row: ContentRow, vault: Vault): ContextDocument {
  const { order_id: orderId, run, push_sealed: sealed } = row;
  return {
    contextId: row.context_id,
    orderId,
    run,
    definition: { name: row.definition_name, version: row.definition_version },
    kind: row.kind,
    evidence: row.evidence,
    settledAt: row.settled_at.toISOString(),
    push: sealed === null ? null : vault.open(sealed, documentPlace({ orderId, run })),
  };
}

/** An order that ended without evidence of arrival may have changed the phone all the same. */
const CONTENTS = `
  select w.id as context_id, o.id as order_id, o.run, f.name as definition_name, f.version as definition_version, o.kind,
    o.evidence, o.settled_at, d.push_sealed
  from (select jsonb_array_elements_text(:ids::jsonb)::uuid as id) w
  cross join lateral (
    select * from (
      (select tenant_id, id, run, definition_tenant_id, definition_id, kind, evidence, settled_at from orders
       where context_id = w.id and settled_at is not null and evidence <> 'none' order by settled_at desc limit :most)
      union all
      select e.tenant_id, e.id, e.run, e.definition_tenant_id, e.definition_id, e.kind, e.evidence, e.settled_at
      from contexts c join orders e on e.tenant_id = c.tenant_id and e.id = c.opened_by
      where c.id = w.id and e.settled_at is not null and e.evidence <> 'none'
    ) all_of_it order by settled_at desc limit :most
  ) o
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  join documents d on d.tenant_id = o.tenant_id and d.order_id = o.id and d.run = o.run
  order by w.id, o.settled_at desc, o.id`;

/** What has reached the phone, or may have. An order that put nothing on the wire has changed nothing. */
const KNOWN = `
  select o.id as order_id, o.run, f.name as definition, o.id = c.opened_by as is_opening,
    coalesce(o.state = 'completed' and o.evidence in ('delivered', 'applied'), false) as is_certain, d.push_sealed
  from contexts c
  join orders o on o.context_id = c.id or (o.tenant_id = c.tenant_id and o.id = c.opened_by)
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  join documents d on d.tenant_id = o.tenant_id and d.order_id = o.id and d.run = o.run
  where c.id = :contextId and (o.evidence <> 'none' or exists (
    select 1 from sends s where s.tenant_id = o.tenant_id
      and ${BROUGHT_BY}
      and s.state in ('writing', 'in_doubt', 'accepted')))
  order by o.settled_at nulls last, o.id`;
