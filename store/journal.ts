import type { ChoiceWord, PassedOver } from '../domain/choice-words.ts';
import { contextToken } from '../domain/context-url.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type {
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
import { type Database, violatedUnique } from './database.ts';
import { type DeviceRow, deviceFromRow } from './device-rows.ts';
import { sealForms } from './document-forms.ts';
import { FAIL_ATTEMPT, IS_OPEN, LOAD, OPEN_ATTEMPT, OPEN_SENDS, RECORD } from './journal-sql.ts';
import { openLookedUp } from './looked-up.ts';
import { ORDER_PLACES, openObject } from './orders.ts';
import type { Vault } from './vault.ts';

interface CaseRow {
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
  push_sealed: Buffer | null;
  reference: number | null;
  part_count: number | null;
  signed_sealed: Buffer | null;
  signed_part_count: number | null;
  context: string | null;
  attempt_outcome: 'open' | 'submitted' | 'delivered' | 'failed' | null;
  attempt_bearer: string | null;
  is_replaced: boolean;
  replaced_push: string | null;
  references_in_use: number[];
  past: PastAttempt[];
  sends: Send[];
}

/** Where a document is sealed. */
export const documentPlace = (key: Pick<DeliveryKey, 'orderId' | 'run'>): string =>
  `documents.push/${key.orderId}/${key.run}`;
const signedPlace = (key: Pick<DeliveryKey, 'orderId' | 'run'>): string => `documents.signed/${key.orderId}/${key.run}`;

/**
 * The delivery journal. A send is a committed row before its octets go to a socket; the row's slot and the constraints on
 * it are the fence, so two workers that race, or one that comes back from the dead, cannot both send.
 */
export function createJournal(database: Database, vault: Vault) {
  /** Runs a statement that opens the way to the wire; a taken turn or slot closes it. */
  const gated = async (text: string, bindings: Record<string, unknown>): Promise<Gate> => {
    try {
      const rows = await database.rows<{ id: string }>(text, bindings);
      if (rows.length > 0) return 'open';
      return (await database.rows(IS_OPEN, bindings)).length > 0 ? 'turn_busy' : 'closed';
    } catch (error) {
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

    /**
     * Takes the device's turn and journals the first send of every part of a new attempt, in one statement.
     *
     * Safe to repeat: the attempt's number is the key, and a second time finds `in_flight`.
     */
    openAttempt(
      key: DeliveryKey,
      bearer: string,
      {
        document,
        sends,
        pin,
        why = null,
        passedOver = [],
      }: {
        readonly document: StoredDocument;
        readonly sends: readonly PlannedSend[];
        readonly pin?: string | undefined;
        readonly why?: ChoiceWord | null | undefined;
        readonly passedOver?: readonly PassedOver[] | undefined;
      },
    ): Promise<Gate> {
      return gated(OPEN_ATTEMPT, {
        ...key,
        bearer,
        sends: JSON.stringify(sends),
        pin: pin === undefined ? null : vault.seal(pin, ORDER_PLACES.pin(key.orderId)),
        push: vault.seal(document.push, documentPlace(key)),
        pushOctets: document.push.length,
        reference: document.reference,
        partCount: document.partCount,
        signed: document.signed ? vault.seal(document.signed.push, signedPlace(key)) : null,
        signedPartCount: document.signed?.partCount ?? null,
        attemptParts: sends.length,
        context: document.context,
        forms: sealForms(vault, key, document.forms),
        why,
        passedOver: JSON.stringify(passedOver),
      });
    },

    /**
     * Journals further sends of an open attempt: of parts that were refused, never left us, or are in doubt. The attempt
     * goes on by the bearer that is named.
     */
    openSends(key: DeliveryKey, bearer: string, sends: readonly PlannedSend[]): Promise<Gate> {
      return gated(OPEN_SENDS, { ...key, bearer, sends: JSON.stringify(sends) });
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
    async show(key: DeliveryKey, state: 'delivering' | 'awaiting_acknowledgement', reason: Reason): Promise<void> {
      await database.rows(
        `update orders set state = :state, reason = :reason
         where id = :orderId and run = :run and settled_at is null and state <> 'queued'`,
        { orderId: key.orderId, run: key.run, state, reason },
      );
    },
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

function storedDocument(row: CaseRow, key: DeliveryKey, vault: Vault): StoredDocument | null {
  if (row.push_sealed === null || row.reference === null || row.part_count === null) return null;
  const push = vault.open(row.push_sealed, documentPlace(key));
  const { signed_sealed: sealed, signed_part_count: partCount } = row;
  const signed =
    sealed === null || partCount === null ? null : { push: vault.open(sealed, signedPlace(key)), partCount };
  return { push, reference: row.reference, partCount: row.part_count, context: row.context, signed };
}

/** PostgreSQL writes bytea inside JSON as `\\x…`. */
function fromHex(text: string | null): Buffer | null {
  return text === null ? null : Buffer.from(text.slice(2), 'hex');
}
