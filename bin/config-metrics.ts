import { text } from './config-forms.ts';

/** Where figures for operators are. */
export const METRICS_VARIABLES = {
  metricsAddress: {
    name: 'METRICS_ADDRESS',
    fallback: '',
    unit: 'host:port',
    meaning: 'Where this process serves [metrics](metrics.md) for Prometheus; port 0 takes a free one; empty: nowhere',
    read: text(/^([^:/\s]+:\d{1,5})?$/, 'host:port'),
  },
} as const;
