import type { AskWay } from '../domain/asking.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { Dialogue, Opening, PromptKey } from '../domain/dialogue.ts';
import { pickLanguage } from '../domain/language.ts';
import { isFinalState, type OrderState } from '../domain/order.ts';
import type { PinWay } from '../domain/pin.ts';
import { isByMessage } from '../domain/questions.ts';
import { type Database, type Sql, violatedUnique } from './database.ts';
import { type DeviceRow, deviceFromRow } from './device-rows.ts';
import { givenOf } from './given-names.ts';
import { ORDERS_WITH_DEFINITION } from './order-rows.ts';
import { useStanding } from './standing-consents.ts';
import { createTextJournal } from './texts.ts';
import type { Vault } from './vault.ts';

/** The order of a dialogue, locked. */
export interface OrderRow {
  tenant_id: string;
  tenant_title: string;
  state: OrderState;
  run: number;
  phone_key: Buffer;
  answered_at: Date | null;
  decision: 'accept' | 'decline' | null;
  body: ServiceDefinition;
  class: string;
  device_id: string;
  definition_tenant_id: string;
  parameters_sealed: Buffer | null;
  looked_up_sealed: Buffer | null;
  stopped: boolean;
  /** A cancellation was granted, and has yet to take effect. */
  cancelled: boolean;
  pin_way: PinWay | null;
}

export interface PromptRow {
  way: AskWay;
  state: Dialogue['state'];
  language: string;
  token_sealed: Buffer | null;
  due_at: Date;
}

/** What is to be opened. */
export interface NewPrompt extends PromptKey {
  readonly way: AskWay;
  readonly timeoutMs: number;
  /** For the link, when this is the first time; a repeat gets the one that is there. */
  readonly token: string | null;
}

/** Where the secrets of a question are sealed. */
export const PROMPT_PLACES = {
  token: ({ orderId, run, number }: PromptKey) => `prompts.token/${orderId}/${run}/${number}`,
} as const;

/**
 * The dialogue with users as the worker drives it. Every act locks the order's row first, as answers do: a way that is
 * closed takes no answer, and an answer that is there closes every way.
 */
export function createDialogueStore(database: Database, vault: Vault) {
  const begin = async (sql: Sql, prompt: NewPrompt): Promise<Opening> => {
    const order = await lockOrder(sql, prompt);
    if (order === undefined) return { type: 'over' };
    const known = knownOf(order);
    if (known !== undefined) return known;
    if (await useStanding(sql, order, { orderId: prompt.orderId, given: givenOf(order, prompt.orderId, vault) }))
      return { type: 'answered', decision: 'accept' };
    const device = await deviceOf(sql, vault, order);
    if (isByMessage(prompt.way, order.body) && (device.msisdn === null || order.stopped)) return { type: 'impossible' };
    const languages = languagesOf(order.body);
    const row = await open(sql, prompt, {
      order,
      language: pickLanguage(languages, []),
      tokenSealed: prompt.token === null ? null : vault.seal(prompt.token, PROMPT_PLACES.token(prompt)),
      tokenIndex: prompt.token === null ? null : vault.index('prompt-token', prompt.token),
    });
    return { type: 'open', dialogue: dialogueFrom(prompt, { order, row, device, vault }) };
  };

  return {
    ...createTextJournal(database),

    /**
     * Opens one way of asking, and closes the one before it.
     *
     * Safe to repeat: a way that is open stays as it is, token and deadline included.
     */
    async begin(prompt: NewPrompt): Promise<Opening> {
      try {
        return await database.transaction((sql) => begin(sql, prompt));
      } catch (error) {
        if (violatedUnique(error) === 'prompts_sms_open') return { type: 'impossible' };
        throw error;
      }
    },

    /** Notes that the user is reminded. @returns the dialogue while it is open and was not reminded; safe to repeat */
    async remind(key: PromptKey): Promise<Dialogue | undefined> {
      return database.transaction(async (sql) => {
        const order = await lockOrder(sql, key);
        if (order === undefined || order.cancelled || order.answered_at !== null) return undefined;
        const [row] = await sql.rows<PromptRow>(REMIND, { ...key });
        if (row === undefined) return undefined;
        const device = await deviceOf(sql, vault, order);
        return dialogueFrom(key, { order, row, device, vault });
      });
    },

    /** Ends one way that did not reach the user. Safe to repeat. */
    async closeWay(key: PromptKey): Promise<void> {
      await database.rows(CLOSE_WAY, { ...key });
    },

    /**
     * Ends the asking without an answer, unless one is there. Safe to repeat.
     *
     * @returns what the user said after all
     */
    async close(key: Pick<PromptKey, 'orderId' | 'run'>): Promise<'accept' | 'decline' | undefined> {
      return database.transaction(async (sql) => {
        const order = await lockOrder(sql, key);
        if (order?.answered_at != null && order.decision !== null) return order.decision;
        await sql.rows(CLOSE_ALL, { ...key });
        return undefined;
      });
    },
  };
}

/** What is known of an order that needs no asking. */
function knownOf({ cancelled, decision, answered_at: answeredAt }: OrderRow): Opening | undefined {
  if (cancelled) return { type: 'cancelled' };
  return decision !== null && answeredAt !== null ? { type: 'answered', decision } : undefined;
}

/** The tags in which the definition says something to its user. */
function languagesOf({ confirmation, prompts }: ServiceDefinition): string[] {
  return [...new Set([...Object.keys(confirmation.text), ...prompts.flatMap(({ text }) => Object.keys(text))])];
}

