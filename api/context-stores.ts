import type { Caller } from '../domain/access.ts';
import type {
  Context,
  ContextDocument,
  ContextGrant,
  ContextTransfer,
  NewContextGrant,
  NewContextTransfer,
} from '../domain/context.ts';
import type { Page } from '../domain/requests.ts';

export interface Contexts {
  /** Own ones and lent ones. */
  listByDevice(tenantId: string, deviceId: string): Promise<Context[]>;
  find(tenantId: string, id: string): Promise<Context | undefined>;
  /** The context of this name in the phone of a device, if the tenant may know of it. */
  findByName(
    tenantId: string,
    key: { readonly deviceId: string; readonly name: string },
  ): Promise<{ readonly id: string } | undefined>;
  /** The tenant's own documents in contexts, newest first: secrets in clear. */
  contents(tenantId: string, contextIds: readonly string[]): Promise<ContextDocument[]>;
  /** The documents in a context, whoever put them there; undefined when that is not certain. Nobody is told. */
  known(contextId: string): Promise<{ readonly definition: string; readonly push: Uint8Array }[] | undefined>;
  /** Whether another tenant has a context in the phone of a device; nobody is told. */
  isOpenForOther(tenantId: string, deviceId: string): Promise<boolean>;
  /** @throws ProvisioningError `context_not_found`, `permission_missing` */
  close(caller: Caller, id: string): Promise<void>;
  /** @throws ProvisioningError `context_not_found`, `permission_missing`, `tenant_not_found`, `request_invalid` */
  grant(caller: Caller, grant: NewContextGrant): Promise<ContextGrant>;
  grants(tenantId: string, contextId: string): Promise<ContextGrant[]>;
  /** @throws ProvisioningError `context_not_found`, `permission_missing`, `context_grant_not_found` */
  revoke(caller: Caller, contextId: string, id: string): Promise<void>;
}

export interface ContextTransfers {
  /** @throws ProvisioningError `context_not_found`, `permission_missing`, `tenant_not_found`, `context_transfer_state_unfit` */
  offer(caller: Caller, transfer: NewContextTransfer): Promise<ContextTransfer>;
  find(tenantId: string, id: string): Promise<ContextTransfer | undefined>;
  list(tenantId: string, page: { limit: number; after: string | undefined }): Promise<Page<ContextTransfer>>;
  /** @throws ProvisioningError `context_transfer_not_found`, `context_transfer_state_unfit`, `device_not_found` */
  accept(caller: Caller, id: string): Promise<ContextTransfer>;
  /** @throws ProvisioningError `context_transfer_not_found`, `context_transfer_state_unfit` */
  decline(caller: Caller, id: string): Promise<ContextTransfer>;
  /** @throws ProvisioningError `context_transfer_not_found`, `context_transfer_state_unfit` */
  withdraw(caller: Caller, id: string): Promise<ContextTransfer>;
}
