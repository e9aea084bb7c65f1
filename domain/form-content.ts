import type { ContentFinding, ContentPlace, ContentRights } from './content-rights.ts';
import type { GuardKind } from './content-table.ts';
import type { ServiceDefinition } from './definition.ts';
import type { FormTemplate } from './form.ts';
import { couldNameHost, hostOf, isUnder } from './hosts.ts';
import { resemblesAnother } from './names.ts';
import type { TemplateValues } from './render.ts';
import { type FormLeaf, literalsOfForm, renderForm } from './render-form.ts';

/** What a payload of a profile may do, by its type; what is not here needs what content of vendors needs. */
const PAYLOADS: ReadonlyMap<string, GuardKind> = new Map([
  ['com.apple.apn.managed', 'accessPoint'],
  ['com.apple.cellular', 'accessPoint'],
  ['com.apple.wifi.managed', 'accessPoint'],
  ['com.apple.proxy.http.global', 'proxy'],
  ['com.apple.webclip.managed', 'proxy'],
  ['com.apple.mdm', 'bootstrap'],
  ['com.apple.security.root', 'bootstrap'],
  ['com.apple.security.pem', 'bootstrap'],
  ['com.apple.security.pkcs1', 'bootstrap'],
  ['com.apple.security.pkcs12', 'bootstrap'],
  ['com.apple.security.scep', 'bootstrap'],
]);
/** The profile itself. */
const WHOLE = 'configuration';
const MAIL_PAYLOAD = 'com.apple.mail.managed';
/** The applications of OMA CP that do what a mail payload does: sending, POP and IMAP. */
const MAIL_APPLICATIONS = ['25', '110', '143'];

/** Members of payloads that name no host, whatever stands there (Apple, Device Management Profile). */
const HARMLESS_IN_PROFILE = new Set([
  'PayloadType',
  'PayloadIdentifier',
  'PayloadUUID',
  'PayloadDescription',
  'PayloadDisplayName',
  'PayloadOrganization',
  'EmailAccountDescription',
  'EmailAccountName',
  'EmailAddress',
  'IncomingMailServerUsername',
  'IncomingPassword',
  'OutgoingMailServerUsername',
  'OutgoingPassword',
]);
/** Members of other forms that hold what a user is known by. A URL is one there too. */
const PERSONAL = /pass|secret|user|login|e-?mail$/i;
/** Members that a user reads as the name of somebody. */
const NAMES = /name|title|label|organi[sz]ation|description/i;

const WHY = {
  host: 'Hosts must be names below a domain that the tenant has proved',
  name: "The name resembles the title of another tenant's",
  application: 'The tenant may not set mail up',
  accessPoint: 'Access points need the entitlement "accessPoints"',
  proxy: 'Proxies and home pages need the entitlement "proxies"',
  bootstrap: 'First contact, trust and device management need the entitlement "bootstrap"',
  vendorContent: 'Forms of other kinds, and payloads that are not known, need the entitlement "vendorContent"',
} as const;

interface Risk {
  readonly path: string;
  readonly kind: keyof typeof WHY;
  /** It is written in the definition, as it stands. */
  readonly isWritten: boolean;
}

/** Whose forms they are, and what goes into them. */
export interface FormCase extends ContentRights {
  readonly definition: Pick<ServiceDefinition, 'forms'>;
  readonly values: TemplateValues;
  /** An operator has approved the definition, or it is one of the installation's own. */
  readonly approved: boolean;
  /** Parameters whose values are not known yet: what lies in them is judged once they are. */
  readonly pending?: readonly string[];
  /** A provisioning URL that we serve ourselves: no host of anybody's. */
  readonly ownUrl?: string;
}

/**
 * What the forms of a document may not contain, by the rules of the document itself: a form is no way round them. Of a
 * definition that was approved, what is written in it passes.
 *
 * @throws SlotEmptyError, SlotKindError as rendering does
 */
