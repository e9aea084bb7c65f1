import type { AskWay } from '../domain/asking.ts';
import type { Dialogue, PromptKey, UserAnswer } from '../domain/dialogue.ts';
import type { Trust } from '../domain/document.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { OrderState } from '../domain/order.ts';
import { isByMessage } from '../domain/questions.ts';
import type { GivenConsent } from '../domain/standing-consent.ts';
import type { Database, Sql } from './database.ts';
import { deviceOf, dialogueFrom, lockOrder, type OrderRow, type PromptRow } from './dialogue.ts';
import { type InboundPart, keepPart } from './inbound-parts.ts';
import { ORDER_PLACES } from './orders.ts';
import { markTold } from './pins.ts';
import { CONSENT_PLACES, giveStanding, standingSeconds, stopStanding } from './standing-consents.ts';
import type { Vault } from './vault.ts';

/** `answered`: somebody was first. `closed`: the time was over, another way is asked, or the order has ended. */
export type AnswerOutcome = 'taken' | 'answered' | 'closed';

/** With what the user agreed to for a while, if he did. */
export interface Taking {
  readonly outcome: AnswerOutcome;
  readonly standing?: GivenConsent;
}

/** What a page shows: the dialogue, and where its order is. */
export interface DialogueView {
  readonly dialogue: Dialogue;
  readonly order: {
    readonly state: OrderState;
    readonly evidence: Evidence;
    /** What was said, whichever way. */
    readonly decision: UserAnswer['decision'] | null;
    readonly security: Trust;
    /** The page is where its user learns a PIN of ours. */
    readonly showsPin: boolean;
    /** For whoever accepted on this page, once there is one and while the order is open. */
    readonly pin?: string;
    /** What its user agreed to for a while, as long as that stands. */
    readonly standing?: GivenConsent;
  };
}

/** Where an order stands, as one word that changes when anything does that a page would show. */
export interface Standing {
  readonly orderId: string;
  readonly mark: string;
}

interface ViewRow extends OrderRow, Omit<PromptRow, 'state'> {
  order_id: string;
  run: number;
  number: number;
  order_run: number;
  prompt_state: Dialogue['state'];
  evidence: Evidence;
  security: Trust;
  /** Only when it may be shown. */
  pin_sealed: Buffer | null;
  standing_id: string | null;
  standing_token: Buffer | null;
  standing_until: Date | null;
}

/** Answers of users, whichever way they come, and the questions that they belong to. */
export function createAnswerStore(database: Database, vault: Vault) {
  return {
    /**
     * Takes an answer: once, while its way is open, with the record of consent, in one transaction.
     *
     * Safe to repeat: the second time it is `answered`.
     */
    async answer(key: PromptKey, answer: UserAnswer): Promise<AnswerOutcome> {
      return database.transaction(async (sql) => {
        const order = await lockOrder(sql, key);
        if (order === undefined) return 'closed';
        return (await takeAnswer(sql, vault, { key, order, answer })).outcome;
      });
    },

    /**
     * The dialogue that a link leads to. A link is dead some time after its order has ended, and when the order is run
     * again; a dead link takes the same one statement as one that never was.
     *
     * @param lifeMs - how long a link lives after the end of its order
     * @param viewer - what the page gave to the browser that looks, if it did
     */
    async findByToken(token: string, lifeMs: number, viewer = ''): Promise<DialogueView | undefined> {
      const [row] = await database.rows<ViewRow>(BY_TOKEN, {
        index: vault.index('prompt-token', token),
        viewer: vault.index('pin-viewer', viewer),
        seconds: lifeMs / 1_000,
      });
      return row === undefined ? undefined : viewFrom(database, vault, row);
    },

    /** Where these orders stand, for pages that show it live: one statement for all of them. */
    async standings(orderIds: readonly string[]): Promise<Standing[]> {
      return database.rows<Standing>(STANDINGS, { orderIds });
    },

    /** The question by short message that is open on a phone. */
    async findBySms(msisdn: string): Promise<Dialogue | undefined> {
      const [row] = await database.rows<ViewRow>(
        `${view('null::bytea')} where p.phone_key = :phoneKey and p.way = 'sms' and p.state = 'open'`,
        { phoneKey: vault.index('phone', msisdn) },
      );
      return row === undefined ? undefined : (await viewFrom(database, vault, row)).dialogue;
    },

    /** Notes that the page was opened. Nothing else follows: a robot that looks at links opens them too. */
    async opened(key: PromptKey): Promise<void> {
      await database.rows(
        `update prompts set opened_at = now() where order_id = :orderId and run = :run and number = :number
           and opened_at is null`,
        { orderId: key.orderId, run: key.run, number: key.number },
      );
    },

    /** Notes that the page showed its user the PIN. Safe to repeat: the first time counts. */
    async pinShown(key: PromptKey): Promise<void> {
      await markTold(database, key);
    },

    /** Counts a reply that could not be understood. @returns how many there were */
    async misunderstood(key: PromptKey): Promise<number> {
      const [row] = await database.rows<{ tries: number }>(
        `update prompts set tries = tries + 1 where order_id = :orderId and run = :run and number = :number returning tries`,
        { orderId: key.orderId, run: key.run, number: key.number },
      );
      return row?.tries ?? 0;
    },

    /** Remembers that the user of a phone wants no questions of those who asked him lately, and takes back what he agreed to. Safe to repeat. */
    async stop(msisdn: string): Promise<void> {
      const phoneKey = vault.index('phone', msisdn);
      await database.transaction(async (sql) => {
        await sql.rows(STOP, { phoneKey });
        await stopStanding(sql, phoneKey);
      });
    },

    /** Takes a STOP back. Safe to repeat. */
    async start(msisdn: string): Promise<void> {
      await database.rows('delete from stops where phone_key = :phoneKey', { phoneKey: vault.index('phone', msisdn) });
    },

    /** Keeps one part of a text until all are there. */
    keepPart: (part: InboundPart) => keepPart(database, vault, part),
  };
}

