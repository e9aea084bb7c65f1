import { Type } from '@sinclair/typebox';
import { Pool } from 'undici';
import type { RadioMessage } from './handset-settings.ts';
import { createParser } from './parse-input.ts';
import type { RadioOutcome } from './smsc-log.ts';

/** Kept open to the handsets; each carries one message at a time. */
const CONNECTIONS = 8;
const TIMEOUT_MS = 5_000;

const parseAnswer = createParser(
  Type.Object({
    taken: Type.Boolean(),
    reason: Type.Optional(Type.Union([Type.Literal('unknown'), Type.Literal('off')])),
  }),
);

export interface Radio<M = RadioMessage> {
  /** Never rejects: a handset process that is gone is a handset that cannot be reached. */
  send(message: M): Promise<RadioOutcome>;
  stop(): Promise<void>;
}

/**
 * The air between a network and its handsets: HTTP to the process that plays them. Nothing is sent twice.
 *
 * @param step - what the handsets are given: a short message, or a push that did not come as one
 */
export function createRadio<M = RadioMessage>(handsetUrl: string, step: 'radio' | 'push' = 'radio'): Radio<M> {
  const url = new URL(handsetUrl);
  const path = `${url.pathname.replace(/\/$/, '')}/${step}`;
  const headers = { 'content-type': 'application/json' };
  const pool = new Pool(url.origin, {
    connections: CONNECTIONS,
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  return {
    async send(message) {
      try {
        const answer = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(message) });
        const body: unknown = await answer.body.json();
        if (answer.statusCode !== 200) return 'unreachable';
        const { taken, reason } = parseAnswer(body);
        return taken ? 'taken' : (reason ?? 'unknown');
      } catch {
        return 'unreachable';
      }
    },
    stop: () => pool.destroy(),
  };
}

/** Air without handsets: everything is taken. For whoever tests the link alone. */
export function createEmptyAir(): Radio<unknown> {
  return {
    send: async () => 'taken',
    stop: async () => undefined,
  };
}
