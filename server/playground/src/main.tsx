import { createLocalStorage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { examples } from './examples';
import { fetcher } from './fetcher';
import './workers';
import './style.css';

// A namespace, because every gateway on localhost shares one storage with any other GraphiQL there.
const storage = createLocalStorage({ namespace: 'conversations-gateway' });

// GraphiQL takes the first tab's query into its editor but not its variables, unless they are stored.
const [first] = examples;
if (first && storage.getItem('graphiql:tabState') === null) {
  storage.setItem('graphiql:query', first.query);
  storage.setItem('graphiql:variables', first.variables ?? '');
}

const root = document.getElementById('playground');
if (!root) throw new Error('index.html has no #playground');

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultTabs={examples}
    defaultEditorToolsVisibility="variables"
    schemaDescription
    inputValueDeprecation
  >
    <GraphiQL.Logo>Conversations gateway</GraphiQL.Logo>
  </GraphiQL>,
);