/** Within a transaction that has locked the order. Also for the calling system, which answers without a prompt of its own. */
export async function takeAnswer(
  sql: Sql,
  vault: Vault,
  { key, order, answer }: { key: PromptKey; order: OrderRow; answer: UserAnswer },
): Promise<Taking> {
  const { orderId, run, number } = key;
  if (order.answered_at !== null) return { outcome: 'answered' };
  if (order.state !== 'awaiting_user') return { outcome: 'closed' };
  const { decision, answers, language } = answer;
  const seconds = standingSeconds(order, answer);
  const [closed] = await sql.rows<{ way: AskWay }>(ANSWER_PROMPT, {
    orderId,
    run,
    number,
    state: decision === 'accept' ? 'answered' : 'declined',
  });
  if (closed === undefined) return { outcome: 'closed' };
  await sql.rows(ANSWER_ORDER, {
    orderId,
    run,
    number,
    decision,
    by: closed.way,
    sealed: vault.seal(JSON.stringify(answers), ORDER_PLACES.answers(orderId)),
    viewer: answer.viewer === undefined ? null : vault.index('pin-viewer', answer.viewer),
    language,
    texts: JSON.stringify(shownTexts(order, language)),
    standing: seconds ?? null,
  });
  if (decision === 'accept' && isByMessage(closed.way, order.body)) await confirmBinding(sql, order, { orderId, run });
  if (seconds === undefined) return { outcome: 'taken' };
  const given = { orderId, run, way: closed.way, language, seconds };
  return { outcome: 'taken', standing: await giveStanding({ sql, vault }, order, given) };
}

/** Who has the phone has spoken for himself: the tenant's binding to it rests on more than its own word. */
async function confirmBinding(sql: Sql, order: OrderRow, key: { orderId: string; run: number }): Promise<void> {
  const { tenant_id: tenantId, device_id: deviceId, phone_key: phoneKey } = order;
  await sql.rows(CONFIRM_BINDING, { ...key, tenantId, deviceId, phoneKey });
}

/** The provider's words as they were shown; where a text lacks the language, whatever stood in for it is there too. */
function shownTexts({ body }: OrderRow, language: string): Record<string, unknown> {
  return {
    confirmation: body.confirmation.text[language] ?? body.confirmation.text,
    prompts: body.prompts.map(({ parameter, text }) => ({ parameter, text: text[language] ?? text })),
  };
}

async function viewFrom(sql: Sql, vault: Vault, row: ViewRow): Promise<DialogueView> {
  const device = await deviceOf(sql, vault, row);
  const key = { orderId: row.order_id, run: row.run, number: row.number };
  const isOver = row.order_run !== row.run;
  return {
    dialogue: dialogueFrom(key, {
      order: row,
      row: { ...row, state: isOver && row.prompt_state === 'open' ? 'closed' : row.prompt_state },
      device,
      vault,
    }),
    order: {
      state: row.state,
      evidence: row.evidence,
      decision: row.decision,
      security: row.security,
      showsPin: row.pin_way === 'page',
      ...(row.pin_sealed !== null && { pin: vault.open(row.pin_sealed, ORDER_PLACES.pin(row.order_id)).toString() }),
      ...standingOf(row, vault),
    },
  };
}

