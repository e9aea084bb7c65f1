import { judgeDocument } from '../domain/content.ts';
import { IMAGINED_URL } from '../domain/context-url.ts';
import { judgeForms } from '../domain/form-content.ts';
import { orderValues } from '../domain/order-values.ts';
import { renderDocument, SlotEmptyError } from '../domain/render.ts';
import type { OrderMaterial } from '../domain/requests.ts';
import type { ApiStores } from './stores.ts';
import { requireAllowed } from './trial-render.ts';

/** @throws ProvisioningError `content_forbidden` with the places in the document */
export type RequireAllowedAnswers = (
  order: { readonly tenantId: string; readonly id: string },
  material: OrderMaterial,
) => Promise<void>;

/**
 * Judges the document of an order with the answers that have just come: until then nobody could know what is in it. Whoever
 * answered hears of it, instead of finding an order that failed.
 */
export function createRequireAllowedAnswers({
  tenants,
  devices,
}: Pick<ApiStores, 'tenants' | 'devices'>): RequireAllowedAnswers {
  return async ({ tenantId, id }, { definition, approved, deviceId, parameters, answers }) => {
    if (Object.keys(answers).length === 0) return;
    const device = await devices.find(tenantId, { type: 'id', value: deviceId });
    // An order whose device is gone fails by itself.
    if (device === undefined) return;
    const tenant = await tenants.find(tenantId);
    const rights = await tenants.rights(tenantId);
    const values = orderValues({
      definition,
      parameters,
      answers,
      device,
      tenant,
      orderId: id,
      contextUrl: IMAGINED_URL,
    });
    try {
      const whose = { ...rights, definition, approved, ownUrl: IMAGINED_URL };
      requireAllowed([
        ...judgeDocument(renderDocument(definition, values), whose),
        ...judgeForms({ ...whose, values }),
      ]);
    } catch (error) {
      // What nobody answered is missing from the document: delivery says so.
      if (!(error instanceof SlotEmptyError)) throw error;
    }
  };
}
