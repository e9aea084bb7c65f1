import { Type } from '@sinclair/typebox';
import { journalRoutes } from './journal-routes.ts';
import type { JsonRequest, Route } from './json-server.ts';
import { createParser } from './parse-input.ts';
import type { Deliveries } from './smsc-deliveries.ts';
import type { Log } from './smsc-log.ts';
import { formatMobileOriginated } from './smsc-mo.ts';
import { formatReceipt } from './smsc-receipt.ts';
import { type Script, Stat } from './smsc-script.ts';
import type { SmscSession } from './smsc-session.ts';

const closed = { additionalProperties: false } as const;
const Address = Type.String({ pattern: '^\\+?[0-9A-Za-z]{1,20}$' });

const parseMobileOriginated = createParser(
  Type.Object({ from: Address, to: Address, text: Type.String({ maxLength: 40_000 }) }, closed),
);
const parseReceipt = createParser(
  Type.Object(
    {
      messageId: Type.String({ maxLength: 64 }),
      stat: Stat,
      source: Address,
      destination: Address,
      reference: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
      text: Type.Optional(Type.String({ maxLength: 254 })),
      withoutTlvs: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
);
const parseClose = createParser(
  Type.Object(
    {
      way: Type.Optional(
        Type.Union([Type.Literal('drop'), Type.Literal('reset'), Type.Literal('unbind'), Type.Literal('silence')]),
      ),
      session: Type.Optional(Type.Integer({ minimum: 1 })),
    },
    closed,
  ),
);
const parseBinds = createParser(Type.Object({ status: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }) }, closed));

export interface ControlDeps {
  readonly log: Pick<Log, 'since' | 'clear'>;
  readonly script: Pick<Script, 'replace' | 'clear' | 'list'>;
  readonly deliveries: Pick<Deliveries, 'send' | 'view'>;
  readonly sessions: ReadonlySet<SmscSession>;
  /** Answers every bind with this status from now on; 0 to accept again. */
  readonly refuseBinds: (status: number) => void;
}

/** The control port: what the SMSC saw, and what it is to do. */
export function controlRoutes({ log, script, deliveries, sessions, refuseBinds }: ControlDeps): Route[] {
  let reference = 0;

  function sendText({ body }: JsonRequest): { parts: number } {
    reference = (reference + 1) % 256;
    const parts = formatMobileOriginated(parseMobileOriginated(body), reference);
    for (const fields of parts) deliveries.send(fields);
    return { parts: parts.length };
  }

  function closeSessions({ body }: JsonRequest): { closed: number } {
    const { way, session: id } = parseClose(body ?? {});
    const chosen = [...sessions].filter((session) => id === undefined || session.id === id);
    for (const session of chosen) session.close(way ?? 'drop');
    return { closed: chosen.length };
  }

  return [
    ...journalRoutes({ log, script }),
    { method: 'POST', path: /^\/mo$/, handle: sendText },
    {
      method: 'POST',
      path: /^\/receipts$/,
      handle: ({ body }) => deliveries.send(formatReceipt({ ...parseReceipt(body), submittedAt: new Date() })),
    },
    {
      method: 'GET',
      path: /^\/sessions$/,
      handle: () => ({ sessions: [...sessions].map((session) => session.view()), deliveries: deliveries.view() }),
    },
    { method: 'POST', path: /^\/sessions\/close$/, handle: closeSessions },
    { method: 'PUT', path: /^\/binds$/, handle: ({ body }) => refuseBinds(parseBinds(body).status) },
  ];
}
