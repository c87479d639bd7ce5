import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const backEnd = { target: 'http://127.0.0.1:8000', changeOrigin: false }

export default defineConfig(({ command }) => ({
  // The back end serves the built files at /static/ and index.html everywhere else.
  base: command === 'build' ? '/static/' : '/',
  plugins: [react()],
  build: {
    // Nothing is inlined: the content security policy allows files from the same origin only.
    assetsInlineLimit: 0,
    // From here on browsers know light-dark(); lowering it would freeze the theme at the root element.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    manifest: true,
  },
  server: { proxy: { '/api': backEnd, '/_allauth': backEnd } },
}))
