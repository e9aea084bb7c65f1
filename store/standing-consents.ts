import { randomBytes, randomUUID } from 'node:crypto';
import type { Caller } from '../domain/access.ts';
import type { AskWay } from '../domain/asking.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { UserAnswer } from '../domain/dialogue.ts';
import { parseDuration } from '../domain/duration.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { PinWay } from '../domain/pin.ts';
import { isByMessage, openPrompts } from '../domain/questions.ts';
import type { Page } from '../domain/requests.ts';
import type { ConsentEnd, ConsentSubject, GivenConsent, StandingConsent } from '../domain/standing-consent.ts';
import { writeAudit } from './audit.ts';
import { conditionsOf } from './conditions.ts';
import type { Database, Sql } from './database.ts';
import { cutPage, decodeCursor } from './paging.ts';
import type { Vault } from './vault.ts';

/** 128 bits cannot be guessed. */
const TOKEN_OCTETS = 16;

/** Where the token of the link that ends a consent is sealed. */
export const CONSENT_PLACES = { token: (id: string) => `standing_consents.token/${id}` } as const;

/** What is looked at of an order. */
interface AskedOrder {
  readonly tenant_id: string;
  readonly device_id: string;
  readonly definition_tenant_id: string;
  readonly body: ServiceDefinition;
  readonly phone_key: Buffer;
  readonly run: number;
  readonly pin_way: PinWay | null;
}

interface ConsentRow {
  id: string;
  definition_name: string;
  order_id: string;
  way: AskWay;
  given_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  ended_by: ConsentEnd | null;
  cursor_at: string;
}

/** Consents of users for a while, as their tenants see and end them. */
export function createStandingConsents(database: Database) {
  return {
    /** Of one device, newest first; those that have ended too. */
    async list(
      tenantId: string,
      deviceId: string,
      page: { limit: number; after: string | undefined },
    ): Promise<Page<StandingConsent>> {
      const [afterAt, after] = page.after === undefined ? [] : decodeCursor(page.after, ['time', 'id']);
      const bindings = { tenantId, deviceId, afterAt, after, most: page.limit + 1 };
      const conditions = [LIST, ...conditionsOf(CONDITIONS, bindings)].join(' and ');
      const rows = await database
        .forTenant(tenantId)
        .rows<ConsentRow>(`${conditions} order by given_at desc, id desc limit :most`, bindings);
      return cutPage(rows, page.limit, { item: fromRow, key: (row) => [row.cursor_at, row.id] });
    },

    /** The one that would speak for the user of a device now, as `useStanding` finds it when an order would ask. */
    async find(subject: ConsentSubject): Promise<{ readonly id: string; readonly until: string } | undefined> {
      const { tenantId, deviceId, definitionTenantId, definition, ownWord } = subject;
      if (definition.confirmation.standing === undefined) return undefined;
      const [name, words] = [definition.name, wordsOf({ body: definition })];
      const bindings = { tenantId, deviceId, definitionTenantId, name, words, ownWord };
      const [row] = await database.forTenant(tenantId).rows<{ id: string; expires_at: Date }>(NOW, bindings);
      return row && { id: row.id, until: row.expires_at.toISOString() };
    },

    /**
     * Ends a consent for the tenant. Safe to repeat: one that has ended stays as it is.
     *
     * @throws ProvisioningError `consent_not_found`
     */
    async withdraw(
      caller: Caller,
      { deviceId, id }: { readonly deviceId: string; readonly id: string },
    ): Promise<void> {
      const { tenantId } = caller;
      await database.forTenant(tenantId).transaction(async (sql) => {
        const bindings = { tenantId, deviceId, id };
        const rows = await sql.rows(FIND, bindings);
        if (rows.length === 0)
          throw new ProvisioningError('consent_not_found', 'The device has no consent with this id');
        const ended = await sql.rows(WITHDRAW, bindings);
        if (ended.length === 0) return;
        await writeAudit(sql, caller, {
          object: 'consents',
          operation: 'withdraw',
          objectId: id,
          detail: { deviceId },
        });
      });
    },
  };
}

function fromRow(row: ConsentRow): StandingConsent {
  return {
    id: row.id,
    definition: row.definition_name,
    orderId: row.order_id,
    way: row.way,
    givenAt: row.given_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by,
  };
}

/**
 * Seconds for which a yes to this order counts: what its definition allows, and no longer than its user was told.
 *
 * @returns undefined where he did not say so, or the definition wants its user asked each time
 */
export function standingSeconds({ body }: Pick<AskedOrder, 'body'>, answer: UserAnswer): number | undefined {
  const { standing } = body.confirmation;
  if (standing === undefined || answer.standing !== true || answer.decision !== 'accept') return undefined;
  const most = parseDuration(standing) / 1_000;
  if (answer.standingUntil === undefined) return most;
  const told = (Date.parse(answer.standingUntil) - Date.now()) / 1_000;
  return told > 0 ? Math.min(most, told) : undefined;
}

