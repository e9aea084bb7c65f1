import type { CommandName, PduFields } from 'smpp';
import type { Response } from './decode-pdu.ts';

/** Somebody who waits for the response to a request. One of `answered` and `lost` is called, once. */
export interface Waiter {
  answered(response: Response): void;
  /** No answer within the time limit, or none can come any more. */
  lost(reason: 'timeout' | 'connection_lost'): void;
  /** The answer came after all, after `lost('timeout')`. */
  late?(response: Response): void;
}

export type RequestCommand = keyof typeof REQUEST_ID;

/** command_id of the requests we make (SMPP 3.4 §5.1.2.1). */
const REQUEST_ID = {
  bind_receiver: 0x01,
  bind_transmitter: 0x02,
  submit_sm: 0x04,
  unbind: 0x06,
  bind_transceiver: 0x09,
  enquire_link: 0x15,
} as const satisfies Partial<Record<CommandName, number>>;

/** Bit 31 makes a response of a command; alone it is a generic_nack, which may answer any request (SMPP 3.4 §4.3). */
export const GENERIC_NACK = 0x8000_0000;
/** SMPP 3.4 §5.1.4. */
const LAST_SEQUENCE = 0x7fff_ffff;
/** Requests without an answer that are remembered, for answers that come late. */
const MAX_EXPIRED = 10_000;

type HowSettled = 'answered' | 'timeout' | 'connection_lost';

export interface RequestEvents {
  write(command: RequestCommand, fields: PduFields): void;
  /** A wait has ended, and its waiter was told. */
  settled(command: RequestCommand, how: HowSettled): void;
}

interface Request {
  readonly command: RequestCommand;
  readonly waiter: Waiter;
}

/** The requests of one session: written under a number, and waiting for the response of the same number. */
export function createRequests(timeoutMs: number, events: RequestEvents) {
  const waiting = new Map<number, Request & { readonly timer: NodeJS.Timeout }>();
  const expired = new Map<number, Request>();
  let lastSequence = 0;
  let inFlight = 0;
  let ignored = 0;

  function finish(sequence: number, how: HowSettled, tell: (waiter: Waiter) => void): void {
    const request = waiting.get(sequence);
    if (request === undefined) return;
    waiting.delete(sequence);
    clearTimeout(request.timer);
    if (request.command === 'submit_sm') inFlight -= 1;
    if (how === 'timeout') remember(sequence, request);
    tell(request.waiter);
    events.settled(request.command, how);
  }

  function expire(sequence: number): void {
    // Only after the socket was read once more: when this process stood still, the answer may lie there.
    setImmediate(() => finish(sequence, 'timeout', (one) => one.lost('timeout')));
  }

  function remember(sequence: number, request: Request): void {
    expired.set(sequence, request);
    const [oldest] = expired.keys();
    if (oldest !== undefined && expired.size > MAX_EXPIRED) expired.delete(oldest);
  }

  return {
    /** submit_sm that wait. */
    inFlight: () => inFlight,
    /** Responses to nothing that was asked: unknown sequence numbers, repeated answers, answers to another command. */
    ignored: () => ignored,

    ask(command: RequestCommand, fields: PduFields, waiter: Waiter): void {
      lastSequence = lastSequence === LAST_SEQUENCE ? 1 : lastSequence + 1;
      if (command === 'submit_sm') inFlight += 1;
      const sequence = lastSequence;
      const timer = setTimeout(expire, timeoutMs, sequence);
      waiting.set(sequence, { command, waiter, timer });
      events.write(command, { ...fields, sequence_number: sequence });
    },

    settle(sequence: number, response: Response): void {
      const request = waiting.get(sequence) ?? expired.get(sequence);
      if (request === undefined || !isAnswer(response, request.command)) ignored += 1;
      else if (expired.delete(sequence)) request.waiter.late?.(response);
      else finish(sequence, 'answered', (one) => one.answered(response));
    },

    /** The connection is gone: nothing will be answered. */
    close(): void {
      expired.clear();
      for (const sequence of waiting.keys()) {
        finish(sequence, 'connection_lost', (one) => one.lost('connection_lost'));
      }
    },
  };
}

function isAnswer({ commandId }: Response, command: RequestCommand): boolean {
  return commandId === GENERIC_NACK || commandId === GENERIC_NACK + REQUEST_ID[command];
}
