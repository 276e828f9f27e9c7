import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { createSessionStore } from './session/session.ts';
import { SessionContext } from './session/use-session.ts';
import './style.css';

const root = document.getElementById('root');
if (root === null) throw new Error('Expected an element #root in index.html and got none.');
const session = createSessionStore({ storage: window.sessionStorage, fetch: window.fetch.bind(window) });

createRoot(root).render(
  <StrictMode>
    <SessionContext value={session}>
      <App />
    </SessionContext>
  </StrictMode>,
);
