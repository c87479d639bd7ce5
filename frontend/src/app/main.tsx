/** Starts the application. */
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from '../shared/api/queries'
import '../shared/styles/tokens.css'
import '../shared/styles/base.css'
import '../shared/styles/controls.css'
import '../shared/styles/layout.css'
import '../shared/styles/content.css'
import { App } from './app'
import { applyTheme, rememberedTheme } from './theme'

applyTheme(rememberedTheme())

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  )