export function judgeForms({
  definition,
  values,
  approved,
  pending = [],
  ownUrl,
  ...rights
}: FormCase): ContentFinding[] {
  const isPending = ({ draws }: FormLeaf): boolean =>
    draws.some((name) => pending.includes(name.split(/[.[]/)[0] ?? ''));
  return formsWithPaths(definition).flatMap(({ form, path }) => {
    const { leaves } = renderForm(form.template, values, { path: `${path}/template` });
    const risks = risksOf(
      { form, path, leaves: leaves.filter((leaf) => !isPending(leaf) && leaf.value !== ownUrl) },
      rights,
    );
    return risks.filter(({ isWritten }) => !(approved && isWritten)).map(({ path: at, kind }) => finding(at, kind));
  });
}

/** The places of a definition's forms that the tenant's rights do not cover: an operator may approve what is written there. */
export function formsToApprove(definition: Pick<ServiceDefinition, 'forms'>, rights: ContentRights): ContentPlace[] {
  return formsWithPaths(definition).flatMap(({ form, path }) => {
    const leaves = literalsOfForm(form.template, `${path}/template`);
    return risksOf({ form, path, leaves }, rights).map(({ path: at, kind }) => ({
      ...finding(at, kind),
      approvable: true,
    }));
  });
}

function finding(path: string, kind: Risk['kind']): ContentFinding {
  return { path, kind, why: WHY[kind] };
}

interface PlacedForm {
  readonly form: FormTemplate;
  readonly path: string;
}

function formsWithPaths({ forms = [] }: Pick<ServiceDefinition, 'forms'>): PlacedForm[] {
  return forms.map((form, i) => ({ form, path: `/forms/${i}` }));
}

function risksOf(
  { form, path, leaves }: PlacedForm & { readonly leaves: readonly FormLeaf[] },
  rights: ContentRights,
): Risk[] {
  const isProfile = form.type === 'mobileconfig';
  const guards = isProfile ? leaves.flatMap((leaf) => payloadRisks(leaf, rights)) : textRisks(path, rights);
  return [...guards, ...leaves.flatMap((leaf) => valueRisks(leaf, isProfile, rights))];
}

/** Nobody knows what a program does with a text. */
function textRisks(path: string, { entitlements }: ContentRights): Risk[] {
  return entitlements.vendorContent ? [] : [{ path, kind: 'vendorContent', isWritten: true }];
}

function payloadRisks({ key, value, path, draws }: FormLeaf, { entitlements }: ContentRights): Risk[] {
  if (key !== 'PayloadType' || typeof value !== 'string') return [];
  const type = value.trim().toLowerCase();
  if (type === WHOLE) return [];
  const kind = type === MAIL_PAYLOAD ? 'application' : (PAYLOADS.get(type) ?? 'vendorContent');
  return isGranted(kind, entitlements) ? [] : [{ path, kind, isWritten: draws.length === 0 }];
}

function isGranted(kind: GuardKind | 'application', entitlements: ContentRights['entitlements']): boolean {
  switch (kind) {
    case 'application':
      return MAIL_APPLICATIONS.every((id) => [id, '*'].some((one) => entitlements.applications.includes(one)));
    case 'accessPoint':
      return entitlements.accessPoints;
    case 'proxy':
      return entitlements.proxies;
    case 'bootstrap':
      return entitlements.bootstrap;
    case 'vendorContent':
      return entitlements.vendorContent;
  }
}

function valueRisks(
  { key, value, path, draws }: FormLeaf,
  isProfile: boolean,
  { domains, title, titles }: ContentRights,
): Risk[] {
  if (typeof value !== 'string' || domains.includes('*')) return [];
  const isWritten = draws.length === 0;
  const risks: Risk[] = [];
  const isHarmless = isProfile ? HARMLESS_IN_PROFILE.has(key) : PERSONAL.test(key) && !value.includes('//');
  if (!isHarmless && couldNameHost(value) && !isUnder(hostOf(value), domains)) {
    risks.push({ path, kind: 'host', isWritten });
  }
  if (NAMES.test(key) && resemblesAnother(value, { own: title, titles })) risks.push({ path, kind: 'name', isWritten });
  return risks;
}
