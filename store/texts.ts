import type { SubmitOutcome } from '../domain/bearer.ts';
import type { PromptKey, TextGate, TextKind } from '../domain/dialogue.ts';
import type { Database } from './database.ts';

/** Texts to the users of orders: journaled before they are sent, and never sent again after doubt. */
export function createTextJournal(database: Database) {
  return {
    /**
     * Journals that a text is about to be sent. Cancellations and ends lock the order's row as this does: whichever is first
     * is known to the other.
     */
    async openText(
      key: PromptKey,
      text: { kind: TextKind; sequence: number; bearer: string; partCount: number },
    ): Promise<TextGate> {
      const [row] = await database.rows<{ fresh: boolean }>(OPEN_TEXT, { ...key, ...text });
      if (row === undefined) return 'over';
      return row.fresh ? 'open' : 'journaled';
    },

    /** Journals what became of it. A text of which no part left us may be sent again: its row goes. */
    async recordText(
      key: PromptKey,
      { kind, sequence, outcomes }: { kind: TextKind; sequence: number; outcomes: readonly SubmitOutcome[] },
    ): Promise<void> {
      const where = { ...key, kind, sequence };
      if (outcomes.every(({ type }) => type === 'unsent')) await database.rows(UNSENT_TEXT, where);
      else await database.rows(RECORD_TEXT, { ...where, ...summary(outcomes) });
    },
  };
}

/** What became of a text of several parts, in one row. */
function summary(outcomes: readonly SubmitOutcome[]): {
  state: string;
  messageIds: string[];
  status: number | null;
} {
  const refused = outcomes.find((outcome) => outcome.type === 'refused');
  const isAccepted = outcomes.every(({ type }) => type === 'accepted');
  return {
    state: isAccepted ? 'accepted' : refused === undefined ? 'in_doubt' : 'refused',
    messageIds: outcomes.flatMap((outcome) => (outcome.type === 'accepted' ? [outcome.messageId] : [])),
    status: refused?.type === 'refused' ? refused.status : null,
  };
}

const OPEN_TEXT = `
  with live as (
    select tenant_id, id from orders
    where id = :orderId and run = :run and settled_at is null and cancel_requested_at is null for share
  ), journaled as (
    insert into texts (tenant_id, order_id, run, number, kind, sequence, bearer, part_count)
    select tenant_id, id, :run, :number, :kind, :sequence, :bearer, :partCount from live
    on conflict do nothing returning order_id
  )
  select exists (select 1 from journaled) as fresh from live`;

const UNSENT_TEXT = `
  delete from texts where order_id = :orderId and run = :run and number = :number and kind = :kind
    and sequence = :sequence and state = 'writing'`;

const RECORD_TEXT = `
  update texts set state = :state, message_ids = :messageIds, status = :status, answered_at = clock_timestamp()
  where order_id = :orderId and run = :run and number = :number and kind = :kind and sequence = :sequence
    and state = 'writing'`;
