import { randomBytes } from 'node:crypto';
import { type Static, Type } from '@sinclair/typebox';
import { ANY_DOMAIN } from '../domain/domain-name.ts';
import type { TenantDomain } from '../domain/tenant.ts';
import { closed, nullable, oneOf, TIME } from './schemas.ts';

/** Nobody guesses one, so that whoever writes the record has been told to by the tenant. */
const TOKEN_OCTETS = 20;

export const DOMAIN = closed({
  domain: Type.String(),
  proof: nullable(
    oneOf(
      ['dns', 'operator'],
      'By its record, or by the word of whoever runs the installation; null while it is only said',
    ),
  ),
  provedAt: nullable(TIME),
  createdAt: TIME,
  record: nullable(
    closed(
      { name: Type.String(), type: oneOf(['TXT'], 'The type of the record'), value: Type.String() },
      'The DNS record that proves the domain; null for every host, which none can',
    ),
  ),
});

export function newToken(): string {
  return randomBytes(TOKEN_OCTETS).toString('hex');
}

/** The DNS record that shows that whoever has the domain means this tenant to have it. */
export function proofRecord({ domain, token }: Pick<TenantDomain, 'domain' | 'token'>) {
  return { name: `_dm-wsi.${domain}`, type: 'TXT', value: `dm-wsi-verification=${token}` } as const;
}

export function presentDomain(domain: TenantDomain): Static<typeof DOMAIN> {
  const { proof, provedAt, createdAt } = domain;
  return {
    domain: domain.domain,
    proof,
    provedAt,
    createdAt,
    record: domain.domain === ANY_DOMAIN ? null : proofRecord(domain),
  };
}
