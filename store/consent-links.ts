import type { ConsentView } from '../domain/standing-consent.ts';
import type { Database } from './database.ts';
import type { Vault } from './vault.ts';

interface ViewRow {
  order_id: string;
  tenant_title: string;
  words: Record<string, string>;
  language: string;
  expires_at: Date;
  stands: boolean;
}

/** Links with which users take back what they agreed to for a while. */
export function createConsentLinks(database: Database, vault: Vault) {
  const index = (token: string): Buffer => vault.index('consent-token', token);
  return {
    /**
     * What a link would end. One that was given anew since leads to the newest: its user means what counts now. A link is
     * dead some time after the end of its consent; a dead one takes the same one statement as one that never was.
     *
     * @param lifeMs - how long a link lives after that
     */
    async findConsent(token: string, lifeMs: number): Promise<ConsentView | undefined> {
      const [row] = await database.rows<ViewRow>(BY_TOKEN, { index: index(token), seconds: lifeMs / 1_000 });
      if (row === undefined) return undefined;
      return {
        orderId: row.order_id,
        tenantTitle: row.tenant_title,
        words: row.words,
        language: row.language,
        expiresAt: row.expires_at.toISOString(),
        stands: row.stands,
      };
    },

    /** Ends what a link leads to. Safe to repeat: what has ended stays as it is. */
    async withdrawConsent(token: string): Promise<void> {
      await database.rows(WITHDRAW, { index: index(token) });
    },
  };
}

/** What a link leads to: its own consent, or the newest of those that took its place. */
const MEANT = `
  select c.* from standing_consents n join standing_consents c on c.tenant_id = n.tenant_id and c.device_id = n.device_id
    and c.definition_tenant_id = n.definition_tenant_id and c.definition_name = n.definition_name
    and c.phone_key = n.phone_key and (c.id = n.id or n.ended_by = 'replaced')
  where n.token_index = :index order by c.given_at desc, c.id desc limit 1`;

const BY_TOKEN = `
  with meant as (${MEANT})
  select m.order_id, coalesce(nullif(t.title, ''), t.name) as tenant_title, m.words, m.language, m.expires_at,
    m.ended_at is null and m.expires_at > now() as stands
  from meant m join tenants t on t.id = m.tenant_id
  where least(m.expires_at, m.ended_at) > now() - make_interval(secs => :seconds)`;

const WITHDRAW = `
  with meant as (${MEANT})
  update standing_consents s set ended_at = now(), ended_by = 'user' from meant m
  where s.tenant_id = m.tenant_id and s.id = m.id and s.ended_at is null and s.expires_at > now()`;