export function dialogueFrom(
  { orderId, run, number }: PromptKey,
  {
    order,
    row,
    device,
    vault,
  }: { order: OrderRow; row: PromptRow; device: Pick<Dialogue, 'msisdn' | 'imsi'>; vault: Vault },
): Dialogue {
  const key = { orderId, run, number };
  return {
    ...key,
    tenantId: order.tenant_id,
    tenantTitle: order.tenant_title,
    way: row.way,
    state: row.state,
    definition: order.body,
    given: givenOf(order, orderId, vault),
    language: row.language,
    dueAt: row.due_at.toISOString(),
    msisdn: device.msisdn,
    imsi: device.imsi,
    token: row.token_sealed === null ? null : vault.open(row.token_sealed, PROMPT_PLACES.token(key)).toString(),
  };
}

/** The order in this run, while it is open. */
export async function lockOrder(
  sql: Sql,
  { orderId, run }: Pick<PromptKey, 'orderId' | 'run'>,
): Promise<OrderRow | undefined> {
  await sql.rows('select 1 from orders where id = :orderId for update', { orderId });
  const [row] = await sql.rows<OrderRow>(LOAD, { orderId });
  return row === undefined || row.run !== run || isFinalState(row.state) ? undefined : row;
}

export async function deviceOf(sql: Sql, vault: Vault, order: OrderRow) {
  const [row] = await sql.rows<DeviceRow>('select * from devices where tenant_id = :tenantId and id = :id', {
    tenantId: order.tenant_id,
    id: order.device_id,
  });
  if (row === undefined) throw new Error('An order has no device');
  return deviceFromRow(row, vault);
}

async function open(
  sql: Sql,
  prompt: NewPrompt,
  {
    order,
    language,
    tokenSealed,
    tokenIndex,
  }: { order: OrderRow; language: string; tokenSealed: Buffer | null; tokenIndex: Buffer | null },
): Promise<PromptRow> {
  const { orderId, run, number, way, timeoutMs } = prompt;
  await sql.rows(CLOSE_EARLIER, { orderId, run, number });
  const [fresh] = await sql.rows<PromptRow>(OPEN, {
    tenantId: order.tenant_id,
    orderId,
    run,
    number,
    way,
    phoneKey: order.phone_key,
    tokenIndex,
    tokenSealed,
    language,
    seconds: timeoutMs / 1_000,
    class: order.class,
    // A link that the calling system hands over costs it nothing here.
    isSent: isByMessage(way, order.body),
    deviceId: order.device_id,
  });
  if (fresh !== undefined) return fresh;
  const [known] = await sql.rows<PromptRow>(
    'select way, state, language, token_sealed, due_at from prompts where order_id = :orderId and run = :run and number = :number',
    { orderId, run, number },
  );
  if (known === undefined) throw new Error('A prompt was neither made nor there');
  return known;
}

const LOAD = `
  select o.tenant_id, coalesce(nullif(t.title, ''), t.name) as tenant_title, o.state, o.run, o.phone_key, o.answered_at,
    o.decision, f.body, f.body -> 'charging' ->> 'class' as class, o.device_id, o.definition_tenant_id,
    o.parameters_sealed, o.looked_up_sealed, o.pin_way, o.cancel_requested_at is not null as cancelled,
    exists (select 1 from stops s where s.tenant_id = o.tenant_id and s.phone_key = o.phone_key) as stopped
  from ${ORDERS_WITH_DEFINITION} join tenants t on t.id = o.tenant_id
  where o.id = :orderId`;

const CLOSE_EARLIER = `
  with closed as (
    update prompts set state = 'closed', closed_at = now()
    where order_id = :orderId and run = :run and number < :number and state = 'open' returning tenant_id, order_id, way
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, order_id, :run, 'user.timed_out', jsonb_build_object('by', way) from closed`;

const OPEN = `
  with opened as (
    insert into prompts (tenant_id, order_id, run, number, way, phone_key, token_index, token_sealed, language, due_at)
    values (:tenantId, :orderId, :run, :number, :way, :phoneKey, :tokenIndex, :tokenSealed, :language,
      now() + make_interval(secs => :seconds))
    on conflict (order_id, run, number, tenant_id) do nothing
    returning way, state, language, token_sealed, due_at
  ), moved as (
    update orders o set state = 'awaiting_user', reason = null, answer_due_at = p.due_at from opened p where o.id = :orderId
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select :tenantId, :orderId, :run, 'user.asked', jsonb_build_object('by', way, 'until', due_at) from opened
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, unit, class, device_id)
    select :tenantId, :orderId, :run, 'prompt.sent', :number::text, :class, :deviceId from opened where :isSent::boolean
    on conflict do nothing
  )
  select * from opened`;

const REMIND = `
  with reminded as (
    update prompts set reminded_at = now()
    where order_id = :orderId and run = :run and number = :number and state = 'open' and reminded_at is null
    returning tenant_id, order_id, way, state, language, token_sealed, due_at
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, order_id, :run, 'user.reminded', jsonb_build_object('by', way, 'until', due_at) from reminded
  )
  select way, state, language, token_sealed, due_at from reminded`;

const CLOSE_WAY = `
  update prompts set state = 'closed', closed_at = now()
  where order_id = :orderId and run = :run and number = :number and state = 'open'`;

const CLOSE_ALL = `
  with closed as (
    update prompts set state = 'closed', closed_at = now()
    where order_id = :orderId and run = :run and state = 'open' returning tenant_id, order_id, way
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, order_id, :run, 'user.timed_out', jsonb_build_object('by', way) from closed`;
