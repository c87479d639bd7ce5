import { defineConfig } from 'vitest/config'

/** Tests against a running server, started by the Python suite. */
export default defineConfig({ test: { include: ['src/**/*.live.ts'], testTimeout: 900_000 } })
