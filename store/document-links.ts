import type { AttemptReport, DeliveryKey } from '../domain/delivery.ts';
import { type LinkedDocument, type LinkTerms, linkMessageId, type OfferedLink } from '../domain/document-link.ts';
import { takenBy } from '../domain/form.ts';
import { pickLanguage } from '../domain/language.ts';
import type { Database, Sql } from './database.ts';
import { openForms } from './document-forms.ts';
import { documentPlace } from './document-rows.ts';
import { foldReceipt } from './receipts.ts';
import type { Vault } from './vault.ts';

interface OfferRow {
  title: string;
  language: string | null;
  tags: string[];
}

interface LinkRow extends OfferRow {
  order_id: string;
  run: number;
  attempt: number;
  bearer: string;
  push_sealed: Buffer;
  forms_sealed: Buffer | null;
  model: string | null;
  media_types: string[] | null;
}

/** What was fetched, and what its workflow must hear of it. */
export interface FetchedDocument {
  readonly document: LinkedDocument;
  readonly reports: readonly AttemptReport[];
}

/** The token of a link is made from the installation's key: only its hash is stored, and it can be had again. */
export function documentToken(vault: Vault, { orderId, run, attempt }: DeliveryKey): string {
  return vault.index('document_links.token', `${orderId}/${run}/${attempt}`).toString('base64url');
}

/** Links by which phones fetch their documents: few fetches, a short life, and no longer than their order. */
export function createDocumentLinks(database: Database, vault: Vault) {
  const hashOf = (token: string): Buffer => vault.index('document_links.hash', token);

  return {
    /**
     * Makes the link of an attempt, or gives the one that there is. Undefined when the order has ended or was cancelled.
     *
     * Safe to repeat: a link is that of its attempt.
     */
    async offer(key: DeliveryKey, { bearer, way, fetches, lifeMs }: LinkTerms): Promise<OfferedLink | undefined> {
      const token = documentToken(vault, key);
      const [row] = await database.rows<OfferRow>(OFFER, { ...key, bearer, way, fetches, lifeMs, hash: hashOf(token) });
      if (row === undefined) return undefined;
      return { token, messageId: linkMessageId(key), language: languageOf(row), tenantTitle: row.title };
    },

    /** What a link leads to now. Nothing follows from looking. */
    async find(token: string): Promise<LinkedDocument | undefined> {
      const [row] = await database.rows<LinkRow>(`select ${COLUMNS} from ${LIVE}`, { hash: hashOf(token) });
      return row && linked(vault, row);
    },

    /**
     * Takes one of the fetches of a link, with the evidence that the first is. All of it is committed when this resolves, so
     * that no octet goes out that is not accounted for.
     */
    async fetch(token: string): Promise<FetchedDocument | undefined> {
      return database.transaction(async (sql) => {
        return fetchLinked(sql, vault, hashOf(token));
      });
    },

    /** Tells once of links whose time is over and whose document nobody has fetched. */
    expire: (most: number): Promise<AttemptReport[]> => expireLinks(database, most),
  };
}

/**
 * Ends links whose time is over and whose document nobody has fetched: a final word on their attempts, told as a receipt.
 *
 * @returns news that workflows must hear
 */
async function expireLinks(database: Database, most: number): Promise<AttemptReport[]> {
  const due = await database.rows<DeliveryKey>(DUE, { most });
  const reports: AttemptReport[] = [];
  for (const key of due) {
    // One transaction each: a link has not ended without its word.
    const report = await database.transaction(async (sql) => {
      const [ended] = await sql.rows<{ bearer: string }>(END, { ...key });
      if (ended === undefined) return undefined;
      const receipt = { ...ended, messageId: linkMessageId(key), state: 'expired', error: '', number: null } as const;
      return (await foldReceipt(sql, receipt)).report;
    });
    if (report !== undefined) reports.push(report);
  }
  return reports;
}

/** Takes one of the fetches of the link that has this hash, with the evidence that the first is. */
export async function fetchLinked(sql: Sql, vault: Vault, hash: Uint8Array): Promise<FetchedDocument | undefined> {
  const [row] = await sql.rows<LinkRow>(FETCH, { hash });
  if (row === undefined) return undefined;
  const { bearer, order_id: orderId, run, attempt } = row;
  const messageId = linkMessageId({ orderId, run, attempt });
  const { report } = await foldReceipt(sql, { bearer, messageId, state: 'delivered', error: '', number: null });
  return { document: linked(vault, row), reports: report === undefined ? [] : [report] };
}

