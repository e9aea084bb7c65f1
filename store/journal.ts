import type { ChoiceWord, PassedOver } from '../domain/choice-words.ts';
import { contextToken } from '../domain/context-url.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type {
  CarriedOrder,
  DeliveryCase,
  DeliveryKey,
  Gate,
  PastAttempt,
  PlannedSend,
  Send,
  SendResult,
  StoredDocument,
} from '../domain/delivery.ts';
import type { SecurityMethod, Trust } from '../domain/document.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import { withLookedUp } from '../domain/lookup.ts';
import type { OrderPolicy, OrderState, Reason } from '../domain/order.ts';
import type { PinWay } from '../domain/pin.ts';
import { DEFAULT_ZONE } from '../domain/quiet-hours.ts';
import { createCarrying, OrderLeftError } from './carrying.ts';
import { type Database, type Sql, violatedUnique } from './database.ts';
import { type DeviceRow, deviceFromRow } from './device-rows.ts';
import { type DocumentRow, documentBindings, storedDocument } from './document-rows.ts';
import { FAIL_ATTEMPT, IS_OPEN, LOAD, OPEN_ATTEMPT, OPEN_SENDS, RECORD } from './journal-sql.ts';
import { openLookedUp } from './looked-up.ts';
import { ORDER_PLACES, openObject } from './orders.ts';
import type { Vault } from './vault.ts';

interface CaseRow extends DocumentRow {
  tenant_id: string;
  tenant_name: string;
  tenant_title: string;
  time_zone: string | null;
  device: Omit<DeviceRow, 'msisdn_sealed' | 'imsi_sealed' | 'imei_sealed'> & {
    msisdn_sealed: string | null;
    imsi_sealed: string | null;
    imei_sealed: string | null;
  };
  body: ServiceDefinition;
  approved: boolean;
  run: number;
  state: OrderState;
  reason: Reason | null;
  cancel_requested: boolean;
  evidence: Evidence;
  security: Trust;
  fallback: SecurityMethod | null;
  context_id: string | null;
  content: DeliveryCase['content'];
  policy: OrderPolicy;
  parameters_sealed: Buffer | null;
  answers_sealed: Buffer | null;
  looked_up_sealed: Buffer | null;
  usable_context: string | null;
  pin_sealed: Buffer | null;
  pin_way: PinWay | null;
  attempt_outcome: 'open' | 'submitted' | 'delivered' | 'failed' | null;
  attempt_bearer: string | null;
  is_replaced: boolean;
  holds_turn: boolean;
  carrier: DeliveryCase['carrier'];
  replaced_push: string | null;
  references_in_use: number[];
  past: PastAttempt[];
  sends: Send[];
}

/** What is journaled when an attempt opens. */
interface AttemptOpening {
  readonly document: StoredDocument;
  readonly sends: readonly PlannedSend[];
  readonly pin?: string | undefined;
  readonly why?: ChoiceWord | null | undefined;
  readonly passedOver?: readonly PassedOver[] | undefined;
  readonly carried?: readonly CarriedOrder[] | undefined;
}

/**
 * The delivery journal. A send is a committed row before its octets go to a socket; the row's slot and the constraints on
 * it are the fence, so two workers that race, or one that comes back from the dead, cannot both send.
 */
