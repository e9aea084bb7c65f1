import { type Static, Type } from '@sinclair/typebox';
import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { decodePush } from '../codecs/wsp-push.ts';
import { configures, type DocumentUse, type SeenPhone } from '../domain/document-use.ts';
import type { RunWord } from '../domain/requests.ts';
import { defineRoute, type Route } from './route.ts';
import { ANY_HEADERS, closed, formed, label, NOTHING, named, TIME } from './schemas.ts';
import { invalidInput } from './validate.ts';

/** Which run of whose order. */
interface RunOfTenant {
  readonly tenantId: string;
  readonly orderId: string;
  readonly run: number;
}

/** Across tenants, for whoever speaks for the network. */
export interface Sightings {
  /** Documents that went to the phone before it was seen, of orders that are open and not known to be applied. */
  awaited(phone: SeenPhone, seenAt: string): Promise<readonly (RunOfTenant & { readonly push: Uint8Array })[]>;
  /** Takes it as evidence, once. @returns false when the run has ended, or the same is known already */
  apply(run: RunOfTenant, seenAt: string): Promise<boolean>;
}

const exactlyOne = { additionalProperties: false, minProperties: 1, maxProperties: 1 };
/** Clocks of networks may be ahead of ours by so much. */
const SKEW_MS = 5 * 60_000;

const SEEN = Type.Object(
  {
    msisdn: Type.Optional(formed('msisdn', 'E.164, with the plus')),
    imsi: Type.Optional(formed('imsi', '6 to 15 digits')),
    imei: Type.Optional(formed('imei', '15 digits')),
  },
  { ...exactlyOne, description: 'The phone, by exactly one identifier' },
);

const USED = Type.Object(
  {
    apn: Type.Optional(label(100, 'An access point, with or without the operator identifier')),
    host: Type.Optional(label(253, 'A host that it connected to')),
    applicationId: Type.Optional(label(64, 'An application, as APPID names it')),
  },
  { ...exactlyOne, description: 'What it used, exactly one thing' },
);

const SIGHTING = named(
  'Sighting',
  closed({ device: SEEN, used: USED, seenAt: { ...TIME, description: 'When the network saw it' } }),
);

const TAKEN = closed({
  matched: Type.Integer({
    minimum: 0,
    description: 'Orders that took it as evidence; 0 as well for a phone that nobody knows',
  }),
});

/** Word of the network, which sees phones use what was set up, and knows nothing of tenants and orders. */
export function sightingRoutes({
  sightings,
  runs,
}: {
  readonly sightings: Sightings;
  readonly runs: { tell(order: { readonly id: string; readonly run: number }, word: RunWord): void };
}): Route[] {
  return [
    defineRoute(
      {
        object: 'sightings',
        operation: 'report',
        ownership: 'platform',
        scope: 'sightings:report',
        method: 'POST',
        path: '/v1/sightings',
        summary: 'Reports that the network saw a phone use something, as evidence for the order that set it up',
        params: NOTHING,
        query: NOTHING,
        headers: ANY_HEADERS,
        body: SIGHTING,
        replies: { 202: TAKEN },
      },
      async ({ body: { device, used, seenAt } }) => {
        const at = Date.parse(seenAt);
        // A leap second, which has the form of a time, is none that can be counted with.
        if (Number.isNaN(at) || at > Date.now() + SKEW_MS) {
          throw invalidInput('body', [{ field: '/seenAt', expected: 'a time that is over', got: 'one to come' }]);
        }
        // In UTC: the database knows fewer offsets than RFC 3339.
        const instant = new Date(at).toISOString();
        const use = useOf(used);
        let matched = 0;
        for (const { push, ...run } of await sightings.awaited(keyOf(device), instant)) {
          if (!configures(decodeWbxml(decodePush(push).body), use) || !(await sightings.apply(run, instant))) continue;
          runs.tell({ id: run.orderId, run: run.run }, { type: 'evidence_reported', evidence: 'applied' });
          matched += 1;
        }
        return { status: 202, body: { matched } };
      },
    ),
  ];
}

function keyOf({ msisdn, imsi, imei = '' }: Static<typeof SEEN>): SeenPhone {
  if (msisdn !== undefined) return { type: 'msisdn', value: msisdn };
  return imsi === undefined ? { type: 'imei', value: imei } : { type: 'imsi', value: imsi };
}

function useOf({ apn, host, applicationId = '' }: Static<typeof USED>): DocumentUse {
  if (apn !== undefined) return { type: 'apn', value: apn };
  return host === undefined ? { type: 'applicationId', value: applicationId } : { type: 'host', value: host };
}
