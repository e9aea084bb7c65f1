import { createReadLookedUp } from '../api/looked-up.ts';
import { createCallEndpoint } from '../outbound/call-endpoint.ts';
import { createOutboundClient } from '../outbound/https-client.ts';
import { networks } from '../outbound/public-address.ts';
import type { Config } from './config.ts';
import type { openStores } from './stores.ts';

/** What calls the endpoints of providers and reads what they say. */
export function openEndpoints(
  config: Pick<Config, 'outboundNetworks' | 'outboundPorts'>,
  stores: Pick<ReturnType<typeof openStores>, 'tenants'>,
) {
  const client = createOutboundClient({
    allowedNetworks: networks(config.outboundNetworks),
    ports: config.outboundPorts,
  });
  return {
    callEndpoint: createCallEndpoint(client),
    readLookedUp: createReadLookedUp(stores),
    close: () => client.close(),
  };
}
