import {
  type ContentNode,
  type ContentParm,
  keyOf,
  literalsOf,
  nodesOfDocument,
  nodesOfTemplate,
} from './content-nodes.ts';
import type { ContentFinding, ContentPlace, ContentRights } from './content-rights.ts';
import {
  ADDRESS_PARMS,
  type ContentKind,
  DM_ACCOUNT,
  DM_APPLICATION,
  GUARDED,
  type GuardKind,
  HARMLESS_PARMS,
  HOST_PARMS,
  OPEN_TYPES,
  RISKY_PARMS,
  VENDOR,
} from './content-table.ts';
import type { ServiceDefinition } from './definition.ts';
import type { CpDocument } from './document.ts';
import type { Entitlements } from './entitlements.ts';
import { formsToApprove } from './form-content.ts';
import { couldNameHost, hostOf, isAddress, isUnder } from './hosts.ts';
import { resemblesAnother } from './names.ts';

export type { ContentFinding, ContentPlace, ContentRights } from './content-rights.ts';

/**
 * The places of a definition that the tenant's rights do not cover. A definition with any of them must not be active
 * before an operator has approved it, and one with a place that is not approvable never can be. Hosts, application ids
 * and names that come from orders are not here: they are judged in each document.
 */
export function approvalNeeded(definition: ServiceDefinition, rights: ContentRights): ContentPlace[] {
  return [
    ...headFindings(definition, rights, { security: '/delivery/security', kind: '/kind' }).map((finding) => ({
      ...finding,
      approvable: finding.kind !== 'security',
    })),
    ...risksOf(nodesOfTemplate(definition.document), rights).map(({ parm, kind, why }) => ({
      path: parm.path,
      kind,
      why,
      approvable: parm.value !== undefined,
    })),
    ...formsToApprove(definition, rights),
  ];
}

/** Whose document it is. */
interface ContentCase {
  readonly definition: ServiceDefinition;
  /** An operator has approved the definition, or it is one of the installation's own. */
  readonly approved: boolean;
  /** Where the phone is to come for more, when that is to us: no host of another's. */
  readonly ownUrl?: string;
  /** Parms whose value is not known yet: what lies in the value is judged once it is. */
  readonly pending?: ReadonlySet<unknown>;
}

/**
 * What a document may not contain. Of a definition that was approved, the values that are written in it pass where they
 * are written, and no others.
 */
export function judgeDocument(
  document: CpDocument,
  { definition, approved, pending, ownUrl, ...rights }: ContentRights & ContentCase,
): ContentFinding[] {
  const risks = risksOf(nodesOfDocument(document, pending), rights).filter(
    ({ parm, kind }) => kind !== 'host' || ownUrl === undefined || parm.name !== 'PROVURL' || parm.value !== ownUrl,
  );
  return [
    ...headFindings(definition, rights, { security: ROOT, kind: ROOT }).filter(
      ({ kind }) => kind === 'security' || !approved,
    ),
    ...(approved ? withoutWritten(risks, definition) : risks).map(({ parm, kind, why }) => ({
      path: parm.path,
      kind,
      why,
    })),
  ];
}

/** What is not written in the definition, as it stands and where it stands. */
function withoutWritten(risks: readonly Risk[], { document }: ServiceDefinition): readonly Risk[] {
  if (risks.length === 0) return risks;
  const written = literalsOf(nodesOfTemplate(document));
  return risks.filter(({ parm }) => !written.has(keyOf(parm)));
}

const ROOT = 'wap-provisioningdoc';

/** What a definition is, apart from its document. */
function headFindings(
  { kind, delivery }: ServiceDefinition,
  { entitlements }: ContentRights,
  paths: { readonly security: string; readonly kind: string },
): ContentFinding[] {
  const isUnsigned = delivery.security.length === 0;
  return [
    ...(isUnsigned
      ? [{ path: paths.security, kind: 'security' as const, why: 'A document without a security method is never sent' }]
      : []),
    ...(kind === 'bootstrap' && !entitlements.bootstrap
      ? [{ path: paths.kind, kind: 'bootstrap' as const, why: WHY.bootstrap }]
      : []),
  ];
}

const WHY: Readonly<Record<GuardKind, string>> = {
  accessPoint: 'Access points need the entitlement "accessPoints"',
  bootstrap: 'First contact, trust and device management need the entitlement "bootstrap"',
  proxy: 'Proxies and home pages need the entitlement "proxies"',
  vendorContent: 'Characteristics of vendors need the entitlement "vendorContent"',
};

