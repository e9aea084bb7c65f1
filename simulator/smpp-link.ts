import type { Socket } from 'node:net';
import { PDU } from 'smpp';
import { DecodeError } from '../domain/decode-error.ts';
import { createAnswers, type Outcome } from './smpp-answers.ts';
import { decodePdu, type Pdu } from './smpp-decode.ts';
import { createFramer } from './smpp-framer.ts';

/** Fields of a PDU, by the names of the package `smpp`. */
export type PduFields = Readonly<Record<string, string | number | Buffer>>;

/** How a connection can be ended: closed, reset (RST), or left open and never answered again. */
export type CutWay = 'drop' | 'reset' | 'silence';

export interface LinkOptions {
  /** Wait for the answer to a request of ours, in milliseconds. */
  readonly answerMs: number;
  /** A request of the other side. */
  readonly requested: (pdu: Pdu) => void;
  readonly closed: () => void;
}

export type SmppLink = ReturnType<typeof createLink>;

/** PDUs over a socket. Input that is no SMPP ends this connection and no other. */
export function createLink(socket: Socket, { answerMs, requested, closed }: LinkOptions) {
  const answers = createAnswers(answerMs);
  const takeChunk = createFramer();
  let silent = false;
  let heard = true;

  function write(command: string, fields: PduFields): boolean {
    if (silent || !socket.writable) return false;
    // A client that does not read its answers is not read either: what it sends stays in its own socket.
    if (!socket.write(new PDU(command, fields).toBuffer())) socket.pause();
    return true;
  }

  function take(chunk: Buffer): void {
    heard = true;
    for (const octets of takeChunk(chunk)) {
      if (socket.destroyed || silent) return;
      const pdu = decodePdu(octets);
      if (pdu.request.type === 'response') answers.settle(pdu.sequence, pdu.status);
      else requested(pdu);
    }
  }

  socket.setNoDelay(true);
  socket.on('drain', () => socket.resume());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => destroyOnNonsense(socket, () => take(chunk)));
  socket.on('close', () => {
    // First out of every list: what the answers set free must not be sent here again.
    closed();
    answers.close();
  });

  return {
    unanswered: answers.count,
    isSilent: () => silent,
    /** True when anything came from the other side since the last call. */
    takeHeard(): boolean {
      if (!heard) return false;
      heard = false;
      return true;
    },

    /** @returns false when the connection takes nothing any more */
    respond: (command: string, sequence: number, fields: PduFields = {}) =>
      write(command, { ...fields, sequence_number: sequence }),

    request(command: string, fields: PduFields, done: (outcome: Outcome) => void): void {
      write(command, { ...fields, sequence_number: answers.expect(done) });
    },

    /** Closes once everything written is on its way. */
    end: () => socket.end(),

    cut(way: CutWay): void {
      if (way === 'reset') socket.resetAndDestroy();
      else if (way === 'drop') socket.destroy();
      silent ||= way === 'silence';
    },
  };
}

function destroyOnNonsense(socket: Socket, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    socket.destroy();
  }
}