function standingOf(row: ViewRow, vault: Vault): Pick<DialogueView['order'], 'standing'> {
  const { standing_id: id, standing_token: sealed, standing_until: until } = row;
  if (id === null || sealed === null || until === null) return {};
  const token = vault.open(sealed, CONSENT_PLACES.token(id)).toString();
  return { standing: { id, token, until: until.toISOString() } };
}

const view = (pin: string): string => `
  select ${pin} as pin_sealed, o.pin_way, o.tenant_id, coalesce(nullif(t.title, ''), t.name) as tenant_title, o.state, o.run as order_run, o.phone_key,
    o.answered_at, o.decision, f.body, f.body -> 'charging' ->> 'class' as class, o.device_id,
    o.definition_tenant_id, o.parameters_sealed,
    o.looked_up_sealed, o.evidence, o.security, p.order_id, p.run, p.number, p.way, p.state as prompt_state, p.language, p.token_sealed, p.due_at,
    s.id as standing_id, s.token_sealed as standing_token, s.expires_at as standing_until
  from prompts p join orders o on o.tenant_id = p.tenant_id and o.id = p.order_id
  join definitions f on (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id) join tenants t on t.id = o.tenant_id
  left join standing_consents s on s.tenant_id = o.tenant_id and s.order_id = o.id and s.run = p.run and s.ended_at is null
    and s.expires_at > now()`;

/** For the browser that accepted on this page. */
const SHOWN_PIN = `case when o.pin_way = 'page' and o.pin_ready and o.decision = 'accept' and p.state = 'answered'
    and o.pin_viewer = :viewer and o.settled_at is null then o.pin_sealed end`;

const BY_TOKEN = `${view(SHOWN_PIN)}
  where p.token_index = :index and p.run = o.run
    and (o.settled_at is null or o.settled_at > now() - make_interval(secs => :seconds))`;

const STANDINGS = `
  select id as "orderId", concat_ws('/', run, state, evidence, decision, pin_ready) as mark from orders where id = any(:orderIds::uuid[])`;

const ANSWER_PROMPT = `
  update prompts set state = :state, closed_at = now()
  where order_id = :orderId and run = :run and number = :number and state = 'open' returning way`;

const ANSWER_ORDER = `
  with answered as (
    update orders o set answered_at = now(), decision = :decision, answers_sealed = :sealed,
      pin_viewer = :viewer
    from definitions f, tenants t
    where o.id = :orderId and (f.tenant_id, f.id) = (o.definition_tenant_id, o.definition_id) and t.id = o.tenant_id
    returning o.tenant_id, o.id, o.device_id, coalesce(nullif(t.title, ''), t.name) as asked_by,
      f.body -> 'charging' ->> 'class' as class
  ), told as (
    insert into order_events (tenant_id, order_id, run, type, detail)
    select tenant_id, id, :run, case when :decision = 'accept' then 'user.answered' else 'user.declined' end,
      jsonb_build_object('decision', :decision::text, 'by', :by::text) from answered
  ), charged as (
    insert into charge_records (tenant_id, order_id, run, kind, unit, class, device_id)
    select tenant_id, id, :run, 'prompt.answered', :number::int::text, class, device_id from answered where :by <> 'client'
    on conflict do nothing
  )
  insert into consents (tenant_id, order_id, run, way, asked_by, language, texts, texts_hash, decision,
    standing_until)
  select tenant_id, id, :run, :by, asked_by, :language, :texts::jsonb,
    sha256(convert_to(:texts, 'UTF8')), :decision,
    now() + make_interval(secs => :standing) from answered`;

/** The phone that was asked, unless the device has another number by now. */
const CONFIRM_BINDING = `
  with confirmed as (
    update devices set proof = 'confirmed', proof_by = null, proof_at = now(), revision = revision + 1, updated_at = now()
    where tenant_id = :tenantId and id = :deviceId and phone_key = :phoneKey and proof = 'claimed'
    returning tenant_id
  )
  insert into order_events (tenant_id, order_id, run, type, detail)
  select tenant_id, :orderId, :run, 'binding.confirmed', '{}' from confirmed`;

/** Everybody whose question reached the phone in the last thirty days. */
const STOP = `
  insert into stops (tenant_id, phone_key)
  select distinct tenant_id, phone_key from prompts
  where phone_key = :phoneKey and way <> 'client' and asked_at > now() - interval '30 days'
  on conflict do nothing`;
