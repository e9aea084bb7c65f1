import { whole } from './config-forms.ts';

/** How many requests a client may make. */
export const RATE_VARIABLES = {
  rateReads: {
    name: 'RATE_READS',
    fallback: '12000',
    unit: 'requests',
    meaning: 'Reading requests of one client a minute, where its tenant has no limit of its own',
    read: whole(0, 1_000_000),
  },
  rateOrders: {
    name: 'RATE_ORDERS',
    fallback: '12000',
    unit: 'requests',
    meaning: 'Orders of one client a minute, likewise',
    read: whole(0, 1_000_000),
  },
  rateChanges: {
    name: 'RATE_CHANGES',
    fallback: '6000',
    unit: 'requests',
    meaning: 'Other changing requests of one client a minute, likewise',
    read: whole(0, 1_000_000),
  },
  rateReveals: {
    name: 'RATE_REVEALS',
    fallback: '60',
    unit: 'requests',
    meaning: 'Requests of one client a minute that reveal what is hidden, likewise',
    read: whole(0, 1_000_000),
  },
  rateFailures: {
    name: 'RATE_FAILURES',
    fallback: '60',
    unit: 'requests',
    meaning: 'Wrong credentials from one address a minute before no more are looked at',
    read: whole(1, 1_000_000),
  },
} as const;
