import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const resolve = { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } };
/** A fact is waited for as long as a busy machine takes; how fast it comes is the bench's matter. */
const poll = { timeout: 20_000 };
const exclude = ['node_modules/**', '.next/**'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          testTimeout: 30_000,
          expect: { poll },
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.live.test.ts'],
        },
      },
      {
        resolve,
        test: {
          name: 'live',
          include: ['**/*.live.test.ts'],
          exclude,
          globalSetup: ['scripts/lab/vitest-setup.ts'],
          testTimeout: 60_000,
          expect: { poll },
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
