import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { PageBoundary } from '../errors/PageBoundary.tsx';
import { sessionOptions } from '../session/browser.ts';
import { createSessionStore } from '../session/session.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { openStorage } from '../storage/safe-storage.ts';
import { createAnswers } from './answers.ts';
import { createFetcher } from './fetcher.ts';
import { exampleTabs } from './operations.ts';
import { PlaygroundBar } from './PlaygroundBar.tsx';
import { takeToken } from './token.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('Expected an element #root in playground.html and got none.');
const token = takeToken(
  window.location,
  window.history,
  openStorage(() => window.sessionStorage),
);
const session = createSessionStore(sessionOptions(null));
const caller = token === null ? session : { token: async () => token };
const answers = createAnswers();
const tabs = exampleTabs(new Date());
// Without a token of its own the page calls with the session's, which is renewed: it is not written here.
const headers = token === null ? '' : JSON.stringify({ authorization: `Bearer ${token}` }, null, 2);

createRoot(root).render(
  <PageBoundary place="">
    <GraphiQL
      fetcher={createFetcher(window.location.origin, caller, answers)}
      storage={createMemoryStorage()}
      defaultTabs={tabs.map((tab) => ({ ...tab, headers }))}
      initialVariables={tabs[0]?.variables ?? ''} // of the first tab, GraphiQL takes only the query
      initialHeaders={headers}
      defaultHeaders={headers}
      shouldPersistHeaders={false}
      isHeadersEditorEnabled
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <PlaygroundBar session={session} answers={answers} hasOwnToken={token !== null} />
      </GraphiQL.Logo>
    </GraphiQL>
  </PageBoundary>,
);
