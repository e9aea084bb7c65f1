import { setTimeout as pause } from 'node:timers/promises';
import { toMsisdn } from './msisdn.ts';
import type { SubmitSm } from './smpp-decode.ts';
import { onAir } from './smsc-air.ts';
import type { Deliveries } from './smsc-deliveries.ts';
import type { Log, LogEntry, RadioOutcome } from './smsc-log.ts';
import { formatMessageId } from './smsc-message-id.ts';
import type { Radio } from './smsc-radio.ts';
import { formatReceipt, type Receipt } from './smsc-receipt.ts';
import type { IdForm, ReceiptRule, Rule, Script, Stat } from './smsc-script.ts';
import { type SmscSession, STATUS } from './smsc-session.ts';

/** Bits 0 and 1 of registered_delivery (SMPP 3.4 §5.2.17). */
const RECEIPT_WANTED = { mask: 0x03, always: 1, onFailure: 2 } as const;

export interface SubmitDeps {
  readonly script: Pick<Script, 'take'>;
  readonly log: Pick<Log, 'add' | 'answered' | 'reached'>;
  readonly radio: Pick<Radio, 'send'>;
  readonly deliveries: Pick<Deliveries, 'send'>;
  readonly nextNumber: () => number;
  readonly idForms: { readonly response: IdForm; readonly receipt: IdForm };
  readonly echoReference: boolean;
  /** Ends scripted pauses when the SMSC stops. */
  readonly stopping: AbortSignal;
}

/** One message on its way through. */
interface Passage {
  readonly submit: SubmitSm;
  /** As it goes over the air. */
  readonly esmClass: number;
  readonly session: SmscSession;
  readonly sequence: number;
  readonly rule: Rule | undefined;
  readonly entry: LogEntry;
  readonly number: number;
  /** Command status to answer. */
  readonly status: number;
}

/**
 * Makes the function that takes a submit_sm: it goes into the log, is answered as the script has it, handed to its
 * handset at once, and reported by a receipt when one was asked for.
 */
export function createSubmitHandler(deps: SubmitDeps) {
  return (session: SmscSession, submit: SubmitSm, sequence: number): void => {
    const destination = toMsisdn(submit.destination);
    const rule = deps.script.take(destination ?? submit.destination);
    const { userData, esmClass, fault = rule?.response?.status ?? STATUS.ok } = onAir(submit);
    const status = destination === undefined ? STATUS.invalidDestination : fault;
    const number = deps.nextNumber();
    const entry = deps.log.add(submit, {
      userData,
      session: session.id,
      destination: destination ?? submit.destination,
      messageId: status === STATUS.ok ? formatMessageId(number, deps.idForms.response) : null,
    });
    const passage = { submit, esmClass, session, sequence, rule, entry, number, status };
    pass(deps, passage).catch((error: unknown) => {
      if (!deps.stopping.aborted) throw error;
    });
  };
}

async function pass(deps: SubmitDeps, passage: Passage): Promise<void> {
  if (passage.status !== STATUS.ok) {
    await answer(deps, passage);
    return;
  }
  if (passage.rule?.receipt?.beforeResponse === true) {
    const outcome = await reach(deps, passage);
    await report(deps, passage, outcome);
    await answer(deps, passage);
    return;
  }
  const [outcome] = await Promise.all([reach(deps, passage), answer(deps, passage)]);
  await report(deps, passage, outcome);
}

async function answer(
  { log, stopping }: SubmitDeps,
  { session, sequence, rule, entry, status }: Passage,
): Promise<void> {
  const how = rule?.response ?? {};
  if (how.delayMs !== undefined) await pause(how.delayMs, undefined, { signal: stopping });
  if (how.closeBefore === true) {
    session.close('drop');
  } else if (how.never !== true) {
    if (session.answerSubmit(sequence, status, entry.messageId ?? '')) log.answered(entry, status);
    if (how.closeAfter === true) session.end();
  }
}

async function reach({ log, radio }: SubmitDeps, passage: Passage): Promise<RadioOutcome> {
  const { rule, entry } = passage;
  const outcome = rule?.drop === true ? 'dropped' : await radio.send(radioMessage(passage));
  log.reached(entry, outcome);
  return outcome;
}

function radioMessage({ submit: { source, dataCoding }, esmClass, entry: { destination, userData } }: Passage) {
  return { to: destination, from: source, dataCoding, esmClass, userData };
}

async function report(deps: SubmitDeps, passage: Passage, outcome: RadioOutcome): Promise<void> {
  const how = passage.rule?.receipt ?? {};
  const stat = how.stat ?? statOf(outcome);
  const wanted = passage.submit.registeredDelivery & RECEIPT_WANTED.mask;
  if (how.never === true || stat === undefined || !isReceiptDue(wanted, stat)) return;
  const receipt = describeReceipt(deps, passage, how);
  await sendReceipt(deps, { ...receipt, stat }, how);
  for (const { stat, delayMs } of how.also ?? []) {
    await sendReceipt(deps, { ...receipt, stat }, { delayMs, times: how.times });
  }
}

async function sendReceipt(
  { deliveries, stopping }: SubmitDeps,
  receipt: Receipt,
  { delayMs, times = 1 }: { delayMs?: number | undefined; times?: number | undefined },
): Promise<void> {
  if (delayMs !== undefined) await pause(delayMs, undefined, { signal: stopping });
  const fields = formatReceipt(receipt);
  for (let copy = 0; copy < times; copy++) deliveries.send(fields);
}

/** All of a receipt but its state. */
function describeReceipt(
  { idForms, echoReference }: SubmitDeps,
  { submit, entry, number }: Passage,
  how: ReceiptRule,
): Omit<Receipt, 'stat'> {
  return {
    messageId: formatMessageId(number, how.idForm ?? idForms.receipt),
    source: submit.source,
    destination: entry.destination,
    submittedAt: new Date(entry.time),
    reference: (how.echoReference ?? echoReference) ? submit.reference : undefined,
    text: how.text,
    withoutTlvs: how.withoutTlvs,
  };
}

/** A message that the script loses has no end that the SMSC could tell. */
function statOf(outcome: RadioOutcome): Stat | undefined {
  switch (outcome) {
    case 'taken':
      return 'DELIVRD';
    case 'off':
      // A network would try until the validity period ends; here that moment comes at once.
      return 'EXPIRED';
    case 'unknown':
    case 'unreachable':
      return 'UNDELIV';
    case 'dropped':
      return undefined;
  }
}

function isReceiptDue(wanted: number, stat: Stat): boolean {
  return wanted === RECEIPT_WANTED.always || (wanted === RECEIPT_WANTED.onFailure && stat !== 'DELIVRD');
}
