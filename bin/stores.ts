import { describeUrl } from '../bearers/describe-url.ts';
import type { DeliveryKey } from '../domain/delivery.ts';
import { createAnswerStore } from '../store/answers.ts';
import { createAuditStore } from '../store/audit-trail.ts';
import { createBearerStore } from '../store/bearers.ts';
import { createChargeStore } from '../store/charges.ts';
import { createClientStore } from '../store/clients.ts';
import { createConsentLinks } from '../store/consent-links.ts';
import { createContextContents } from '../store/context-contents.ts';
import { createContextDocuments } from '../store/context-documents.ts';
import { createContextGrants } from '../store/context-grants.ts';
import { createContextTransfers } from '../store/context-transfers.ts';
import { createContextStore } from '../store/contexts.ts';
import { createCredentialStore } from '../store/credentials.ts';
import { createDatabase, type Database } from '../store/database.ts';
import { createDefinitionStore } from '../store/definitions.ts';
import { createDeviceImportStore } from '../store/device-imports.ts';
import { createDeviceStore } from '../store/devices.ts';
import { createDialogueStore } from '../store/dialogue.ts';
import { createDocumentLinks } from '../store/document-links.ts';
import { createDomainStore } from '../store/domains.ts';
import { createErasure } from '../store/erasure.ts';
import { createGatewayQueries } from '../store/gateway-queries.ts';
import { createInstallation } from '../store/installation.ts';
import { createJournal } from '../store/journal.ts';
import { createLinkStore } from '../store/links.ts';
import { createLookupStore } from '../store/lookups.ts';
import { readOpenOrders } from '../store/open-orders.ts';
import { createOrderActions } from '../store/order-actions.ts';
import { createOrderDocumentStore } from '../store/order-documents.ts';
import { createOrderReplacement } from '../store/order-replacement.ts';
import { createOrderStore } from '../store/orders.ts';
import { createPaceStore } from '../store/paces.ts';
import { createPhoneQueue } from '../store/phone-queue.ts';
import { createPinStore } from '../store/pins.ts';
import { createRateStore } from '../store/rates.ts';
import { createReceiptStore } from '../store/receipts.ts';
import { createSettlement } from '../store/settlement.ts';
import { createSightingStore } from '../store/sightings.ts';
import { createSigningStore } from '../store/signing.ts';
import { createStandingConsents } from '../store/standing-consents.ts';
import { createSweep } from '../store/sweep.ts';
import { createTenantStore } from '../store/tenants.ts';
import { createTurns } from '../store/turns.ts';
import { createVault, type Vault } from '../store/vault.ts';
import { createWaitStore } from '../store/waits.ts';
import type { Config } from './config.ts';

/**
 * Opens everything that is kept in the database.
 *
 * @param waitMs - longest wait for a connection; what serves callers leaves it out
 */
export function openStores(config: Pick<Config, 'databaseUrl' | 'databaseConnections' | 'secretKey'>, waitMs?: number) {
  const database = createDatabase(config.databaseUrl, config.databaseConnections, waitMs);
  const vault = createVault(config.secretKey);
  const turns = createTurns(database);
  const journal = { ...createJournal(database, vault), queue: (key: DeliveryKey) => turns.queue(key) };
  const clients = createClientStore(database, vault);
  const tenants = createTenantStore(database);
  return {
    clients: { ...clients, ...createInstallation(database, vault) },
    credentials: createCredentialStore(database, vault),
    rates: createRateStore(database, vault),
    tenants,
    domains: createDomainStore(database, tenants.forget),
    devices: createDeviceStore(database, vault),
    deviceImports: createDeviceImportStore(database, vault),
    contexts: openContexts(database, vault),
    contextTransfers: createContextTransfers(database),
    standingConsents: createStandingConsents(database),
    definitions: createDefinitionStore(database),
    orders: openOrders(database, vault),
    sightings: createSightingStore(database, vault),
    orderDocuments: createOrderDocumentStore(database, vault),
    links: createLinkStore(database, vault),
    documentLinks: createDocumentLinks(database, vault),
    contextDocuments: createContextDocuments(database, vault),
    pins: createPinStore(database, vault),
    charges: createChargeStore(database),
    audit: createAuditStore(database),
    journal,
    turns,
    waits: createWaitStore(database),
    paces: createPaceStore(database),
    bearers: createBearerStore(database, vault, describeUrl),
    lookups: createLookupStore(database, vault),
    signing: createSigningStore(database, vault),
    dialogue: createDialogueStore(database, vault),
    answers: createAnswerStore(database, vault),
    consentLinks: createConsentLinks(database, vault),
    receipts: createReceiptStore(database, journal),
    settlement: createSettlement(database),
    ...openSweeping(database, vault),
    openOrders: () => readOpenOrders(database),
    probe: async (): Promise<void> => void (await database.rows('select 1')),
    close: async (): Promise<void> => {
      await clients.close();
      await database.close();
    },
  };
}

/** What the sweeper looks for. */
function openSweeping(database: Database, vault: Vault) {
  return {
    erasure: createErasure(database),
    sweep: createSweep(database),
    gatewayQueries: createGatewayQueries(database, vault),
  };
}

/** Contexts, to whom they are lent, and what came into them. */
function openContexts(database: Database, vault: Vault) {
  return {
    ...createContextStore(database),
    ...createContextGrants(database),
    ...createContextContents(database, vault),
  };
}

/** All that callers do with orders. */
function openOrders(database: Database, vault: Vault) {
  return {
    ...createOrderStore(database, vault),
    ...createOrderActions(database, vault),
    ...createOrderReplacement(database, vault),
    ...createPhoneQueue(database),
  };
}
