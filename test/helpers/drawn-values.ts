/**
 * What property tests draw: the same in each run, so that a run says something of the code and not of its luck. `FC_SEED=random`
 * (or a number) draws others, and `FC_RUNS` more of them: for whoever looks for what nobody has thought of.
 */
import fc from 'fast-check';

const { FC_SEED: seed = '20261127', FC_RUNS: runs } = process.env;

fc.configureGlobal({
  ...(seed !== 'random' && { seed: Number(seed) }),
  ...(runs !== undefined && { numRuns: Number(runs) }),
});

export { default as fc } from 'fast-check';
