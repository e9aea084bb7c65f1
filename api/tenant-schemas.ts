import { type Static, type TSchema, Type } from '@sinclair/typebox';
import type { Entitlements } from '../domain/entitlements.ts';
import { CONFIRMATION_RULES, MSISDN_CHECKS, type Tenant, type TenantSettings } from '../domain/tenant.ts';
import { RATE_LIMITS } from './client-schemas.ts';
import { QUIET_HOURS } from './quiet-schemas.ts';
import { closed, formed, label, nullable, oneOf, UUID } from './schemas.ts';

const APPLICATIONS = Type.Array(formed('application-id', 'An OMA CP application id, such as w4; * for any'), {
  maxItems: 200,
  uniqueItems: true,
  description: 'Applications that its documents may set',
});
const ENTITLEMENT_FIELDS = {
  applications: APPLICATIONS,
  bootstrap: Type.Boolean({ description: 'First contact: documents that open a configuration context' }),
  accessPoints: Type.Boolean({ description: 'Access points (NAPDEF) with values that come from orders' }),
  proxies: Type.Boolean({ description: 'Proxies (PXLOGICAL) with values that come from orders' }),
  vendorContent: Type.Boolean({ description: 'Characteristics of vendors, with values that come from orders' }),
  ordersPerDeviceAndDay: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: 'Orders for one device within a day',
  }),
} satisfies Record<keyof Entitlements, TSchema>;

const SETTING_FIELDS = {
  msisdnCheck: oneOf(
    MSISDN_CHECKS,
    'How numbers of devices are checked: by the numbering plans of the world, or for the form of E.164 alone',
  ),
  pinBySms: Type.Boolean({
    description:
      'PINs that we make may go by short message: the way that the document goes, so that who reads one reads both',
  }),
  confirmation: oneOf(
    CONFIRMATION_RULES,
    'Which of its orders the user himself must agree to on our page or by short message, whatever its definitions say',
  ),
  quietHours: nullable({
    ...QUIET_HOURS,
    description: 'When nothing goes to its phones, by the clock where they are; for definitions that say nothing of it',
  }),
  timeZone: nullable(
    formed('time-zone', 'Where its phones are, as far as neither their records nor their numbers say'),
  ),
  documentsPerMinute: nullable(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'Most of its documents that go to the wire in a minute, by all bearers; null for no limit',
    }),
  ),
  limits: RATE_LIMITS,
} satisfies Record<keyof TenantSettings, TSchema>;

const TITLE = label(64, 'The verified name that people are shown');

export const TENANT = closed({
  id: UUID,
  name: Type.String({ description: 'For URLs and command lines; never changes' }),
  title: Type.String({ description: 'The verified name that people are shown' }),
  platform: Type.Boolean({ description: 'Runs the installation' }),
  suspended: Type.Boolean({ description: 'None of its clients is let in' }),
  entitlements: closed(ENTITLEMENT_FIELDS, 'What its documents may contain, and how many it may send'),
  domains: Type.Array(Type.String(), {
    description: 'Whose hosts its documents may name, with those under them; * for any',
  }),
  settings: closed(SETTING_FIELDS),
});

export const TENANT_REQUEST = closed(
  { name: formed('tenant-name', 'For URLs and command lines'), title: TITLE },
  'A tenant that may do nothing risky yet',
);

/** What whoever runs the installation may change. */
export const TENANT_CHANGE = changeOf({
  title: TITLE,
  entitlements: changeOf(ENTITLEMENT_FIELDS),
  settings: changeOf(SETTING_FIELDS),
});

/** What a tenant may change of itself. */
export const OWN_CHANGE = closed({
  settings: changeOf({
    msisdnCheck: SETTING_FIELDS.msisdnCheck,
    pinBySms: SETTING_FIELDS.pinBySms,
    quietHours: SETTING_FIELDS.quietHours,
    timeZone: SETTING_FIELDS.timeZone,
  }),
});

export function presentTenant({ id, name, title, platform, suspended, ...tenant }: Tenant): Static<typeof TENANT> {
  const { entitlements, domains, settings } = tenant;
  return {
    id,
    name,
    title,
    platform,
    suspended,
    entitlements: { ...entitlements, applications: [...entitlements.applications] },
    domains: [...domains],
    settings: { ...settings },
  };
}

/** At least one of some fields; what is absent stays. */
function changeOf<Fields extends Record<string, TSchema>>(fields: Fields) {
  return Type.Partial(Type.Object(fields), { additionalProperties: false, minProperties: 1 });
}
