import { lacksContinuousProvisioning } from '../codecs/deviation-rows.ts';
import type { Way } from '../domain/attempt-plan.ts';
import { isServed } from '../domain/context-url.ts';
import { kindsFor } from '../domain/context-ways.ts';
import type { DeliveryCase, DeliveryKey } from '../domain/delivery.ts';

/** What of an order decides by which bearers its document may go. */
export function wayTo(
  { publicUrl }: { readonly publicUrl: string },
  { device, definition, document, ...order }: DeliveryCase,
  { orderId }: DeliveryKey,
): Way {
  if (device.msisdn === null) throw new Error('A device without a number came as far as the choice of a bearer');
  const { bearers, attemptsPerBearer } = definition.delivery;
  const trustsNoPath = lacksContinuousProvisioning(device.model);
  const served = order.context?.type === 'usable' && isServed(order.context.name, publicUrl);
  const trusted = { ...order, fallback: document?.signed ? order.fallback : null, isServed: served, trustsNoPath };
  return {
    kinds: kindsFor(trusted, bearers).filter((kind) => device.bearers?.some((one) => one === kind) ?? true),
    msisdn: device.msisdn,
    imsi: device.imsi,
    mostByOne: attemptsPerBearer,
    // The end of a UUID is random in all its versions.
    lot: Number.parseInt(orderId.slice(-8), 16),
  };
}
