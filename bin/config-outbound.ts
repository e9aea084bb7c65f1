import { networks } from '../outbound/public-address.ts';
import { listed, whole } from './config-forms.ts';

/** What may be called of what others have named. */
export const OUTBOUND_VARIABLES = {
  outboundNetworks: {
    name: 'OUTBOUND_NETWORKS',
    fallback: '',
    unit: 'networks',
    meaning:
      'Networks that endpoints of providers may be in although they are not public, such as `10.1.0.0/16`, with commas between',
    read: readNetworks,
  },
  outboundPorts: {
    name: 'OUTBOUND_PORTS',
    fallback: '443',
    unit: 'ports',
    meaning: 'Ports that endpoints of providers may have, with commas between',
    read: readPorts,
  },
} as const;

function readNetworks(value: string): readonly string[] {
  const list = listed(value);
  try {
    networks(list);
    return list;
  } catch {
    throw new Error('expected networks such as 10.1.0.0/16, with commas between');
  }
}

function readPorts(value: string): readonly number[] {
  const port = whole(1, 65_535);
  return listed(value).map(port);
}
