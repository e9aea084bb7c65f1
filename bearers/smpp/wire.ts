import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { type CommandName, PDU, type PduFields } from 'smpp';
import { DecodeError } from '../../domain/decode-error.ts';
import { decodePdu, type Incoming } from './decode-pdu.ts';
import { createFramer } from './framer.ts';
import type { SmppSettings } from './options.ts';

/** Why a session ended. */
export type CloseReason =
  | 'connect_failed'
  | 'connect_timeout'
  | 'connection_lost'
  /** The SMSC sent what cannot be SMPP. */
  | 'malformed'
  /** It answered no enquire_link. */
  | 'silent'
  | 'bind_refused'
  | 'bind_timeout'
  /** It asked us to leave. */
  | 'unbound'
  | 'stopped';

export interface WireEnd {
  readonly reason: CloseReason;
  readonly code?: string;
}

export interface WireEvents {
  connected(): void;
  received(incoming: Incoming): void;
  /** More can be written. */
  drained(): void;
  /** Once, and nothing after it. */
  closed(end: WireEnd): void;
}

export type Wire = ReturnType<typeof createWire>;

/**
 * Makes what opens connections to the SMSC, a fresh socket each time: a socket that was closed under TLS cannot be
 * dialled again.
 *
 * @throws Error of Node when certificates or keys are unreadable
 */
export function createDialer({ host, port, tls }: Pick<SmppSettings, 'host' | 'port' | 'tls'>): () => Socket {
  if (tls === undefined) return () => connectPlain({ host, port });
  const secureContext = createSecureContext(tls);
  const { servername } = tls;
  return () => connectTls({ host, port, secureContext, ...(servername !== undefined && { servername }) });
}

/** PDUs over one connection, which this opens. Input that is no SMPP ends the connection at once. */
export function createWire(dial: () => Socket, connectTimeoutMs: number, events: WireEvents) {
  const socket = dial();
  let end: WireEnd | undefined;
  let isConnected = false;
  let isDraining = false;

  function destroy(reason: CloseReason, code?: string): void {
    end ??= { reason, ...(code !== undefined && { code }) };
    socket.destroy();
  }

  // Before anything else: an error that nobody listens for ends the process.
  socket.on('error', (error) => destroy(isConnected ? 'connection_lost' : 'connect_failed', codeOf(error)));
  const timer = setTimeout(() => destroy('connect_timeout'), connectTimeoutMs);
  socket.setNoDelay(true);
  socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
    isConnected = true;
    clearTimeout(timer);
    events.connected();
  });
  const takeChunk = createFramer((octets) => {
    if (!socket.destroyed) events.received(decodePdu(octets));
  });
  socket.on('data', (chunk: Buffer) =>
    readOr(
      () => takeChunk(chunk),
      () => destroy('malformed'),
    ),
  );
  socket.on('drain', () => {
    isDraining = false;
    events.drained();
  });
  socket.on('close', () => {
    clearTimeout(timer);
    events.closed(end ?? { reason: isConnected ? 'connection_lost' : 'connect_failed' });
  });

  return {
    destroy,
    /** False while the socket's own backlog is full, and after its end. */
    isWritable: () => isConnected && socket.writable && !isDraining,

    /** Writes whatever the backlog: who can wait asks `isWritable` first. */
    write(command: CommandName, fields: PduFields): void {
      if (socket.writable && !socket.write(new PDU(command, fields).toBuffer())) isDraining = true;
    },

    /** Closes once everything written is on its way and the other side has said its last. */
    end(reason: CloseReason): void {
      end ??= { reason };
      socket.end();
    },
  };
}

function readOr(read: () => void, otherwise: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    otherwise();
  }
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
