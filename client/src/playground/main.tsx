import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.ts';
import { createMemoryStorage } from './memory-storage.ts';
import { exampleTabs } from './operations.ts';
import { takeToken } from './token.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('Expected an element #root in playground.html and got none.');
const token = takeToken(window.location, window.history, window.sessionStorage);
const tabs = exampleTabs(new Date());
const headers = JSON.stringify({ authorization: `Bearer ${token}` }, null, 2);

createRoot(root).render(
  <GraphiQL
    fetcher={createFetcher(window.location.origin)}
    storage={createMemoryStorage()}
    defaultTabs={tabs.map((tab) => ({ ...tab, headers }))}
    initialVariables={tabs[0]?.variables ?? ''} // of the first tab, GraphiQL takes only the query
    initialHeaders={headers}
    defaultHeaders={headers}
    shouldPersistHeaders={false}
    isHeadersEditorEnabled
    defaultEditorToolsVisibility={token === '' ? 'headers' : 'variables'}
  />,
);
