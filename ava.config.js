export default {
  files: ['test/**/*.test.ts'],
  extensions: { ts: 'module' },
  nodeArguments: ['--import=tsx'],
  workerThreads: false,
  concurrency: 2,
  // Between two results of the whole run: a slow machine may have two long tests at once.
  timeout: '12m',
};
