import type { Socket } from 'node:net';
import type { Outcome } from './smpp-answers.ts';
import type { BindMode, Pdu, SubmitSm } from './smpp-decode.ts';
import { type CutWay, createLink, type PduFields, type SmppLink } from './smpp-link.ts';

/** Command statuses (SMPP 3.4 §5.1.3). */
export const STATUS = {
  ok: 0x00,
  invalidCommand: 0x03,
  invalidBindState: 0x04,
  alreadyBound: 0x05,
  invalidDestination: 0x0b,
  invalidPassword: 0x0e,
  invalidSystemId: 0x0f,
} as const;

/** Intervals in a row without a sign of life after which a connection is dropped. */
const MAX_MISSES = 2;

/** `unbind` asks the client to leave, as an SMSC does before maintenance. */
type CloseWay = CutWay | 'unbind';

export interface SessionEvents {
  /** Checks a bind; gives the command status to answer. */
  authenticate(systemId: string, password: string): number;
  bound(session: SmscSession): void;
  submitted(session: SmscSession, submit: SubmitSm, sequence: number): void;
  closed(session: SmscSession): void;
}

export interface SessionTimes {
  /** Between two enquire_links of ours; two in a row without a sign of life drop the connection. */
  readonly enquireLinkMs: number;
  /** From connect to bind. */
  readonly bindMs: number;
  /** Wait for an answer of the client. */
  readonly answerMs: number;
}

/** One connection of a client. */
export interface SmscSession {
  readonly id: number;
  receives(): boolean;
  /** Requests of ours that the client has not answered. */
  unanswered(): number;
  view(): { id: number; connectedAt: string; mode: BindMode | null; silent: boolean; unanswered: number };
  /**
   * `messageId` only goes out with status 0 (SMPP 3.4 §4.4.2).
   *
   * @returns false when the connection takes nothing any more
   */
  answerSubmit(sequence: number, status: number, messageId: string): boolean;
  /** `done` is called once. */
  deliver(fields: PduFields, done: (outcome: Outcome) => void): void;
  end(): void;
  close(way: CloseWay): void;
}

/** Serves one connection: bind, keep-alive, unbind; messages are handed on. */
export function createSession(
  socket: Socket,
  id: number,
  { events, times }: { events: SessionEvents; times: SessionTimes },
): SmscSession {
  const connectedAt = new Date().toISOString();
  let mode: BindMode | undefined;
  const link = createLink(socket, {
    answerMs: times.answerMs,
    requested: handle,
    closed() {
      watch.stop();
      events.closed(session);
    },
  });
  const watch = watchLink(link, times, () => mode !== undefined);
  const session: SmscSession = {
    id,
    receives: () => mode === 'receiver' || mode === 'transceiver',
    unanswered: link.unanswered,
    view: () => ({ id, connectedAt, mode: mode ?? null, silent: link.isSilent(), unanswered: link.unanswered() }),
    answerSubmit: (sequence, status, messageId) =>
      link.respond('submit_sm_resp', sequence, { command_status: status, message_id: messageId }),
    deliver: (fields, done) => link.request('deliver_sm', fields, done),
    end: link.end,
    close: (way) => closeLink(link, way, mode !== undefined),
  };

  function handle(pdu: Pdu): void {
    const { request, sequence } = pdu;
    if (request.type === 'submit_sm' && (mode === 'transmitter' || mode === 'transceiver')) {
      events.submitted(session, request, sequence);
    } else if (request.type === 'bind') {
      const status = mode === undefined ? events.authenticate(request.systemId, request.password) : STATUS.alreadyBound;
      link.respond(`bind_${request.mode}_resp`, sequence, { command_status: status, system_id: 'smsc-simulator' });
      if (status === STATUS.ok) mode = request.mode;
      if (status === STATUS.ok) events.bound(session);
      else if (mode === undefined) link.end();
    } else {
      answerPlainly(link, pdu);
    }
  }

  return session;
}

/** Drops a connection that does not bind in time, and one that gives no sign of life. */
function watchLink(link: SmppLink, { bindMs, enquireLinkMs }: SessionTimes, isBound: () => boolean) {
  const bindTimer = setTimeout(() => {
    if (!isBound()) link.cut('drop');
  }, bindMs);
  let misses = 0;
  const keepAlive = setInterval(() => {
    // Silence that was asked for is to last.
    if (link.isSilent()) return;
    // Intervals are counted and not time, so that a pause of this process is not held against the client.
    misses = link.takeHeard() ? 0 : misses + 1;
    if (misses >= MAX_MISSES) link.cut('drop');
    else if (isBound()) link.request('enquire_link', {}, () => undefined);
  }, enquireLinkMs);
  return {
    stop(): void {
      clearTimeout(bindTimer);
      clearInterval(keepAlive);
    },
  };
}

function closeLink(link: SmppLink, way: CloseWay, isBound: boolean): void {
  if (way !== 'unbind') link.cut(way);
  else if (isBound) link.request('unbind', {}, link.end);
  else link.end();
}

/** What needs no more than an answer. A submit_sm comes here from a client that may not send one. */
function answerPlainly(link: SmppLink, { request, sequence }: Pdu): void {
  const { type } = request;
  if (type === 'submit_sm') link.respond('submit_sm_resp', sequence, { command_status: STATUS.invalidBindState });
  else if (type === 'enquire_link') link.respond('enquire_link_resp', sequence);
  else if (type === 'unknown') link.respond('generic_nack', sequence, { command_status: STATUS.invalidCommand });
  if (type !== 'unbind') return;
  link.respond('unbind_resp', sequence);
  link.end();
}