export function createJournal(database: Database, vault: Vault) {
  const { waiting, carry } = createCarrying(database, vault);

  /** Opens the way to the wire; a taken turn or slot closes it. */
  const gated = async (key: DeliveryKey, open: () => Promise<readonly unknown[]>): Promise<Gate> => {
    try {
      if ((await open()).length > 0) return 'open';
      return (await database.rows(IS_OPEN, { ...key })).length > 0 ? 'turn_busy' : 'closed';
    } catch (error) {
      if (error instanceof OrderLeftError) return 'left';
      const constraint = violatedUnique(error);
      if (constraint === 'orders_device_turn') return 'turn_busy';
      if (constraint === 'attempts_pkey' || constraint === 'sends_exposure_once') return 'in_flight';
      throw error;
    }
  };

  return {
    /** @throws ProvisioningError `order_not_found` */
    async load(key: DeliveryKey): Promise<DeliveryCase> {
      const [row] = await database.rows<CaseRow>(LOAD, { ...key });
      if (row === undefined) throw new ProvisioningError('order_not_found', `No order has the id ${key.orderId}`);
      return caseFromRow(row, key, vault);
    },

    /** Orders that wait for the phone and whose settings may go in the document of this one. */
    waiting,

    /**
     * Takes the device's turn and journals the first send of every part of a new attempt, with the orders that its document carries,
     * in one transaction.
     *
     * Safe to repeat: the attempt's number is the key, and a second time finds `in_flight`.
     */
    openAttempt(key: DeliveryKey, bearer: string, opening: AttemptOpening): Promise<Gate> {
      const { carried = [] } = opening;
      const open = (sql: Sql) => sql.rows(OPEN_ATTEMPT, { ...key, bearer, ...openingBindings(vault, key, opening) });
      return gated(key, () =>
        carried.length === 0
          ? open(database)
          : database.transaction(async (sql) => {
              const opened = await open(sql);
              if (opened.length > 0) await carry(sql, key, carried);
              return opened;
            }),
      );
    },

    /**
     * Journals further sends of an open attempt: of parts that were refused, never left us, or are in doubt. The attempt
     * goes on by the bearer that is named.
     */
    openSends(key: DeliveryKey, bearer: string, sends: readonly PlannedSend[]): Promise<Gate> {
      return gated(key, () => database.rows(OPEN_SENDS, { ...key, bearer, sends: JSON.stringify(sends) }));
    },

    /**
     * Journals what became of sends, with everything that follows from it: counts, charges, the order's state.
     *
     * Safe to repeat: a send that has its answer keeps it, and charges are unique.
     * @returns true when a receipt for one of them is waiting already
     */
    async record(key: DeliveryKey, results: readonly SendResult[]): Promise<boolean> {
      const [row] = await database.rows<{ overtaken: boolean }>(RECORD, { ...key, results: JSON.stringify(results) });
      return row?.overtaken ?? false;
    },

    /** Names as in doubt what an executor that is no longer there left unanswered. */
    async doubt(key: DeliveryKey): Promise<void> {
      await database.rows(
        `update sends s set state = 'in_doubt' from orders o
         where o.id = :orderId and s.tenant_id = o.tenant_id and s.order_id = o.id and s.run = :run
           and s.attempt = :attempt and s.state = 'writing'`,
        { ...key },
      );
    },

    /** Gives an attempt up, so that the next may begin. Safe to repeat. */
    async failAttempt(key: DeliveryKey, reason: Reason): Promise<void> {
      await database.rows(FAIL_ATTEMPT, { ...key, reason });
    },

    /** Shows on the order where it stands and why, while it is open. Safe to repeat. */
    async show(
      key: DeliveryKey,
      state: 'delivering' | 'awaiting_acknowledgement',
      reason: Reason | null,
    ): Promise<void> {
      await database.rows(
        `update orders set state = :state, reason = :reason
         where id = :orderId and run = :run and settled_at is null and state <> 'queued'`,
        { orderId: key.orderId, run: key.run, state, reason },
      );
    },
  };
}

function openingBindings(
  vault: Vault,
  key: DeliveryKey,
  { document, sends, pin, why = null, passedOver = [] }: AttemptOpening,
): Record<string, unknown> {
  return {
    ...documentBindings(vault, key, document),
    attemptParts: sends.length,
    sends: JSON.stringify(sends),
    pin: pin === undefined ? null : vault.seal(pin, ORDER_PLACES.pin(key.orderId)),
    why,
    passedOver: JSON.stringify(passedOver),
  };
}

function caseFromRow(row: CaseRow, key: DeliveryKey, vault: Vault): DeliveryCase {
  const { orderId } = key;
  const device = deviceFromRow(
    {
      ...row.device,
      msisdn_sealed: fromHex(row.device.msisdn_sealed),
      imsi_sealed: fromHex(row.device.imsi_sealed),
      imei_sealed: fromHex(row.device.imei_sealed),
    },
    vault,
  );
  const made = {
    tenantId: row.tenant_id,
    tenant: { name: row.tenant_name, title: row.tenant_title },
    device,
    timeZone: row.time_zone ?? DEFAULT_ZONE,
    definition: row.body,
    approved: row.approved,
    run: row.run,
    state: row.state,
    reason: row.reason,
    cancelRequested: row.cancel_requested,
    evidence: row.evidence,
    security: row.security,
    fallback: row.fallback,
    context: contextInCase(row),
    content: row.content,
    // The same for every run: a phone that has the context already refuses a second of its name.
    contextToken: contextToken(vault.index('contexts.url', orderId)),
    policy: row.policy,
    parameters: openObject(vault, row.parameters_sealed, ORDER_PLACES.parameters(orderId)),
    answers: openObject(vault, row.answers_sealed, ORDER_PLACES.answers(orderId)),
    pin: row.pin_sealed === null ? null : vault.open(row.pin_sealed, ORDER_PLACES.pin(orderId)).toString(),
    pinWay: row.pin_way,
    document: storedDocument(row, key, vault),
    attemptOutcome: row.attempt_outcome,
    attemptBearer: row.attempt_bearer,
    isReplaced: row.is_replaced,
    holdsTurn: row.holds_turn,
    carrier: row.carrier,
    replacedPush: row.replaced_push,
    referencesInUse: row.references_in_use,
    past: row.past,
    sends: row.sends,
  };
  return withLookedUp(made, openLookedUp(vault, row.looked_up_sealed, orderId));
}

function contextInCase({ context_id, usable_context: name }: CaseRow): DeliveryCase['context'] {
  if (context_id === null) return null;
  return name === null ? { type: 'lost' } : { type: 'usable', id: context_id, name };
}

/** PostgreSQL writes bytea inside JSON as `\\x…`. */
function fromHex(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text.slice(2), 'hex');
}