const ENTITLEMENT: Readonly<Record<GuardKind, Exclude<keyof Entitlements, 'applications' | 'ordersPerDeviceAndDay'>>> =
  {
    accessPoint: 'accessPoints',
    bootstrap: 'bootstrap',
    proxy: 'proxies',
    vendorContent: 'vendorContent',
  };

interface Risk {
  readonly parm: ContentParm;
  readonly kind: ContentKind;
  readonly why: string;
}

/** What holds at a place because of what is around it. */
interface Surroundings {
  /** What is guarded here, with the names that are free of it. */
  readonly guards: ReadonlyMap<GuardKind, readonly string[]>;
  /** Everything that stands as APPID of the application around; undefined is what an order will say. */
  readonly applications: readonly (string | undefined)[];
}

function risksOf(nodes: readonly ContentNode[], rights: ContentRights, around = NOWHERE): Risk[] {
  return nodes.flatMap((node) => {
    const here = surroundingsOf(node, around);
    return [
      ...node.parms.flatMap((parm) => [
        ...guardRisks(node, parm, here).filter(({ kind }) => !rights.entitlements[ENTITLEMENT[kind]]),
        ...valueRisks(parm, here, rights),
      ]),
      ...risksOf(node.children, rights, here),
    ];
  });
}

const NOWHERE: Surroundings = { guards: new Map(), applications: [] };

/** The first rule that a phone could apply counts, and every other: guards add up on the way down. */
function surroundingsOf({ type, parms }: ContentNode, around: Surroundings): Surroundings {
  const isApplication = type === 'APPLICATION';
  const applications = isApplication
    ? parms.filter(({ name }) => name === 'APPID').map(({ value }) => (value === true ? '' : value))
    : around.applications;
  const isManagement = isApplication && applications.some((id) => id?.trim().toLowerCase() === DM_APPLICATION);
  const own = isManagement ? DM_ACCOUNT : (GUARDED.get(type) ?? (OPEN_TYPES.has(type) ? undefined : VENDOR));
  const guards = own === undefined ? around.guards : new Map([...around.guards, [own.kind, own.free]]);
  return { guards, applications };
}

function guardRisks(node: ContentNode, parm: ContentParm, { guards }: Surroundings) {
  const kinds = new Set([...guards].filter(([, free]) => !free.includes(parm.name)).map(([kind]) => kind));
  const risky = RISKY_PARMS.get(parm.name);
  if (risky !== undefined) kinds.add(risky);
  // The page that a browser opens by itself.
  if (parm.name === 'URI' && node.parms.some(({ name }) => name === 'STARTPAGE')) kinds.add('proxy');
  return [...kinds].map((kind) => ({ parm, kind, why: WHY[kind] }));
}

/** Risks that lie in the value: what an order will say is not known yet. */
function valueRisks(parm: ContentParm, here: Surroundings, rights: ContentRights): Risk[] {
  const { name, value } = parm;
  if (typeof value !== 'string') return [];
  const { entitlements, domains, title, titles } = rights;
  const risks: Risk[] = [];
  if (namesHost(name, value, here) && !isUnder(hostOf(value), domains)) {
    risks.push({ parm, kind: 'host', why: 'Hosts must be names below a domain that the tenant has proved' });
  }
  if (name === 'APPID' && !['*', value].some((id) => entitlements.applications.includes(id))) {
    risks.push({ parm, kind: 'application', why: 'The tenant may not set this application up' });
  }
  if (name === 'NAME' && !domains.includes('*') && resemblesAnother(value, { own: title, titles })) {
    risks.push({ parm, kind: 'name', why: "The name resembles the title of another tenant's" });
  }
  return risks;
}

/** A database on the server of the application, as data synchronisation has them: relative to its ADDR. */
const DATABASE = /^(\.?\/)?[\w.%-]+(\/[\w.%-]*)*$/;

function namesHost(name: string, value: string, { guards, applications }: Surroundings): boolean {
  if (ADDRESS_PARMS.has(name)) return !isAddress(value);
  if (HOST_PARMS.has(name)) {
    const isDatabase = name === 'URI' && applications.length > 0 && applications.every((id) => id === 'w5');
    return !(isDatabase && DATABASE.test(value));
  }
  const isKnown = HARMLESS_PARMS.has(name) || guards.has('accessPoint') || guards.has('proxy');
  return !isKnown && couldNameHost(value);
}