/** Within the transaction of the answer. The one before, of the same service, gives way. */
export async function giveStanding(
  { sql, vault }: { readonly sql: Sql; readonly vault: Vault },
  order: AskedOrder,
  given: { orderId: string; run: number; way: AskWay; language: string; seconds: number },
): Promise<GivenConsent> {
  const subject = subjectOf(order);
  const [id, token] = [randomUUID(), randomBytes(TOKEN_OCTETS).toString('base64url')];
  await sql.rows(REPLACE, subject);
  const [row] = await sql.rows<{ expires_at: Date }>(GIVE, {
    ...subject,
    ...given,
    id,
    tokenIndex: vault.index('consent-token', token),
    ownWord: isByMessage(given.way, order.body),
    tokenSealed: vault.seal(token, CONSENT_PLACES.token(id)),
    phoneKey: order.phone_key,
    words: wordsOf(order),
  });
  if (row === undefined) throw new Error('A consent was not kept');
  return { id, token, until: row.expires_at.toISOString() };
}

/**
 * Lets a standing consent speak for the user, if there is one, and nothing beside is to be asked. Safe to repeat: the order
 * names it once a run.
 *
 * @returns whether there was one
 */
export async function useStanding(
  sql: Sql,
  order: AskedOrder,
  { orderId, given }: { orderId: string; given: readonly string[] },
): Promise<boolean> {
  if (order.body.confirmation.standing === undefined || openPrompts(order.body, given).length > 0) return false;
  // Without its question there is no page that could show the PIN.
  if (order.pin_way === 'page') return false;
  const bindings = { ...subjectOf(order), phoneKey: order.phone_key, words: wordsOf(order), orderId, run: order.run };
  return (await sql.rows(USE, bindings)).length > 0;
}

/** STOP ends all that the user of a phone agreed to. */
export async function stopStanding(sql: Sql, phoneKey: Buffer): Promise<void> {
  await sql.rows(STOP, { phoneKey });
}

function subjectOf({ tenant_id, device_id, definition_tenant_id, body }: AskedOrder) {
  return { tenantId: tenant_id, deviceId: device_id, definitionTenantId: definition_tenant_id, name: body.name };
}

function wordsOf({ body }: Pick<AskedOrder, 'body'>): string {
  return JSON.stringify(body.confirmation.text);
}

const LIST = `
  select id, definition_name, order_id, way, given_at, expires_at, ended_at, ended_by,
    to_char(given_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.USZ') as cursor_at
  from standing_consents where tenant_id = :tenantId and device_id = :deviceId`;

const CONDITIONS: Readonly<Record<string, string>> = {
  after: '(given_at, id) < (:afterAt::timestamptz, :after::uuid)',
};

const NOW = `
  select c.id, c.expires_at from standing_consents c join devices d on d.tenant_id = c.tenant_id and d.id = c.device_id
  where c.tenant_id = :tenantId and c.device_id = :deviceId and c.definition_tenant_id = :definitionTenantId
    and c.definition_name = :name and c.phone_key = d.phone_key and c.words = :words::jsonb and c.ended_at is null
    and c.expires_at > now() and (c.own_word or not :ownWord::boolean)`;

const FIND = `
  select 1 from standing_consents where tenant_id = :tenantId and device_id = :deviceId and id = :id for update`;

const WITHDRAW = `
  update standing_consents set ended_at = now(), ended_by = 'client'
  where tenant_id = :tenantId and device_id = :deviceId and id = :id and ended_at is null and expires_at > now()
  returning id`;

const REPLACE = `
  update standing_consents set ended_at = now(), ended_by = 'replaced'
  where tenant_id = :tenantId and device_id = :deviceId and definition_tenant_id = :definitionTenantId
    and definition_name = :name and ended_at is null`;

const GIVE = `
  insert into standing_consents (tenant_id, id, device_id, phone_key, definition_tenant_id, definition_name, words, order_id, run,
    way, language, own_word, token_index, token_sealed, expires_at)
  values (:tenantId, :id, :deviceId, :phoneKey, :definitionTenantId, :name, :words, :orderId, :run, :way, :language,
    :ownWord, :tokenIndex, :tokenSealed, now() + make_interval(secs => :seconds))
  returning expires_at`;

const USE = `
  with alive as (
    select tenant_id, id, expires_at from standing_consents
    where tenant_id = :tenantId and device_id = :deviceId and definition_tenant_id = :definitionTenantId
      and definition_name = :name and phone_key = :phoneKey and words = :words::jsonb and ended_at is null
      and expires_at > now()
      and (own_word or not exists (select 1 from orders o where o.tenant_id = :tenantId and o.id = :orderId
        and o.policy -> 'ask' ->> 'userOnly' = 'true'))
    for share
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, :orderId, :run, 'consent.standing', jsonb_build_object('consent', id, 'until', expires_at) from alive
    where not exists (select 1 from order_events e where e.tenant_id = alive.tenant_id and e.order_id = :orderId
      and e.run = :run and e.type = 'consent.standing')
  )
  select id from alive`;

const STOP = `
  update standing_consents set ended_at = now(), ended_by = 'stop' where phone_key = :phoneKey and ended_at is null`;