/**
 * Ends the links of an order that nobody has fetched by, for good: a document that the phone has not come for is still here. The
 * row of a link is what a fetch changes as well, so that one of the two comes first; and before the order's own, as a fetch does.
 */
export async function withdrawLinks(
  sql: Sql,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<void> {
  await sql.rows(WITHDRAW, { tenantId, id });
}

const WITHDRAW = `
  update document_links set expires_at = '-infinity'
  where tenant_id = :tenantId and order_id = :id and fetches = 0 and expires_at > now()`;

/** Tells of attempt `a` that it went by a link, of the bearer of send `s`, that is over and was never used. */
export const isWithdrawn = (a: string, bearer: string): string => `exists (
  select 1 from document_links l where l.tenant_id = ${a}.tenant_id and l.order_id = ${a}.order_id and l.run = ${a}.run
    and l.attempt = ${a}.attempt and l.bearer = ${bearer} and l.fetches = 0 and l.expires_at <= now())`;

function linked(vault: Vault, row: LinkRow): LinkedDocument {
  return {
    orderId: row.order_id,
    run: row.run,
    tenantTitle: row.title,
    language: languageOf(row),
    push: vault.open(row.push_sealed, documentPlace({ orderId: row.order_id, run: row.run })),
    forms: openForms(vault, { orderId: row.order_id, run: row.run }, row.forms_sealed),
    takes: takenBy({ model: row.model, mediaTypes: row.media_types }),
  };
}

function languageOf({ language, tags }: OfferRow): string {
  return language ?? pickLanguage(tags, []);
}

const WORDS = `t.title,
    (select c.language from consents c where c.tenant_id = o.tenant_id and c.order_id = o.id order by c.run desc limit 1) as language,
    array(select json_object_keys(f.body -> 'confirmation' -> 'text')) as tags`;

/** Another bearer may go on with the attempt, and the time of a link counts from when it was last handed out. */
const OFFER = `
  with live as (
    select o.tenant_id, o.id, ${WORDS}
    from orders o join tenants t on t.id = o.tenant_id
    join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
    where o.id = :orderId and o.run = :run and o.settled_at is null and o.cancel_requested_at is null
  ), offered as (
    insert into document_links (tenant_id, order_id, run, attempt, bearer, way, token_hash, most_fetches, expires_at)
    select tenant_id, id, :run, :attempt, :bearer, :way, :hash, :fetches, now() + make_interval(secs => :lifeMs::float8 / 1000)
    from live
    on conflict on constraint document_links_pkey do update set bearer = excluded.bearer, way = excluded.way,
      expires_at = excluded.expires_at, ended_at = null
    returning order_id
  )
  select live.title, live.language, live.tags from live join offered on offered.order_id = live.id`;

const COLUMNS = `l.order_id, l.run, l.attempt, l.bearer, d.push_sealed, d.forms_sealed, v.model, v.media_types, ${WORDS}`;

/**
 * A link lives while its order does. One whose document was fetched lives on when that was what completed the order: a transfer
 * that broke off can be had again.
 */
const LIVES = `
  l.token_hash = :hash and l.fetches < l.most_fetches and l.expires_at > now() and o.run = l.run
    and o.cancel_requested_at is null and o.replaced_by is null and (o.settled_at is null or (o.state = 'completed' and l.fetches > 0))
    and t.suspended_at is null and d.push_sealed is not null`;

const JOINS = `orders o
  join tenants t on t.id = o.tenant_id
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id)
  join devices v on v.tenant_id = o.tenant_id and v.id = o.device_id
  join documents d on d.tenant_id = o.tenant_id and d.order_id = o.id`;

const LIVE = `document_links l join ${JOINS} on o.tenant_id = l.tenant_id and o.id = l.order_id and d.run = l.run where ${LIVES}`;

const DUE = `
  select order_id as "orderId", run, attempt from document_links
  where fetches = 0 and ended_at is null and expires_at <= now() order by expires_at limit :most`;

const END = `
  update document_links set ended_at = now()
  where order_id = :orderId and run = :run and attempt = :attempt and fetches = 0 and ended_at is null and expires_at <= now()
  returning bearer`;

const FETCH = `
  update document_links l set fetches = l.fetches + 1, fetched_at = coalesce(l.fetched_at, now())
  from ${JOINS}
  where o.tenant_id = l.tenant_id and o.id = l.order_id and d.run = l.run and ${LIVES}
  returning ${COLUMNS}`;
